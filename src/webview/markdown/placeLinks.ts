import { type FilePlace, filePlaces, readPlace } from "../../core/filePlaces";
import type { EditorActions, MarkdownActions } from "./markdownView";

/** More places than these are left as text. */
const mostPlaces = 200;

/** A text and what stands for it now. */
interface Marked {
  readonly text: Text;
  readonly pieces: readonly (Text | HTMLElement)[];
}

/**
 * Makes links of the places in an answer whose files exist. Loaded for the first complete answer that
 * may have one. When `signal` fires all of it is taken back, so that the next parse finds what it left.
 */
export async function linkPlaces(
  root: HTMLElement,
  actions: MarkdownActions & { readonly editor: EditorActions },
  signal: AbortSignal,
): Promise<void> {
  const found = textsIn(root).map(text => [text, placesOf(text)] as const);
  const asked = new Set(found.flatMap(([, places]) => places.map(place => place.text)));
  if (asked.size === 0) return;
  const existing = new Set(await actions.editor.existing([...asked].slice(0, mostPlaces)));
  if (signal.aborted) return;
  const marked = found.flatMap(([text, places]) => {
    const real = places.filter(place => existing.has(place.text) && text.isConnected);
    return real.length === 0 || holdsSelection(text) ? [] : [mark(text, real, actions)];
  });
  signal.addEventListener("abort", () => {
    for (const { text, pieces } of marked) {
      pieces[0]?.before(text);
      for (const piece of pieces) piece.remove();
    }
  });
}

/** Texts outside of blocks of code and links. */
function textsIn(root: HTMLElement): readonly Text[] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (text instanceof Text && !text.parentElement?.closest("a, .code-block")) texts.push(text);
  }
  return texts;
}

/** Inline code may be a place as a whole, also with spaces in it. */
function placesOf(text: Text): ReturnType<typeof filePlaces> {
  const { data, length } = text;
  const whole = text.parentElement?.localName === "code" && readPlace(data) !== undefined;
  return whole ? [{ start: 0, end: length, text: data }] : filePlaces(data);
}

function mark(
  text: Text,
  places: ReturnType<typeof filePlaces>,
  actions: MarkdownActions & { readonly editor: EditorActions },
): Marked {
  const pieces: (Text | HTMLElement)[] = [];
  let end = 0;
  for (const place of places) {
    if (place.start > end) pieces.push(new Text(text.data.slice(end, place.start)));
    pieces.push(link(place.text, actions));
    ({ end } = place);
  }
  if (end < text.length) pieces.push(new Text(text.data.slice(end)));
  text.replaceWith(...pieces);
  return { text, pieces };
}

/** Not a `button`, which would break no lines and keep its text out of a selection. */
function link(
  text: string,
  actions: MarkdownActions & { readonly editor: EditorActions },
): HTMLElement {
  const made = document.createElement("span");
  const { path, line } = readPlace(text) as FilePlace;
  made.className = "place-link";
  made.role = "button";
  made.tabIndex = 0;
  made.ariaLabel = actions.t("Open {0}, line {1}", path, line);
  made.title = made.ariaLabel;
  made.append(text);
  const open = () => actions.editor.ask({ type: "openPlace", place: text });
  made.addEventListener("click", open);
  made.addEventListener("keydown", event => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    open();
  });
  return made;
}

/** New nodes would lose what the reader is marking. */
function holdsSelection(text: Text): boolean {
  const selection = document.getSelection();
  return selection?.isCollapsed === false && selection.containsNode(text, true);
}
