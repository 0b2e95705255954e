import type { DraftFile, DraftImage, DraftPart } from "../core/drafts";
import { partText, placeOf } from "../core/prompt";
import { element, iconButton } from "./dom";
import { icon } from "./icons";
import { imageTools } from "./images";
import { t } from "./translate";

/** The code and pictures that go with the next message: one chip each, above the message box. */
export class Chips {
  readonly root = element("ul", {
    class: "chips",
    role: "list",
    "aria-label": t("Attached code and images"),
  });
  private readonly chips = new Map<string, HTMLElement>();

  constructor(
    private readonly remove: (id: string) => void,
    /** The message box, for when there is no chip to go to. */
    private readonly focusBox: () => void,
  ) {
    this.root.hidden = true;
  }

  /** Shows these parts; a chip that stays keeps its element, and with it what is open or has the focus. */
  show(parts: readonly DraftPart[]): void {
    const focused = this.focusedIndex();
    const ids = new Set(parts.map(({ id }) => id));
    for (const [id, chip] of this.chips) {
      if (ids.has(id)) continue;
      chip.remove();
      this.chips.delete(id);
    }
    for (const part of parts) {
      if (this.chips.has(part.id)) continue;
      const chip = this.chipOf(part);
      this.chips.set(part.id, chip);
      this.root.append(chip);
    }
    this.root.hidden = parts.length === 0;
    if (focused >= 0 && !this.root.contains(document.activeElement)) this.focusAt(focused);
  }

  private focusedIndex(): number {
    return [...this.root.children].findIndex(chip => chip.contains(document.activeElement));
  }

  /** Goes to the button of the chip that took the place of a removed one, else to the box. */
  private focusAt(index: number): void {
    const button = this.root.children[index]?.querySelector<HTMLElement>(".chip-remove");
    if (button) button.focus();
    else this.focusBox();
  }

  private chipOf(part: DraftPart): HTMLElement {
    const name = t("Remove {0}", shownPlace(part));
    const button = iconButton(name, "close", () => this.remove(part.id));
    button.classList.add("chip-remove");
    // With the mouse the box is where one goes on; with the keyboard the next chip.
    button.addEventListener("click", event => event.detail > 0 && this.focusBox());
    const details = part.type === "image" ? imageDetails(part) : fileDetails(part);
    const chip = element("li", { class: "chip" }, details, button);
    chip.addEventListener("keydown", event => {
      if (event.key !== "Delete" && event.key !== "Backspace") return;
      event.preventDefault();
      this.remove(part.id);
    });
    return chip;
  }
}

function fileDetails(part: DraftFile): HTMLElement {
  const summary = element(
    "summary",
    { title: placeOf(part) },
    icon("file"),
    element("span", {}, shownPlace(part)),
    ...(part.whole ? [element("span", { class: "chip-size" }, sizeOf(part.text))] : []),
  );
  const text = element(
    "pre",
    { tabindex: "0", role: "group", "aria-label": t("What will be sent") },
    element("code", {}, partText(part)),
  );
  return element("details", {}, summary, text);
}

/** The name at once; the picture and what can be set of it come with their chunk. */
function imageDetails(part: DraftImage): HTMLElement {
  const summary = element("summary", {}, icon("image"), element("span", {}, shownPlace(part)));
  const details = element("details", { class: "image-details" }, summary);
  void imageTools().then(tools => tools?.fillChip(details, part));
  return details;
}

function sizeOf({ length }: string): string {
  if (length >= 1000) return t("{0} KB", (length / 1024).toFixed(1));
  return length === 1 ? t("1 character") : t("{0} characters", length);
}

/** `file.ts, lines 3–9`: the file's name alone, for the eye. */
export function shownPlace(part: DraftPart): string {
  if (part.type === "image") return part.name ?? part.url.split("/").at(-1) ?? part.url;
  const { path, startLine, endLine, whole } = part;
  const name = path.split("/").at(-1) ?? path;
  if (whole) return name;
  return startLine === endLine
    ? t("{0}, line {1}", name, startLine)
    : t("{0}, lines {1}–{2}", name, startLine, endLine);
}
