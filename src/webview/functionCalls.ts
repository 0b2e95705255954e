// A chunk of its own, loaded at the first call of a function.
import { thread } from "../core/conversation";
import { allResults, areArguments, canBeAnswered, isCut } from "../core/functionCalls";
import type { Answer } from "../core/messages";
import { CallView } from "./callView";
import type { ToolPage } from "./toolPage";

/** How far a call has come; only the last of a thread waits for results. */
type CallState = "streaming" | "incomplete" | "pending" | "answered" | "unanswered";

/** How long after the last key what was typed is kept, in milliseconds. */
const delay = 250;

/** The calls of one answer, with a field for the result of each while they wait for them. */
export class FunctionCalls {
  private readonly views: CallView[] = [];
  private readonly foot: HTMLElement;
  private readonly note: HTMLElement;
  private readonly button: HTMLButtonElement;
  private readonly unfollow: () => void;
  private readonly kept = () => this.keep();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private state: CallState | undefined;
  private disposed = false;

  constructor(
    private readonly page: ToolPage,
    root: HTMLElement,
    private answer: Answer,
  ) {
    const { element, t } = page;
    this.button = element("button", { type: "button", class: "button" });
    this.button.classList.add("writes");
    this.button.addEventListener("click", () => this.pressed());
    this.note = element("p", { class: "call-note", "aria-live": "polite" });
    this.foot = element("div", { class: "call-foot" }, this.note, this.button);
    root.role = "group";
    root.ariaLabel = t("Function calls");
    root.append(this.foot);
    root.addEventListener("keydown", event => this.key(event));
    window.addEventListener("pagehide", this.kept);
    this.unfollow = page.effect(() => {
      // Read here, so that a change of any of them is seen.
      const told = [page.shownThread.value, page.results.value, page.readOnly.value];
      if (told.length > 0 && page.activity.value) queueMicrotask(() => this.showAgain());
    });
    this.show();
  }

  update(answer: Answer): void {
    this.answer = answer;
    this.show();
  }

  dispose(): void {
    this.disposed = true;
    this.keep();
    this.unfollow();
    window.removeEventListener("pagehide", this.kept);
  }

  /** When all of a message of the host is taken: the thread comes before the conversation. */
  private showAgain(): void {
    if (!this.disposed) this.show();
  }

  private show(): void {
    const { answer, page } = this;
    const state = this.stateNow();
    const turned = state !== this.state;
    this.state = state;
    const ended = state !== "streaming";
    for (const [index, call] of answer.toolCalls.entries()) {
      const view = this.views[index] ?? this.add(index);
      view.update(call, ended, ended && (isCut(answer) || !areArguments(call)));
      if (turned) view.open(state !== "answered" && state !== "unanswered");
      if (state === "pending") view.ask(this.kind(index), this.textAt(index), page.readOnly.value);
      else view.answered();
    }
    if (turned) this.say(this.words(state));
    this.showButton(state);
  }

  private add(index: number): CallView {
    const view = new CallView(this.page, () => this.typed());
    this.views[index] = view;
    this.foot.before(view.root);
    return view;
  }

  /** Of several calls of one function each field says which. */
  private kind(index: number): string {
    const { toolCalls } = this.answer;
    const name = toolCalls[index]?.name ?? "";
    const same = toolCalls.filter(call => call.name === name).length;
    const nth = toolCalls.slice(0, index + 1).filter(call => call.name === name).length;
    return same > 1 ? `${name} (${nth})` : name;
  }

  private textAt(index: number): string | undefined {
    if (this.timer !== undefined) return undefined; // What is being typed is newer.
    return this.page.results.value[this.answer.id]?.[index] ?? "";
  }

  private stateNow(): CallState {
    const { answer, page } = this;
    if (answer.finish === undefined && answer.error === undefined) return "streaming";
    if (!canBeAnswered(answer)) return "incomplete";
    const { leafId } = page.shownThread.peek();
    if (leafId === answer.id) return "pending";
    const shown = page.conversation.peek();
    const messages = shown ? thread(shown, leafId) : [];
    const at = messages.findIndex(({ id }) => id === answer.id);
    if (at >= 0 && at === messages.length - 1) return "pending";
    return allResults(messages, at) ? "answered" : "unanswered";
  }

  private words(state: CallState): string {
    const { t } = this.page;
    const several = this.answer.toolCalls.length > 1;
    const words: Readonly<Record<CallState, string>> = {
      streaming: "",
      incomplete: t("The call was cut before it was complete, so it cannot be answered."),
      pending: several
        ? t("Type what each call comes to: the model goes on with it.")
        : t("Type what the call comes to: the model goes on with it."),
      answered: "",
      unanswered: t("Not sent: there is no result for it here."),
    };
    return words[state];
  }

  private showButton(state: CallState): void {
    const { t, readOnly, activity } = this.page;
    const name = state === "incomplete" ? t("Ask for the call again") : this.sendName();
    if (this.button.textContent !== name) this.button.textContent = name;
    const offered = state === "incomplete" || state === "pending";
    this.button.hidden = !offered || readOnly.value;
    this.button.disabled = activity.value.state !== "idle";
    this.foot.hidden = this.button.hidden && this.note.textContent === "";
  }

  private sendName(): string {
    const { t } = this.page;
    return this.answer.toolCalls.length > 1 ? t("Send results") : t("Send result");
  }

  private key(event: KeyboardEvent): void {
    const sends = event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing;
    if (!sends || this.button.hidden || this.button.disabled) return;
    event.preventDefault();
    event.stopPropagation();
    this.pressed();
  }

  private pressed(): void {
    const { page, answer } = this;
    const conversationId = page.conversation.peek()?.id;
    if (conversationId === undefined) return;
    const answerId = answer.id;
    if (this.state === "incomplete") {
      page.post({ type: "retry", conversationId, answerId });
      return focusBox();
    }
    const missing = this.views.find(view => view.text === "");
    if (missing) {
      this.say(page.t("A result is missing: a text, a number, or JSON."));
      return missing.focus();
    }
    this.keep();
    page.post({ type: "sendResults", conversationId, answerId, texts: this.texts });
    focusBox(); // The fields go.
  }

  private get texts(): readonly string[] {
    return this.views.map(({ text }) => text);
  }

  private typed(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.kept, delay);
    if (this.state) this.say(this.words(this.state));
  }

  /** Tells the host what was typed, which keeps it as it keeps what stands in the message box. */
  private keep(): void {
    if (this.timer === undefined) return;
    clearTimeout(this.timer);
    this.timer = undefined;
    const { page, answer, texts } = this;
    const conversationId = page.conversation.peek()?.id;
    if (conversationId === undefined || this.state !== "pending") return;
    page.post({ type: "changeResults", conversationId, answerId: answer.id, texts });
    page.results.value = { ...page.results.peek(), [answer.id]: texts };
  }

  private say(words: string): void {
    if (this.note.textContent !== words) this.note.textContent = words;
  }
}

/** Where one goes on. */
function focusBox(): void {
  document.querySelector<HTMLElement>(".composer > textarea")?.focus();
}
