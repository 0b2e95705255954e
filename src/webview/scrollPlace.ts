import { menuIsOpen } from "./menu";
import { type Line, lineAt, movedBy } from "./readLine";

/** How near to the end counts as being there, in pixels. */
const nearEnd = 24;

/** How long after a key, a wheel or a drag a scrolling is the reader's own, in milliseconds. */
const gestureTime = 300;

/** Where one reads in the transcript: at the end, which is followed, or at a line that stays. */
export class ScrollPlace {
  private following = true;
  /** When the reader last did what scrolls. */
  private gesture = Number.NEGATIVE_INFINITY;
  /** Where the page itself scrolled to: that is no scrolling of the reader's. */
  private own = -1;
  /** The size for which the place is right. */
  private size = "";
  /** The first line that is seen, where the end is not followed. */
  private line: Line | undefined;

  constructor(
    private readonly scroller: HTMLElement,
    private readonly list: HTMLElement,
    /** The reader came near to the beginning. */
    private readonly nearStart: () => void,
    /** Whether there is more below what is seen, and the end is not followed. */
    private readonly moreBelow: (more: boolean) => void,
  ) {
    scroller.addEventListener("scroll", () => this.scrolled());
    for (const name of ["wheel", "touchmove", "pointerdown", "keydown"]) {
      scroller.addEventListener(name, () => (this.gesture = performance.now()), { passive: true });
    }
    const observer = new ResizeObserver(() => this.resized());
    observer.observe(list);
    observer.observe(scroller); // The composer grows, or a bar comes: the end stays in sight.
  }

  /** Whether the reader is at the end, which is followed. */
  get atEnd(): boolean {
    return this.following;
  }

  /** Goes to the end, and stays there as it grows. */
  follow(): void {
    this.following = true;
    this.gesture = Number.NEGATIVE_INFINITY; // What scrolls from here on is no gesture from before.
    this.line = undefined;
    this.list.style.paddingBottom = "";
    this.tell();
  }

  /** Scrolls as the reader asked for by a key: that ends or begins the following at once. */
  move(scroll: () => void): void {
    const { scrollTop } = this.scroller;
    scroll();
    if (this.scroller.scrollTop === scrollTop) return;
    this.gesture = performance.now();
    this.scrolled();
  }

  /** Goes to the end, where that is followed. What a menu is open for stays. */
  scroll(): void {
    if (this.following && !menuIsOpen()) this.scrollTo(this.scroller.scrollHeight);
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
    this.scrollTo(to);
    // What is above may get another height when it is laid out; until one scrolls this is what stays.
    this.line = { node: root, offset: 0, message: root, edge, at: at - this.top, messageAt: 0 };
    this.tell();
  }

  private get top(): number {
    return this.scroller.getBoundingClientRect().top;
  }

  /** Something above changed, or the width: the end stays in sight, or else the line that is read. */
  private resized(): void {
    if (this.following) this.scroll();
    else if (this.line) {
      const moved = movedBy(this.line, this.scroller);
      if (Math.abs(moved) >= 1) this.scrollTo(this.scroller.scrollTop + moved);
    }
    this.size = this.sizeNow();
    this.tell();
  }

  /** Only the reader begins or ends the following; a layout that changes the size also scrolls. */
  private scrolled(): void {
    const { scrollTop, clientHeight } = this.scroller;
    const { following } = this;
    if (scrollTop !== this.own) this.look();
    if (!following && !this.following && scrollTop < clientHeight) this.nearStart();
  }

  private look(): void {
    const byReader = performance.now() - this.gesture < gestureTime || this.size === this.sizeNow();
    if (byReader) this.following = this.left < nearEnd;
    else if (this.following) this.scroll();
    else return; // What is read is put back by `resized`.
    this.size = this.sizeNow();
    this.line = this.following ? undefined : lineAt(this.scroller);
    this.tell();
  }

  private scrollTo(to: number): void {
    this.scroller.scrollTop = to;
    this.own = this.scroller.scrollTop;
  }

  private sizeNow(): string {
    const { scrollHeight, clientHeight, clientWidth } = this.scroller;
    return `${scrollHeight} ${clientHeight} ${clientWidth}`;
  }

  /** How far the end is, in pixels. */
  private get left(): number {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    return scrollHeight - scrollTop - clientHeight;
  }

  private tell(): void {
    this.scroller.classList.toggle("reading", !this.following);
    this.moreBelow(!this.following && this.left >= nearEnd);
  }
}

/** A message and where it is to stand. */
export interface Held {
  readonly root: HTMLElement;
  readonly edge: "top" | "bottom";
  /** Where the edge is, in pixels from the top of the view. */
  readonly at: number;
}
