import type { DraftPart } from "../core/drafts";
import type { PanelDraft } from "../core/protocol";
import type { FoundFile } from "../core/foundFiles";
import { access, activity, conversation, editing, readOnly } from "./state";
import { post } from "./bridge";
import { Chips, shownPlace } from "./chips";
import { imageTools } from "./images";
import { Mentions } from "./mentions";
import { PromptHistory } from "./promptHistory";
import { showQueue } from "./queue";
import { wantsToSend } from "./sendKey";
import { t } from "./translate";
import { effect, signal } from "@preact/signals";

/** How long after the last key a draft goes to the host, in milliseconds. */
const delay = 250;

/** A sentence under the message box that says why something did not happen. */
export const hint = signal("");

/** The message box: its text is the draft, which the host keeps. */
export class Composer {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private shownId = "";
  /** Text that the host has not answered yet. */
  private posted: string | undefined;
  /** Send was asked for once more, with another text, before the host had answered. */
  private next = false;
  private parts: readonly DraftPart[] = [];
  /** The part that the user removed last. */
  private removing = "";
  /** Text for which Enter was pressed before the host had told of any conversation. */
  private early = "";

  private readonly chips = new Chips(
    id => this.remove(id),
    () => this.box.focus(),
  );

  private readonly mentions: Mentions;
  private readonly history: PromptHistory;

  constructor(readonly box: HTMLTextAreaElement) {
    box.before(this.chips.root);
    this.history = new PromptHistory(box);
    this.mentions = new Mentions({
      box,
      find: query => post({ type: "findFiles", query }),
      take: ({ uri }) => this.attachFound(uri),
      say: text => (hint.value = text),
    });
    if (box.parentElement) showQueue(box.parentElement, this.queueActions());
    box.addEventListener("input", () => {
      this.typed();
      void this.mentions.typed();
    });
    box.addEventListener("keydown", event => this.pressed(event));
    window.addEventListener("pagehide", () => this.keep());
    document.addEventListener("visibilitychange", () => this.keep());
  }

  /** Shows the draft of another conversation; in the same one what stands in the box stays. */
  show(id: string, { text: draft, parts }: PanelDraft): void {
    if (id === this.shownId) return this.attach(parts);
    this.parts = parts;
    this.chips.show(parts);
    // What was typed before there was a conversation belongs to the first one.
    const typed = this.shownId === "" ? this.box.value : "";
    if (this.posted !== undefined) this.typed(); // Not taken: it is the draft again.
    this.keep();
    this.shownId = id;
    this.posted = undefined;
    this.box.value = [draft, typed].filter(text => text !== "").join("\n");
    hint.value = access.value === "newer" ? readOnlyHint() : "";
    if (typed !== "") this.typed();
    if (this.early !== "" && mayAsk())
      post({ type: "send", conversationId: id, text: this.early, partIds: [] });
    this.early = "";
  }

  /** Something else is to stand in the box; what another view typed gives way to what is typed here. */
  replace(draft: PanelDraft, mine: boolean): void {
    if (!mine && (this.timer !== undefined || this.posted !== undefined)) return;
    this.stopTimer();
    this.parts = draft.parts;
    this.chips.show(draft.parts);
    editing.value = draft.editing;
    if (mine) hint.value = "";
    if (this.box.value === draft.text) return;
    this.box.value = draft.text;
    this.box.setSelectionRange(draft.text.length, draft.text.length);
  }

  /** Puts a message into the box; what stands there comes back afterwards. */
  edit(messageId: string): void {
    if (readOnly.value) return void (hint.value = readOnlyHint());
    this.keep();
    post({ type: "editMessage", conversationId: this.shownId, messageId });
  }

  /** Leaves a message as it is. */
  cancelEdit(): void {
    this.stopTimer();
    post({ type: "cancelEdit", conversationId: this.shownId });
    this.box.focus();
  }

  /** Code was attached or removed; the line below says which. Chips that go with a message say nothing. */
  attach(parts: readonly DraftPart[]): void {
    const [added, ...more] = without(parts, this.parts);
    const [removed] = without(this.parts, parts);
    this.parts = parts;
    this.chips.show(parts);
    if (more.length > 0) hint.value = t("Attached {0} files", more.length + 1);
    else if (added) hint.value = t("Attached {0}", shownPlace(added));
    else if (removed && removed.id === this.removing)
      hint.value = t("Removed {0}", shownPlace(removed));
  }

  /** Files for what was typed after `@`. */
  found(query: string, files: readonly FoundFile[]): void {
    this.mentions.show(query, files);
  }

  /** Takes files that are dropped: what does so is loaded when the page has nothing else to do. */
  async takeDrops(): Promise<void> {
    const chunk = await import("./drops").catch(() => undefined); // The button attaches them too.
    chunk?.takeDrops(
      uris => post({ type: "attachDropped", conversationId: this.shownId, uris }),
      texts => post({ type: "attachTexts", conversationId: this.shownId, ...texts }),
      text => (hint.value = text),
      async files => (await imageTools())?.takeFiles(this.shownId, files) ?? files,
    );
  }

