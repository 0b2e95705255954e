import type { Clock } from "./answering";
import type { Connection } from "./connections";
import type { Draft } from "./drafts";
import { knownModel } from "./knownModel";
import type { ModelChoice } from "./messages";
import type { ModelLists } from "./modelLists";
import type { MeterReading } from "./metering";
import type { ChatSession } from "./session";
import type { TokenCorrections } from "./tokenCorrections";

/** What measuring needs of the world. One for all views of a window. */
export interface MeterPorts {
  readonly clock: Clock;
  readonly corrections: TokenCorrections;
  readonly lists: Pick<ModelLists, "known">;
  connectionOf(id: string): Connection | undefined;
}

/** What is measured, and who is told. */
export interface MeteredView {
  /** The shown conversation and the end of the shown thread, if there is one yet. */
  shown(): { readonly session: ChatSession; readonly leafId: string | null } | undefined;
  draft(conversationId: string): Promise<Draft>;
  tell(conversationId: string, reading: MeterReading): void;
}

/** How long after the last change the next request is measured, in milliseconds. */
const delay = 150;

/** Measures a view's next request each time when something of it changed, and nothing while an answer comes. */
export class Meter {
  private cancel: (() => void) | undefined;
  private told = "";

  constructor(
    private readonly ports: MeterPorts,
    private readonly view: MeteredView,
  ) {}

  /** Something may be another: the thread, the draft, or the model. */
  touch(): void {
    this.cancel?.();
    this.cancel = this.ports.clock.after(delay, () => void this.measure());
  }

  /** A page is there that was told nothing yet. */
  forget(): void {
    this.told = "";
    this.touch();
  }

  dispose(): void {
    this.cancel?.();
  }

  private async measure(): Promise<void> {
    const { session } = this.view.shown() ?? {};
    if (!session || session.busy) return;
    const { id } = session.conversation;
    const [{ readAhead, readMeter }, draft, model] = await Promise.all([
      import("./metering"),
      this.view.draft(id),
      this.modelOf(session.choice),
      this.ports.corrections.load(),
    ]);
    const ahead = this.view.shown();
    if (ahead?.session === session)
      await readAhead({ ...ahead, conversation: session.conversation }, () => this.pause());
    const now = this.view.shown();
    if (now?.session !== session || session.busy) return;
    const { choice, conversation, parameters } = session;
    const images = this.ports.connectionOf(choice?.connectionId ?? "")?.images;
    const beside = { parameters, ...(images && { images }) };
    const measured = { conversation, leafId: now.leafId, draft, choice, ...beside };
    const reading = readMeter(measured, this.ports.corrections, model);
    const told = JSON.stringify([id, reading]);
    if (told === this.told) return;
    this.told = told;
    this.view.tell(id, reading);
  }

  private pause(): Promise<void> {
    return new Promise(resolve => this.ports.clock.after(0, resolve));
  }

  private async modelOf(choice: ModelChoice | null) {
    if (!choice) return undefined;
    const connection = this.ports.connectionOf(choice.connectionId);
    return knownModel(connection, choice.model, this.ports.lists);
  }
}
