import { matchesIn } from "./findMatches";

/** How often at most what changed is looked at again, in milliseconds. */
const often = 250;

/** All matches in the messages that are there, marked without a change of the DOM, and kept right while it changes. */
export class FoundMatches {
  query = "";
  private readonly byMessage = new Map<Element, readonly StaticRange[]>();
  private readonly changed = new Set<Element>();
  private all: readonly StaticRange[] = [];
  private readonly marks = new Highlight();
  private readonly currentMark = new Highlight();
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** The chosen match: its message, and which of that message's matches it is. */
  private current: { readonly message: Element; readonly nth: number } | undefined;
  private readonly observer = new MutationObserver(records => this.note(records));

  constructor(
    private readonly messages: HTMLElement,
    private readonly onChange: () => void,
  ) {
    this.currentMark.priority = 1;
    CSS.highlights.set("parley-find", this.marks);
    CSS.highlights.set("parley-find-current", this.currentMark);
  }

  get size(): number {
    return this.all.length;
  }

  /** Place of the chosen match among all; -1 while none is chosen. */
  get index(): number {
    const { current } = this;
    if (!current) return -1;
    let before = 0;
    for (const [message, matches] of this.byMessage) {
      if (message === current.message) return before + Math.min(current.nth, matches.length - 1);
      before += matches.length;
    }
    return -1;
  }

  /** Looks for a text; nothing is looked for, and nothing watched, where it is empty. */
  look(query: string): void {
    this.query = query;
    this.stop();
    if (query === "") return this.clear();
    this.byMessage.clear();
    this.update();
    const watched = { subtree: true, childList: true, characterData: true };
    this.observer.observe(this.messages, watched);
  }

  /** The chosen match, or the first one from where the reader is. */
  nearest(log: HTMLElement): number {
    const { top } = log.getBoundingClientRect();
    let before = 0;
    for (const [message, matches] of this.byMessage) {
      const from = this.current ? message === this.current.message : false;
      if (matches.length > 0 && (from || message.getBoundingClientRect().bottom > top))
        return before;
      before += matches.length;
    }
    return 0;
  }

  /** The first match in a message; -1 where there is none. */
  firstIn(wanted: Element): number {
    let before = 0;
    for (const [message, matches] of this.byMessage) {
      if (message === wanted) return matches.length > 0 ? before : -1;
      before += matches.length;
    }
    return -1;
  }

  /** Makes a match the chosen one, counted around the ends. */
  choose(index: number): StaticRange | undefined {
    const { size } = this;
    if (size === 0) this.clear();
    if (size === 0) return undefined;
    let left = ((index % size) + size) % size;
    for (const [message, matches] of this.byMessage) {
      if (left < matches.length) {
        this.current = { message, nth: left };
        return this.markCurrent();
      }
      left -= matches.length;
    }
    return undefined;
  }

  private markCurrent(): StaticRange | undefined {
    const match = this.all[this.index];
    this.currentMark.clear();
    if (match) this.currentMark.add(match);
    return match;
  }

  private clear(): void {
    this.current = undefined;
    this.currentMark.clear();
    if (this.query !== "") return;
    this.byMessage.clear();
    this.all = [];
    this.marks.clear();
  }

  private stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.changed.clear();
    this.observer.disconnect();
  }

  private note(records: readonly MutationRecord[]): void {
    for (const { target } of records) {
      const element = target instanceof Element ? target : target.parentElement;
      const message = element?.closest("article");
      if (message) this.changed.add(message);
    }
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.update();
      this.onChange();
    }, often);
  }

  /** Looks only into messages that are new or have changed. */
  private update(): void {
    const known = new Map(this.byMessage);
    this.byMessage.clear();
    for (const message of this.messages.querySelectorAll(":scope > * > article")) {
      const kept = this.changed.has(message) ? undefined : known.get(message);
      this.byMessage.set(message, kept ?? matchesIn(message, this.query));
    }
    this.changed.clear();
    this.all = [...this.byMessage.values()].flat();
    this.marks.clear();
    for (const match of this.all) this.marks.add(match);
    this.markCurrent();
  }
}
