import { t } from "./translate";

/** How VS Code and systems name the files that are dragged, the first one first. */
const types = ["application/vnd.code.uri-list", "text/uri-list"];

/** Takes files that are dropped anywhere on the page. */
export function takeDrops(
  drop: (uris: readonly string[]) => void,
  say: (text: string) => void,
): void {
  document.addEventListener("dragover", event => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    document.body.classList.add("dropping");
    say(
      event.shiftKey
        ? t("Drop the files to attach them.")
        : t("Hold Shift and drop the files to attach them."),
    );
  });
  document.addEventListener("dragleave", event => {
    if (event.relatedTarget !== null) return;
    leave();
    say("");
  });
  document.addEventListener("drop", event => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    leave();
    const uris = urisOf(event.dataTransfer);
    say(
      uris.length > 0
        ? ""
        : t("These files do not say where they lie. Attach them with the button."),
    );
    if (uris.length > 0) drop(uris);
  });
}

function leave(): void {
  document.body.classList.remove("dropping");
}

/** Text that is dragged into the box is not for us. */
function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.some(type => [...types, "Files"].includes(type)) ?? false;
}

/** One address a line; those of the web are no files. */
function urisOf(data: DataTransfer | null): readonly string[] {
  const list = types.map(type => data?.getData(type) ?? "").find(text => text !== "") ?? "";
  return list
    .split(/\r?\n/)
    .filter(uri => /^[a-z][a-z\d+.-]*:/i.test(uri) && !/^https?:/i.test(uri));
}
