import { activity, conversation, readOnly } from "./state";
import { post } from "./bridge";
import { t } from "./translate";
import { signal } from "@preact/signals";

/** How long after the last key a draft goes to the host, in milliseconds. */
const delay = 250;

/** A sentence under the message box that says why something did not happen. */
export const hint = signal("");

/** The message box: its text is the draft, which the host keeps. */
export class Composer {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private shownId = "";
  /** Enter was pressed before the host had told of any conversation. */
  private sendWhenShown = false;

  constructor(readonly box: HTMLTextAreaElement) {
    box.addEventListener("input", () => this.typed());
    box.addEventListener("keydown", event => this.pressed(event));
    window.addEventListener("pagehide", () => this.keep());
    document.addEventListener("visibilitychange", () => this.keep());
  }

  /** Shows the draft of another conversation; in the same one what stands in the box stays. */
  show(id: string, draft: string): void {
    if (id === this.shownId) return;
    // What was typed before there was a conversation belongs to the first one.
    const early = this.shownId === "" ? this.box.value : "";
    this.keep();
    this.shownId = id;
    this.box.value = [draft, early].filter(text => text !== "").join("\n");
    hint.value = readOnly.value ? readOnlyHint() : "";
    if (this.sendWhenShown) this.send();
    else if (early !== "") this.typed();
  }

  send(): void {
    const text = this.box.value;
    this.sendWhenShown = this.shownId === "" && text.trim() !== "";
    hint.value = text.trim() === "" ? t("Type a message first.") : "";
    if (hint.value === "" && !this.sendWhenShown && mayAsk()) {
      post({ type: "send", conversationId: this.shownId, text });
    }
    this.box.focus();
  }

  /** The host has the message; what was typed since stays. */
  sent(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.box.value = "";
  }

  private pressed(event: KeyboardEvent): void {
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || event.altKey || composing) return;
    event.preventDefault();
    this.send();
  }

  private typed(): void {
    hint.value = "";
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.keep(), delay);
  }

  /** Tells the host what is in the box, if that changed. */
  private keep(): void {
    if (this.timer === undefined || this.shownId === "") return;
    clearTimeout(this.timer);
    this.timer = undefined;
    post({ type: "changeDraft", conversationId: this.shownId, text: this.box.value });
  }
}

/** Whether a model may be asked now; the hint says why not. */
export function mayAsk(): boolean {
  if (readOnly.value) hint.value = readOnlyHint();
  else if (activity.value.state !== "idle") {
    hint.value = t(
      "An answer is still coming. Your message is kept; press Esc to stop the answer.",
    );
  } else return true;
  return false;
}

function readOnlyHint(): string {
  return t("A newer version of Parley wrote this conversation. It can be read, not continued.");
}

/** Ends the answer being made. */
export function stop(): void {
  const id = conversation.value?.id;
  if (id !== undefined && activity.value.state !== "idle")
    post({ type: "stop", conversationId: id });
}
