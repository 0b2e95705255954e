import type { AskModel, Clock } from "./answering";
import type { Conversation } from "./conversation";
import type { FunctionColumn } from "./functions";
import { JournalWriter } from "./journalWriter";
import { withImages } from "./imageFiles";
import type { ImageRules } from "./imageRules";
import type { ModelChoice, SentParameters } from "./messages";
import type { ParameterRules } from "./parameters";
import type { Preset } from "./presets";
import type { Repairs } from "./repairs";
import { type Access, ChatSession } from "./session";
import type { ConversationStore } from "./store";
import { type PendingClaim, Writing } from "./writing";

/** What an open conversation needs of the world. */
export interface HeldPorts {
  readonly store: ConversationStore;
  readonly ask: AskModel;
  readonly clock: Clock;
  /** Told when keeping a conversation fails, with the error, and when it works again, without. */
  trouble(error: unknown, id: string): void;
  /** Parameters that models refused before. */
  readonly repairs?: Repairs;
  /** Told when an answer begins or ends in any conversation, seen or unseen. */
  busyChanged?(): void;
  /** Told when an answer has ended. */
  answered?(session: ChatSession, answerId: string): void;
  /** Told when a conversation is not open any more in this window, or another window may write it. */
  left?(id: string): void;
  defaultChoice(): ModelChoice | null;
  labelOf(choice: ModelChoice | null): string;
  parametersOf(choice: ModelChoice): SentParameters;
  /** What new conversations begin with, beside the model. */
  defaultPreset?(): Preset | undefined;
  /** The names and ranges that a model has for parameters, where they differ. */
  rulesOf?(choice: ModelChoice): ParameterRules;
  /** What is known of functions at a model's provider. */
  functionsOf?(choice: ModelChoice): FunctionColumn | undefined;
  /** What holds for pictures at a model. Never throws. */
  imagesAt?(choice: ModelChoice): Promise<ImageRules>;
  /** Whether a model goes on with an answer that is the last message. */
  prefills?(choice: ModelChoice): boolean;
}

/** How a conversation was found. */
export interface Found {
  readonly access?: Access;
  /** How much of its journal was read, in bytes. */
  readonly end?: number;
  readonly claim?: PendingClaim;
}

/** An open conversation: its session, its journal, and the right to write it. */
export class HeldChat {
  readonly session: ChatSession;
  readonly writer: JournalWriter;
  readonly writing: Writing;
  /** How many views show it, or work with it. */
  views = 0;

  constructor(
    ports: HeldPorts,
    conversation: Conversation,
    first: readonly unknown[],
    { access = "write", end = 0, claim }: Found = {},
  ) {
    const { store, clock } = ports;
    const { id } = conversation;
    this.writing = new Writing(
      id,
      { store, clock, session: () => this.session, writer: () => this.writer },
      end,
    );
    this.writer = new JournalWriter(
      {
        clock,
        append: text => this.writing.append(text),
        trouble: error => ports.trouble(error, id),
      },
      first,
    );
    const ask = withImages(ports.ask, id, ports);
    this.session = new ChatSession(conversation, { ...ports, ask, journal: this.writer, access });
    if (claim) this.writing.begin(claim);
    else if (access === "other") this.writing.watch();
    else if (access === "write") void this.writing.own().catch(() => undefined); // Tried again with the first write.
  }

  /** Whether it may be closed: nobody looks at it, nothing happens in it, and all of it is written. */
  async rest(): Promise<boolean> {
    const { session, writer } = this;
    if (this.views > 0 || session.busy) return false;
    if (session.conversation.messages.size === 0 && !session.readOnly) return false;
    await writer.flush();
    return this.views === 0 && !session.busy && !writer.pending;
  }

  /** Who still holds the session writes nothing any more, and other windows may. */
  close(): Promise<void> {
    this.session.setAccess("free");
    return this.writing.close();
  }

  /** Its files are gone: nothing is written any more. */
  forget(): void {
    this.writer.end();
    this.writing.forget();
    this.session.setAccess("free");
  }
}
