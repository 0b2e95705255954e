import { type Conversation, thread } from "../core/conversation";
import type { ConversationEvent } from "../core/events";
import { isOpen, type Message } from "../core/messages";
import type { ShownThread } from "../core/shownThread";
import { AnswerView } from "./answerView";
import type { ReadingPlace } from "./bridge";
import { deletedLine } from "./deletedLines";
import type { EarlierMessages } from "./earlierMessages";
import { JumpToLatest } from "./jumpToLatest";
import type { MessageActions } from "./messageActions";
import { arrangeInGroups } from "./messageGroups";
import { type Held, ScrollPlace } from "./scrollPlace";
import { more } from "./state";
import { UserView } from "./userView";
import type { Direction, Versions } from "./versions";

interface View {
  readonly root: HTMLElement;
  readonly versions: Versions;
  update(message: Message): void;
  dispose(): void;
}

/** A version that was asked for by an arrow. */
interface Flip extends Omit<Held, "root"> {
  readonly id: string;
  readonly to: Direction;
}

/** The messages of the shown thread, written to the DOM directly, at most once a frame. */
export class Transcript {
  private readonly views = new Map<string, View>();
  /** The lines of deleted messages, by the message behind which they stand. */
  private readonly lines = new Map<string, { readonly key: string; readonly root: HTMLElement }>();
  private conversation: Conversation | undefined;
  private shownThread: ShownThread | undefined;
  private readonly touched = new Set<string>();
  /** Answers that have no end yet. */
  private readonly open = new Set<string>();
  private frame = 0;
  /** Other messages are shown than were drawn, or something else beside them. */
  private rebuilt = false;
  /** The version that was asked for, and where it is to stand. */
  private flip: Flip | undefined;
  /** The message that was deleted or restored: what stands for it now gets the focus. */
  private moved: { readonly id: string; readonly deleted: boolean } | undefined;
  private marked: string | undefined;
  private readonly place: ScrollPlace;
  private readonly jump: JumpToLatest;
  private readonly actions: MessageActions;

  constructor(
    private readonly scroller: HTMLElement,
    private readonly list: HTMLElement,
    actions: MessageActions,
    private readonly earlier: EarlierMessages,
  ) {
    this.jump = new JumpToLatest(scroller, () => this.toEnd());
    this.place = new ScrollPlace(
      scroller,
      list,
      () => earlier.ask(),
      below => this.jump.show(below),
    );
    this.actions = {
      ...actions,
      delete: id => {
        this.moved = { id, deleted: true };
        actions.delete(id);
      },
    };
  }

  /** Shows a conversation: another one from its end, the same one where it is read. */
  show(conversation: Conversation, shown: ShownThread): void {
    if (conversation.id !== this.conversation?.id) {
      this.clear();
      this.place.follow();
    }
    for (const id of conversation.messages.keys()) this.touched.add(id);
    this.conversation = conversation;
    this.rebuild(shown);
    this.draw();
  }

  /** Takes what changed; drawn with the next frame. */
  change(
    conversation: Conversation,
    shown: ShownThread,
    events: readonly ConversationEvent[],
    mine: boolean,
  ): void {
    this.conversation = conversation;
    if (shown !== this.shownThread) this.rebuild(shown);
    for (const event of events) {
      if ("id" in event) this.touched.add(event.id);
      if ("ids" in event) for (const id of event.ids) this.touched.add(id);
      // What another view, another window or the queue asks moves nobody.
      if ("parentId" in event && mine && this.shows(event.id)) this.place.follow();
    }
    this.jump.grew();
    this.frame ||= requestAnimationFrame(() => this.draw());
  }

  /** Where one reads; nothing where the end is followed. */
  get reading(): ReadingPlace | undefined {
    if (this.place.atEnd) return undefined;
    const roots = this.thread.flatMap(({ id }) => this.views.get(id)?.root ?? []);
    const held = this.place.hold(roots);
    const message = this.thread.find(({ id }) => this.views.get(id)?.root === held?.root);
    return held && message && { messageId: message.id, edge: held.edge, at: held.at };
  }

  /** Goes to where an earlier page was read. */
  readAt({ messageId, edge, at }: ReadingPlace): void {
    const root = this.views.get(messageId)?.root;
    if (root) this.place.release({ root, edge, at });
  }

  /** The element of a message, where that is shown. */
  rootOf(id: string): HTMLElement | undefined {
    return this.views.get(id)?.root;
  }

  /** Scrolls as the reader asked for by a key. */
  move(scroll: () => void): void {
    this.place.move(scroll);
  }

  /** Goes to the end, and follows it from there. */
  toEnd(): void {
    this.place.follow();
    this.place.scroll();
  }

  /** Marks the message that is being changed in the composer. */
  mark(id: string | undefined): void {
    this.marked = id;
    for (const [other, { root }] of this.views) mark(root, other === id);
  }

  private rebuild(shown: ShownThread): void {
    this.shownThread = shown;
    this.rebuilt = true;
  }

