import type { DroppedTexts } from "./droppedFiles";
import { t } from "./translate";

/** How VS Code and systems name the files that are dragged, the first one first. */
const types = ["application/vnd.code.uri-list", "text/uri-list"];

/** Takes files that are dropped anywhere on the page, and pictures that are pasted. */
export function takeDrops(
  drop: (uris: readonly string[]) => void,
  take: (texts: DroppedTexts) => void,
  say: (text: string) => void,
  /** Attaches pictures, and gives the other files. */
  takeImages: (files: readonly File[]) => Promise<readonly File[]>,
): void {
  const read = async (dropped: readonly File[]) => {
    const files = await takeImages(dropped);
    if (files.length === 0) return;
    const chunk = await import("./droppedFiles").catch(() => undefined); // The button attaches them too.
    if (chunk) take(await chunk.readDropped(files));
  };
  document.addEventListener("dragover", event => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    document.body.classList.add("dropping");
    say(event.shiftKey ? t("Drop to attach.") : t("Hold Shift and drop to attach."));
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
    say("");
    const files = [...(event.dataTransfer?.files ?? [])]; // They are gone after the event.
    if (uris.length > 0) drop(uris);
    else void read(files);
  });
  document.addEventListener("paste", event => {
    const { clipboardData: pasted } = event;
    // A table of a sheet comes as a text and as its picture; the text is meant.
    if (!pasted || pasted.files.length === 0 || pasted.types.includes("text/plain")) return;
    event.preventDefault();
    void read([...pasted.files]);
  });
}

function leave(): void {
  document.body.classList.remove("dropping");
}

/** Text and links that are dragged are not for us. */
function hasFiles({ dataTransfer }: DragEvent): boolean {
  const dragged = dataTransfer?.types ?? [];
  return dragged.some(type => [...types, "Files"].includes(type)) && !dragged.includes("text/html");
}

/** One address a line; those of the web are no files. */
function urisOf(data: DataTransfer | null): readonly string[] {
  const list = types.map(type => data?.getData(type) ?? "").find(text => text !== "") ?? "";
  return list
    .split(/\r?\n/)
    .filter(uri => /^[a-z][a-z\d+.-]*:/i.test(uri) && !/^https?:/i.test(uri));
}
