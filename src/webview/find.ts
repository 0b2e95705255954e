import arrowDown from "@vscode/codicons/src/icons/arrow-down.svg";
import arrowUp from "@vscode/codicons/src/icons/arrow-up.svg";
import { FoundMatches } from "./foundMatches";
import { reveal } from "./findReveal";
import type { Reading } from "./reading";

/** How long after a key the search begins, in milliseconds. */
const soon = 80;

let bar: FindBar | undefined;

/** Opens the bar; F3 goes on from match to match, also where the focus is elsewhere. */
export function find(reading: Reading, { key, shiftKey }: KeyboardEvent): void {
  bar ??= new FindBar(reading);
  if (key === "F3" && bar.isOpen) bar.step(shiftKey ? -1 : 1);
  else bar.open();
}

/** Opens the bar with a text, at its first place in a message. */
export function findAt(reading: Reading, messageId: string, text: string): void {
  bar ??= new FindBar(reading);
  bar.openAt(messageId, text);
}

/** The bar over the conversation: what is looked for, which match it is of how many, and the ways from one to the next. */
class FindBar {
  private readonly root: HTMLElement;
  private readonly box: HTMLInputElement;
  private readonly count: HTMLElement;
  private readonly found: FoundMatches;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private before: Element | null = null;
  /** Going upward waits for earlier messages; this many matches were there when they were asked for. */
  private awaited: number | undefined;

  constructor(private readonly reading: Reading) {
    const { t, element, log, messages, draw, icon } = reading;
    const name = t("Find in chat");
    this.box = element("input", {
      type: "text",
      "aria-label": name,
      placeholder: name,
      autocomplete: "off",
      spellcheck: "false",
      dir: "auto",
    });
    this.count = element("span", { class: "find-count", role: "status" });
    this.root = element(
      "div",
      { class: "find", role: "search" },
      this.box,
      this.count,
      this.button(t("Previous match"), "⇧Enter", draw(arrowUp), () => this.step(-1)),
      this.button(t("Next match"), "Enter", draw(arrowDown), () => this.step(1)),
      this.button(t("Close find"), "Esc", icon("close"), () => this.close()),
    );
    this.root.hidden = true;
    log.before(element("div", { class: "find-place" }, this.root));
    this.found = new FoundMatches(messages, () => this.changed());
    this.box.addEventListener("input", () => this.typed());
    this.root.addEventListener("keydown", event => this.pressed(event));
  }

  get isOpen(): boolean {
    return !this.root.hidden;
  }

  /** Looks for what is selected, or for the same as before. */
  open(): void {
    if (!this.root.contains(document.activeElement)) this.before = document.activeElement;
    const selected = document.getSelection()?.toString() ?? "";
    const taken = selected !== "" && selected.length < 200 && !selected.includes("\n");
    if (taken && this.before?.tagName !== "TEXTAREA") this.box.value = selected;
    this.root.hidden = false;
    this.box.focus();
    this.box.select();
    this.search();
  }

  /** Looks for a text, and goes to its first place in a message; to the message where it is not seen. */
  openAt(messageId: string, text: string): void {
    if (!this.root.contains(document.activeElement)) this.before = document.activeElement;
    clearTimeout(this.timer);
    this.awaited = undefined;
    this.box.value = text;
    this.root.hidden = false;
    this.box.focus();
    this.found.look(text);
    const message = this.reading.rootOf(messageId);
    const index = message ? this.found.firstIn(message) : -1;
    if (index >= 0) return this.go(index);
    this.say();
    if (message) this.reading.move(() => message.scrollIntoView({ block: "start" }));
  }

  /** Goes to the next match or the one before; upward beyond the first also to earlier messages. */
  step(by: 1 | -1): void {
    clearTimeout(this.timer);
    if (this.box.value !== this.found.query) this.search();
    else if (this.leadsEarlier(by)) this.load();
    else this.go(this.found.index + by);
  }

  private leadsEarlier(by: 1 | -1): boolean {
    const { index, size, query } = this.found;
    return query !== "" && this.reading.more() && (size === 0 || (by < 0 && index <= 0));
  }

  private load(): void {
    this.awaited = this.found.size;
    this.say();
    this.reading.askEarlier();
  }

  private close(): void {
    clearTimeout(this.timer);
    this.awaited = undefined;
    this.found.look("");
    this.root.hidden = true;
    const { before } = this;
    const back = before instanceof HTMLElement && before.isConnected && before !== document.body;
    (back ? before : this.reading.log).focus({ preventScroll: true });
  }

  private typed(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.search(), soon);
  }

  private search(): void {
    this.awaited = undefined;
    this.found.look(this.box.value);
    this.go(this.found.nearest(this.reading.log));
  }

  private go(index: number): void {
    this.awaited = undefined;
    const match = this.found.choose(index);
    if (match) reveal(match, this.reading);
    this.say();
  }

  /** The conversation changed: the answer grew, or earlier messages came. */
  private changed(): void {
    const { awaited, found } = this;
    if (awaited === undefined) return this.say();
    if (found.size > awaited) this.go(found.size - awaited - 1);
    else if (this.reading.more()) this.load();
    else this.go(found.size - 1);
  }

  /** With a plus while there are messages that were not looked at. */
  private say(): void {
    const { t } = this.reading;
    const unread = this.reading.more();
    const { index, size, query } = this.found;
    const rest = unread ? "+" : "";
    const words =
      this.awaited !== undefined
        ? t("Looking…")
        : size > 0
          ? t("{0} of {1}", index + 1, `${size}${rest}`)
          : t("No results");
    this.count.textContent = query === "" ? "" : words;
    this.count.title = unread ? t("Going upward looks in earlier messages too.") : "";
  }

  private pressed(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === "Escape") this.close();
    else if (event.key === "Enter" && event.target === this.box) this.step(event.shiftKey ? -1 : 1);
    else return;
    event.preventDefault();
    event.stopPropagation(); // Escape would stop an answer.
  }

  private button(name: string, key: string, icon: SVGElement, run: () => void) {
    const attributes = { type: "button", "aria-label": name, title: `${name} (${key})` };
    const look = { ...attributes, class: "icon-button" };
    const made = this.reading.element("button", look, icon);
    made.addEventListener("click", run);
    return made;
  }
}
