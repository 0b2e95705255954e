import { folded } from "../core/folded";

/** What is on the page and not said by anyone. */
const controls = "button, svg, .message-actions, .wait, .code-header, .visually-hidden, [hidden]";

/** What a line of text does not go on beyond. */
const block =
  "p, li, div, pre, td, th, summary, blockquote, article, dt, dd, h1, h2, h3, h4, h5, h6";

interface Piece {
  readonly node: Text;
  /** Where its text begins in that of its block. */
  readonly at: number;
}

/** Where a message holds a text, in whatever case and with whatever white space, also across emphasis. */
export function matchesIn(message: Element, query: string): StaticRange[] {
  const wanted = folded(query);
  return blocksOf(message).flatMap(pieces => matchesInBlock(pieces, wanted));
}

function blocksOf(message: Element): Piece[][] {
  const walker = document.createTreeWalker(
    message,
    NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT,
    node =>
      node instanceof Element && node.matches(controls)
        ? NodeFilter.FILTER_REJECT
        : NodeFilter.FILTER_ACCEPT,
  );
  const blocks: Piece[][] = [];
  let pieces: Piece[] = [];
  let of: Element | null | undefined;
  let length = 0;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node instanceof HTMLBRElement) of = undefined;
    if (!(node instanceof Text)) continue;
    const found = node.parentElement?.closest(block);
    if (found !== of) {
      of = found;
      length = 0;
      blocks.push((pieces = []));
    }
    pieces.push({ node, at: length });
    length += node.data.length;
  }
  return blocks;
}

function matchesInBlock(pieces: readonly Piece[], wanted: string): StaticRange[] {
  const text = folded(pieces.map(({ node }) => node.data).join(""));
  const found: StaticRange[] = [];
  let piece = 0;
  const place = (offset: number, atEnd: boolean) => {
    const passed = (next: Piece | undefined) =>
      next !== undefined && (atEnd ? next.at < offset : next.at <= offset);
    while (passed(pieces[piece + 1])) piece += 1;
    const { node, at } = pieces[piece] as Piece;
    return { container: node, offset: offset - at };
  };
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
    const start = place(at, false);
    const end = place(at + wanted.length, true);
    found.push(
      new StaticRange({
        startContainer: start.container,
        startOffset: start.offset,
        endContainer: end.container,
        endOffset: end.offset,
      }),
    );
  }
  return found;
}