  private get thread(): readonly Message[] {
    return this.conversation ? thread(this.conversation, this.shownThread?.leafId) : [];
  }

  private shows(id: string): boolean {
    return this.thread.some(message => message.id === id);
  }

  private clear(): void {
    for (const view of this.views.values()) view.dispose();
    this.views.clear();
    this.lines.clear();
    this.open.clear();
    this.flip = undefined;
    this.moved = undefined;
    this.list.replaceChildren();
  }

  private draw(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    if (this.rebuilt) this.redraw();
    else this.drawTouched();
    this.place.scroll();
  }

  /** Other messages are shown, or in another order: what is read stays where it is. */
  private redraw(): void {
    this.rebuilt = false;
    const shown = this.thread;
    const held = this.hold(shown);
    this.drawThread(shown);
    this.drawTouched();
    this.settle(held);
  }

  /** What a piece of an answer costs must not grow with the conversation: only what changed is looked at. */
  private drawTouched(): void {
    for (const id of this.touched) {
      const message = this.conversation?.messages.get(id);
      if (message) this.views.get(id)?.update(message);
      if (message && isOpen(message)) this.open.add(id);
      else this.open.delete(id);
    }
    this.touched.clear();
    const busy = [...this.open].some(id => this.views.has(id));
    this.scroller.setAttribute("aria-busy", String(busy));
  }

  /** Puts the shown messages and what stands beside them in their order. */
  private drawThread(shown: readonly Message[]): void {
    this.removeOthers(new Set(shown.map(({ id }) => id)));
    const versions = new Map(this.shownThread?.siblings);
    const deleted = new Map(this.shownThread?.deleted);
    const above = more.value ? this.earlier.root : this.lineOf("", deleted.get(""));
    const nodes = shown.flatMap(message => {
      const { id } = message;
      const view = this.views.get(id) ?? this.add(message);
      view.versions.update(id, versions.get(id) ?? []);
      const line = this.lineOf(id, deleted.get(id));
      return line ? [view.root, line] : [view.root];
    });
    arrangeInGroups(this.list, above, nodes);
    this.markLast(shown);
  }

  /** What is read now, where that is to stay: the first seen message of those that stay. */
  private hold(shown: readonly Message[]): Held | undefined {
    const roots = shown.flatMap(({ id }) => this.views.get(id)?.root ?? []);
    return this.place.hold(roots);
  }

  /** Puts what is read back where it was, and the focus on what stands for what had it. */
  private settle(held: Held | undefined): void {
    const { flip, moved } = this;
    const flipped = flip && this.views.get(flip.id);
    if (flipped) {
      this.flip = undefined;
      this.place.release({ ...flip, root: flipped.root });
      flipped.versions.focus(flip.to);
    } else if (held) this.place.release(held);
    const stands =
      moved && (moved.deleted ? this.lineWith(moved.id) : this.views.get(moved.id)?.root);
    if (!stands) return;
    this.moved = undefined;
    if (document.activeElement === document.body)
      stands.querySelector<HTMLElement>("[aria-haspopup], .quiet-button")?.focus();
  }

  private lineOf(id: string, ids: readonly string[] = []): HTMLElement | undefined {
    const key = ids.join();
    const there = this.lines.get(id);
    if (there?.key === key) return there.root;
    this.lines.delete(id);
    if (key === "") return undefined;
    const root = deletedLine(ids, () => {
      const [first = ""] = ids;
      this.moved = { id: first, deleted: false };
      this.actions.restore(ids);
    });
    this.lines.set(id, { key, root });
    return root;
  }

  private lineWith(id: string): HTMLElement | undefined {
    return [...this.lines.values()].find(({ key }) => key.split(",").includes(id))?.root;
  }

  private add(message: Message): View {
    const show = (id: string, to: Direction) => {
      this.flip = { id, to, ...this.place.edgeOf(made.root) };
      this.actions.show(id);
    };
    const made: View =
      message.role === "assistant"
        ? answerView(new AnswerView(message, this.actions, show))
        : new UserView(message, this.actions, show);
    mark(made.root, message.id === this.marked);
    this.views.set(message.id, made);
    return made;
  }

  private removeOthers(ids: ReadonlySet<string>): void {
    for (const [id, view] of this.views) {
      if (ids.has(id)) continue;
      view.dispose();
      this.views.delete(id);
    }
  }

  /** What can be done with the last message, and with the last of the user, is always seen. */
  private markLast(shown: readonly Message[]): void {
    const ids = [shown.at(-1)?.id, shown.findLast(({ role }) => role === "user")?.id];
    for (const [id, { root }] of this.views) root.classList.toggle("last", ids.includes(id));
  }
}

function answerView(view: AnswerView): View {
  return {
    root: view.root,
    versions: view.versions,
    update: changed => changed.role === "assistant" && view.update(changed),
    dispose: () => view.dispose(),
  };
}

function mark(root: HTMLElement, changing: boolean): void {
  root.classList.toggle("changing", changing);
  if (changing) root.ariaCurrent = "true";
  else root.removeAttribute("aria-current");
}
