import type { Chats } from "../core/chats";
import type { ModelChoice } from "../core/messages";
import type { Drafts } from "../core/drafts";
import type { Meter, MeteredView } from "../core/meter";
import type { Model } from "../core/models";
import { type PanelActions, PanelController } from "../core/panelController";
import type { Queues } from "../core/queue";
import type { ChatSession } from "../core/session";
import type { ConversationStore } from "../core/store";
import type { Choosing } from "./choosing";
import { reportFailure } from "./failures";
import { outbox } from "./outbox";
import type { Place } from "./place";
import type { Status } from "./status";

/** What all views of a window have in common. */
export interface ViewPorts {
  readonly chats: Chats;
  readonly store: ConversationStore;
  readonly drafts: Drafts;
  readonly queues: Queues;
  readonly status: Status;
  actionsOf(view: View): PanelActions;
  /** Questions about models on behalf of a view; `choose` takes what comes of them. */
  choosingOf(view: View, choose: (choice: ModelChoice) => Promise<void>): Choosing;
  /** Makes a choice the shown conversation's own and the default. */
  choose(view: View, choice: ModelChoice): Promise<void>;
  /** A view shows another conversation, or another thread of it. */
  shows(view: View, session: ChatSession): void;
  /** What measures a view's next request. */
  meter(view: MeteredView): Meter;
  /** A view was told its model, and whether that is ready. */
  statusShown(view: View): void;
}

/** A place in VS Code with what it shows: one conversation at a time, and that one's status. */
export class View {
  readonly controller: PanelController;
  /** Providers, keys, connections and the model of the shown conversation. */
  readonly choosing: Choosing;
  private key: boolean | null = null;
  private label: string | null = null;
  private known:
    | { readonly choice: ModelChoice | null; readonly model: Model | undefined }
    | undefined;
  /** Counts the posts: a slow secret storage must not overwrite a later one. */
  private run = 0;

  constructor(
    readonly place: Place,
    private readonly ports: ViewPorts,
    first: () => Promise<ChatSession>,
  ) {
    const { chats, store, drafts, queues } = ports;
    this.controller = new PanelController({
      chats,
      store,
      drafts,
      queues,
      first,
      actions: ports.actionsOf(this),
      shows: session => ports.shows(this, session),
      meter: view => ports.meter(view),
      post: outbox(messages => place.post(messages)),
    });
    this.choosing = ports.choosingOf(this, choice => ports.choose(this, choice));
  }

  /** The name of the model as it was shown last. */
  get modelLabel(): string | null {
    return this.label;
  }

  /** Whether the model was ready when it was shown last. */
  get hasKey(): boolean | null {
    return this.key;
  }

  /** Opens what the page will show first. */
  async prepare(): Promise<void> {
    await this.postStatus().catch(reportFailure);
  }

  /** Takes a message of the page; what fails is said to the user. */
  async receive(message: unknown): Promise<void> {
    await this.controller.receive(message).catch(reportFailure);
  }

  /** Brings the view to the front, with the keyboard in the composer. */
  async focus(): Promise<void> {
    await this.place.reveal();
    this.controller.focusComposer();
  }

  /** Shows the model at once, and whether it is ready when that is known. */
  async postStatus(): Promise<void> {
    const { choice } = await this.controller.session();
    const run = ++this.run;
    // What was known of the same model is right until it is looked up again.
    const same = JSON.stringify(choice) === JSON.stringify(this.known?.choice);
    this.show(choice, same ? this.known?.model : undefined);
    const { status } = this.ports;
    const [key, model] = await Promise.all([status.hasKey(choice), status.modelOf(choice)]);
    if (run !== this.run) return;
    this.key = key;
    this.known = { choice, model };
    this.show(choice, model);
  }

  /** Asks for a model and changes nothing; nothing when the user leaves. */
  async pickModel(): Promise<ModelChoice | undefined> {
    let picked: ModelChoice | undefined;
    const choosing = this.ports.choosingOf(this, async choice => void (picked = choice));
    await choosing.chooseModel();
    return picked;
  }

  private show(choice: ModelChoice | null, model?: Model): void {
    const status = this.ports.status.of(choice, this.key, model);
    this.label = status.modelLabel;
    this.controller.setStatus(status);
    this.ports.statusShown(this);
  }
}
