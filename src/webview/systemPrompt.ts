import { post } from "./bridge";
import { element } from "./dom";
import { readOnly } from "./state";
import { t } from "./translate";

/** How long after the last key a change is kept, in milliseconds. */
const delay = 500;

/** The conversation's first entry: folded, and empty unless the user writes something. */
export class SystemPrompt {
  readonly root: HTMLDetailsElement;
  private readonly box = element("textarea", {
    "aria-label": t("System prompt"),
    rows: "3",
    autocomplete: "off",
    dir: "auto",
    placeholder: t("Sent before the first message. Empty: nothing is sent."),
  });
  private readonly state = element("span", { class: "system-state" });
  private shownId = "";
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    const summary = element("summary", {}, t("System prompt"), this.state);
    this.root = element("details", { class: "system" }, summary, this.box);
    this.box.addEventListener("input", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.keep(), delay);
      this.describe();
    });
    this.box.addEventListener("blur", () => this.keep());
    window.addEventListener("pagehide", () => this.keep());
  }

  show(id: string, text: string): void {
    if (id !== this.shownId) {
      this.keep();
      this.shownId = id;
      this.root.open = false;
    }
    this.box.readOnly = readOnly.value;
    if (this.timer === undefined && this.box.value !== text) this.box.value = text;
    this.describe();
  }

  /** Tells the host at once, so that the next message goes with it. */
  keep(): void {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    post({ type: "changeSystemPrompt", conversationId: this.shownId, text: this.box.value });
  }

  private describe(): void {
    const text = this.box.value;
    this.state.textContent = text === "" ? t("none") : (text.split("\n", 1)[0] ?? "");
  }
}
