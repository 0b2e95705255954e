import { menuIsOpen } from "./menu";

/** How near to the end counts as being there, in pixels. */
const nearEnd = 24;

/** How long after a key, a wheel or a drag a scrolling is the reader's own, in milliseconds. */
const gestureTime = 300;

/** Where one reads in the transcript: at the end, which is followed, or at a place that stays. */
export class ScrollPlace {
  private following = true;
  /** When the reader last did what scrolls. */
  private gesture = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly scroller: HTMLElement,
    private readonly list: HTMLElement,
    /** The reader came near to the beginning. */
    private readonly nearStart: () => void,
  ) {
    scroller.addEventListener("scroll", () => this.scrolled());
    for (const name of ["wheel", "touchmove", "pointerdown", "keydown"]) {
      scroller.addEventListener(name, () => (this.gesture = performance.now()), { passive: true });
    }
    const observer = new ResizeObserver(() => this.scroll());
    observer.observe(list);
    observer.observe(scroller); // The composer grows, or a bar comes: the end stays in sight.
  }

  /** Goes to the end, and stays there as it grows. */
  follow(): void {
    this.following = true;
    this.list.style.paddingBottom = "";
  }

  /** Goes to the end, where that is followed. What a menu is open for stays. */
  scroll(): void {
    if (this.following && !menuIsOpen()) this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  /** Where the first seen of these messages is on the screen; nothing where the end is followed. */
  hold(roots: readonly HTMLElement[]): Held | undefined {
    if (this.following) return undefined;
    const root = roots.find(message => message.getBoundingClientRect().bottom > this.top);
    return root && { root, edge: "top", at: root.getBoundingClientRect().top };
  }

  /** Where another message is to stand in the place of this one: by its beginning, or by its end where only that is seen. */
  edgeOf(root: HTMLElement): Omit<Held, "root"> {
    const { top, bottom } = root.getBoundingClientRect();
    return top < this.top ? { edge: "bottom", at: bottom } : { edge: "top", at: top };
  }

  /** Puts a message where one was, also where the thread is too short for that now. */
  release({ root, edge, at }: Held): void {
    this.following = false;
    this.list.style.paddingBottom = "";
    const { scroller, list } = this;
    const to = scroller.scrollTop + root.getBoundingClientRect()[edge] - at;
    const missing = to + scroller.clientHeight - scroller.scrollHeight;
    if (missing > 0) list.style.paddingBottom = `${Math.ceil(missing)}px`;
    scroller.scrollTop = to;
  }

  private get top(): number {
    return this.scroller.getBoundingClientRect().top;
  }

  /** Only the reader ends the following; a layout that changes the height also scrolls. */
  private scrolled(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const byReader = performance.now() - this.gesture < gestureTime;
    if (scrollHeight - scrollTop - clientHeight < nearEnd) this.following = true;
    else if (byReader) this.following = false;
    else this.scroll();
    if (!this.following && scrollTop < clientHeight) this.nearStart();
  }
}

/** A message and where it is to stand. */
export interface Held {
  readonly root: HTMLElement;
  readonly edge: "top" | "bottom";
  /** Where the edge is, in pixels from the top of the view. */
  readonly at: number;
}
