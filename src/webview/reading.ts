import { element } from "./dom";
import { draw, icon } from "./icons";
import { more } from "./state";
import { t } from "./translate";

/** What the chunks for reading need of the page. They import nothing that the first script has, or it would be cut in two. */
export interface Reading {
  readonly log: HTMLElement;
  readonly messages: HTMLElement;
  readonly t: typeof t;
  readonly element: typeof element;
  readonly draw: typeof draw;
  readonly icon: typeof icon;
  /** Whether there are messages before those that are there. */
  more(): boolean;
  askEarlier(): void;
  /** The element of a message, where that is shown. */
  rootOf(id: string): HTMLElement | undefined;
  /** Scrolls as the reader asked for by a key. */
  move(scroll: () => void): void;
  toEnd(): void;
}

/** Finding, walking and copying: each a chunk that is loaded at its first use. */
export function startReading(
  parts: Pick<Reading, "log" | "messages" | "askEarlier" | "rootOf" | "move" | "toEnd">,
) {
  const reading: Reading = { ...parts, t, element, draw, icon, more: () => more.value };
  document.addEventListener("keydown", event => {
    if (!finds(event)) return;
    event.preventDefault();
    event.stopPropagation(); // VS Code hears of what reaches the window, and would find in its editor too.
    void import("./find").then(chunk => chunk.find(reading, event), unloaded);
  });
  reading.log.addEventListener("keydown", event => {
    if (!walks(event, reading.log)) return;
    event.preventDefault();
    void import("./walk").then(chunk => chunk.walk(reading, event), unloaded);
  });
  // Copying waits for nothing, so its chunk has to be there before: as soon as something is selected.
  const selected = () => {
    if (document.getSelection()?.isCollapsed !== false) return;
    document.removeEventListener("selectionchange", selected);
    void import("./copyMarkdown").then(chunk => chunk.copyAsMarkdown(reading), unloaded);
  };
  document.addEventListener("selectionchange", selected);
  return {
    /** Opens find with a text, at its first place in a message. */
    findAt(messageId: string, text: string): void {
      void import("./find").then(chunk => chunk.findAt(reading, messageId, text), unloaded);
    },
  };
}

/** Ctrl+F or ⌘F opens, F3 goes on; with Alt these are other keys. */
function finds({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean {
  if (altKey) return false;
  if (key === "F3") return true;
  return (ctrlKey || metaKey) && !shiftKey && key.toLowerCase() === "f";
}

/** Alt with an arrow, anywhere in the log; Home and End where nothing else takes them. */
function walks({ key, altKey, ctrlKey, metaKey, target }: KeyboardEvent, log: Element): boolean {
  if (ctrlKey || metaKey || target instanceof HTMLTextAreaElement) return false;
  if (altKey) return key === "ArrowUp" || key === "ArrowDown";
  const inText = target instanceof Element && target !== log && target.tagName !== "ARTICLE";
  return !inText && (key === "Home" || key === "End");
}

/** The page works without a chunk that cannot be loaded, and asking again would fail again. */
function unloaded(): void {}
