import type { Reading } from "./reading";

/** Room that is left above and below a match, in pixels. */
const room = 32;

/** What was not laid out before gets another height where it comes near: it is there after so many frames. */
const frames = 5;

/** Brings a match into sight: opens what is folded over it, and scrolls whatever hides it. */
export function reveal(match: StaticRange, reading: Reading): void {
  let left = frames;
  const show = () => {
    reading.move(() => bringIntoSight(match, reading.log));
    left -= 1;
    if (left > 0) requestAnimationFrame(show);
  };
  show();
}

function bringIntoSight(match: StaticRange, log: HTMLElement): void {
  if (!match.startContainer.isConnected) return;
  const range = document.createRange();
  range.setStart(match.startContainer, match.startOffset);
  range.setEnd(match.endContainer, match.endOffset);
  for (let box = match.startContainer.parentElement; box && box !== log; box = box.parentElement) {
    if (box instanceof HTMLDetailsElement) box.open = true;
    if (scrolls(box)) bringInto(box, range);
  }
  const { top, bottom } = log.getBoundingClientRect();
  const at = range.getBoundingClientRect();
  if (at.top < top + room || at.bottom > bottom - room)
    log.scrollTop += at.top - (top + bottom) / 2;
}

function scrolls(box: Element): boolean {
  if (box.scrollHeight <= box.clientHeight && box.scrollWidth <= box.clientWidth) return false;
  const { overflowX, overflowY } = getComputedStyle(box);
  return [overflowX, overflowY].some(overflow => overflow === "auto" || overflow === "scroll");
}

function bringInto(box: Element, range: Range): void {
  const { left, right, top, bottom } = box.getBoundingClientRect();
  const at = range.getBoundingClientRect();
  if (at.left < left || at.right > right) box.scrollLeft += at.left - (left + right) / 2;
  if (at.top < top || at.bottom > bottom) box.scrollTop += at.top - (top + bottom) / 2;
}