  private attachFound(uri: string): void {
    this.typed();
    post({ type: "attachFound", conversationId: this.shownId, uri });
  }

  private queueActions() {
    const inQueue = (type: "editQueued" | "removeQueued") => (queuedId: string) => {
      this.keep();
      post({ type, conversationId: this.shownId, queuedId });
    };
    return {
      edit: inQueue("editQueued"),
      remove: inQueue("removeQueued"),
      sendNow: () => {
        post({ type: "sendQueued", conversationId: this.shownId });
        this.box.focus();
      },
      focusBox: () => this.box.focus(),
    };
  }

  private remove(partId: string): void {
    this.removing = partId;
    post({ type: "removePart", conversationId: this.shownId, partId });
  }

  /** Puts the beginning of a message into the box, before what is there, for the user to go on with. */
  suggest(text: string): void {
    this.box.value = text + this.box.value;
    this.typed();
    this.box.focus();
    this.box.setSelectionRange(this.box.value.length, this.box.value.length);
  }

  send(): void {
    const text = this.box.value;
    this.box.focus();
    hint.value = "";
    if (text.trim() === "" && this.parts.length === 0) hint.value = t("Type a message first.");
    else if (this.shownId === "") this.takeEarly(text);
    else if (this.posted !== undefined) this.next ||= text !== this.posted;
    else if (maySave() || mayQueue() || mayAsk()) {
      this.stopTimer();
      if (mayQueue()) hint.value = queuedHint();
      this.posted = text;
      const partIds = this.parts.map(({ id }) => id);
      post({ type: "send", conversationId: this.shownId, text, partIds });
    }
  }

  /** The host took the message, or did not; what was typed since stays. */
  answered(sent: boolean): void {
    const text = this.posted ?? "";
    this.posted = undefined;
    if (sent && this.box.value.startsWith(text)) {
      this.box.value = this.box.value.slice(text.length);
      if (this.box.value !== "") this.typed();
    }
    const { next } = this;
    this.next = false;
    if (sent && next) this.send();
  }

  /** Exactly what was seen when Enter was pressed is sent, whatever draft comes with the conversation. */
  private takeEarly(text: string): void {
    this.early = text;
    this.box.value = "";
  }

  private pressed(event: KeyboardEvent): void {
    const composing = event.isComposing || event.keyCode === 229;
    if (!composing && this.mentions.pressed(event)) return;
    if (!composing && this.history.pressed(event)) return this.typed();
    if (event.key === "Backspace" && !composing && !event.repeat && this.box.value === "")
      return this.removeLast();
    if (event.key === "Escape" && !composing && editing.value && activity.value.state === "idle")
      return this.cancelEdit();
    if (composing || !wantsToSend(event)) return;
    event.preventDefault();
    if (!event.repeat) this.send();
  }

  private removeLast(): void {
    const last = this.parts.at(-1);
    if (last) this.remove(last.id);
  }

  private typed(): void {
    hint.value = "";
    this.stopTimer();
    this.timer = setTimeout(() => this.keep(), delay);
  }

  /** Tells the host what is in the box, if that changed. */
  private keep(): void {
    if (this.timer === undefined || this.shownId === "") return;
    this.stopTimer();
    post({ type: "changeDraft", conversationId: this.shownId, text: this.box.value });
  }

  private stopTimer(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}

/** Whether Send keeps a changed answer: no model is asked for that. */
function maySave(): boolean {
  return editing.value?.role === "assistant" && !readOnly.value;
}

/** Whether Send puts the message behind the answer that is being made. */
function mayQueue(): boolean {
  return activity.value.state !== "idle" && !editing.value && !readOnly.value;
}

/** Whether a model may be asked now; the hint says why not. */
export function mayAsk(): boolean {
  if (readOnly.value) hint.value = readOnlyHint();
  else if (activity.value.state !== "idle") {
    hint.value = busyHint();
  } else return true;
  return false;
}

effect(() => {
  const ended = activity.value.state === "idle";
  if (ended && [busyHint(), queuedHint()].includes(hint.peek())) hint.value = "";
});

function without(parts: readonly DraftPart[], others: readonly DraftPart[]): readonly DraftPart[] {
  return parts.filter(({ id }) => others.every(other => other.id !== id));
}

function busyHint(): string {
  return t("An answer is still coming. Your message is kept; press Esc to stop the answer.");
}

function queuedHint(): string {
  return t("Queued: sent when this answer has ended.");
}

function readOnlyHint(): string {
  if (access.value === "newer")
    return t("A newer version of Parley wrote this conversation. It can be read, not continued.");
  return access.value === "other"
    ? t("Another window is writing this conversation. Take it over, or fork it, to go on here.")
    : t("Another window wrote this conversation. Take it over, or fork it, to go on here.");
}

/** Ends the answer being made. */
export function stop(): void {
  const id = conversation.value?.id;
  if (id !== undefined && activity.value.state !== "idle")
    post({ type: "stop", conversationId: id });
}
