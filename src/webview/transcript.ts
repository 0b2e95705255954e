import {
  type Conversation,
  type ConversationEvent,
  isOpen,
  type Message,
  thread,
} from "../core/conversation";
import { type AnswerActions, AnswerView } from "./answerView";
import { markLeftOut } from "./leftOut";
import { userView } from "./userView";

/** How near to the end counts as being there, in pixels. */
const nearEnd = 24;

/** How long after a key, a wheel or a drag a scrolling is the reader's own, in milliseconds. */
const gestureTime = 300;

interface View {
  readonly root: HTMLElement;
  update(message: Message): void;
  dispose(): void;
}

/** The messages of the shown thread, written to the DOM directly, at most once a frame. */
export class Transcript {
  private readonly views = new Map<string, View>();
  private conversation: Conversation | undefined;
  private readonly touched = new Set<string>();
  private last: HTMLElement | undefined;
  private frame = 0;
  private following = true;
  /** When the reader last did what scrolls. */
  private gesture = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly scroller: HTMLElement,
    private readonly list: HTMLElement,
    private readonly actions: AnswerActions,
  ) {
    scroller.addEventListener("scroll", () => this.scrolled());
    for (const name of ["wheel", "touchmove", "pointerdown", "keydown"]) {
      scroller.addEventListener(name, () => (this.gesture = performance.now()), { passive: true });
    }
    new ResizeObserver(() => this.scroll()).observe(list);
  }

  /** Shows a conversation from the start. */
  show(conversation: Conversation): void {
    if (conversation.id !== this.conversation?.id) this.clear();
    this.following = true;
    this.conversation = conversation;
    for (const id of conversation.messages.keys()) this.touched.add(id);
    this.draw();
  }

  /** Takes what changed; drawn with the next frame. */
  change(conversation: Conversation, events: readonly ConversationEvent[]): void {
    this.conversation = conversation;
    for (const event of events) {
      if ("id" in event) this.touched.add(event.id);
      if ("ids" in event) for (const id of event.ids) this.touched.add(id);
      if (event.type === "messageAdded") this.following = true;
    }
    this.frame ||= requestAnimationFrame(() => this.draw());
  }

  private clear(): void {
    for (const view of this.views.values()) view.dispose();
    this.views.clear();
    this.list.replaceChildren();
  }

  private draw(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    if (!this.conversation) return;
    const shown = thread(this.conversation);
    this.removeOthers(shown);
    for (const message of shown) this.drawMessage(message);
    this.touched.clear();
    this.markLast(shown.at(-1));
    this.scroller.setAttribute("aria-busy", String(shown.some(isOpen)));
    this.scroll();
  }

  /** Only the last message can be tried again: what follows another would be out of sight. */
  private markLast(message: Message | undefined): void {
    const root = message && this.views.get(message.id)?.root;
    if (root === this.last) return;
    this.last?.classList.remove("last");
    root?.classList.add("last");
    this.last = root;
  }

  private removeOthers(shown: readonly Message[]): void {
    const ids = new Set(shown.map(({ id }) => id));
    for (const [id, view] of this.views) {
      if (ids.has(id)) continue;
      view.dispose();
      view.root.remove();
      this.views.delete(id);
    }
  }

  private drawMessage(message: Message): void {
    const view = this.views.get(message.id);
    if (view) {
      if (this.touched.has(message.id)) view.update(message);
      return;
    }
    const made = viewOf(message, this.actions);
    this.views.set(message.id, made);
    this.list.append(made.root);
  }

  /** Only the reader ends the following; a layout that changes the height also scrolls. */
  private scrolled(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    const byReader = performance.now() - this.gesture < gestureTime;
    if (scrollHeight - scrollTop - clientHeight < nearEnd) this.following = true;
    else if (byReader) this.following = false;
    else this.scroll();
  }

  private scroll(): void {
    if (this.following) this.scroller.scrollTop = this.scroller.scrollHeight;
  }
}

function viewOf(message: Message, actions: AnswerActions): View {
  if (message.role === "user") {
    const root = userView(message);
    const update = ({ leftOut }: Message) =>
      markLeftOut(root, leftOut === true, () => actions.includeAll());
    update(message);
    return { root, update, dispose: () => {} };
  }
  const view = new AnswerView(message, actions);
  return {
    root: view.root,
    update: changed => changed.role === "assistant" && view.update(changed),
    dispose: () => view.dispose(),
  };
}
