/** A line of text on the screen, and the message that it is in. */
export interface Line {
  /** A text, or an element where no text is. */
  readonly node: Node;
  readonly offset: number;
  readonly message: Element;
  /** Of an element: which edge of it stays. */
  readonly edge?: "top" | "bottom";
  /** Where line and message begin, in pixels below the top of the scroller. */
  readonly at: number;
  readonly messageAt: number;
}

/** The first line that is seen of the messages in a scroller. */
export function lineAt(scroller: HTMLElement): Line | undefined {
  const { left, top, height } = scroller.getBoundingClientRect();
  // Gaps between messages hold no text: a line is looked for a little further down.
  for (let y = top + 2; y < top + height; y += 12) {
    const range = document.caretRangeFromPoint(left + 24, y);
    const node = range?.startContainer ?? scroller;
    const message = (node instanceof Element ? node : node.parentElement)?.closest("article");
    if (!range || !message || !scroller.contains(message)) continue;
    const offset = range.startOffset;
    const at = topOf(node, offset) - top;
    if (at < height) return { node, offset, message, at, messageAt: topOf(message) - top };
  }
  return undefined;
}

/** How far a line has moved from where it was in the scroller; by its message, where its text is another now. */
export function movedBy(line: Line, scroller: HTMLElement): number {
  const { top } = scroller.getBoundingClientRect();
  if (line.node.isConnected) return topOf(line.node, line.offset, line.edge) - top - line.at;
  return line.message.isConnected ? topOf(line.message) - top - line.messageAt : 0;
}

function topOf(node: Node, offset = 0, edge: "top" | "bottom" = "top"): number {
  if (node instanceof Element) return node.getBoundingClientRect()[edge];
  const range = document.createRange();
  const length = node.nodeValue?.length ?? 0;
  range.setStart(node, Math.max(0, Math.min(offset, length - 1)));
  range.setEnd(node, Math.min(offset + 1, length));
  return range.getBoundingClientRect().top;
}
