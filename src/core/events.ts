import type { TitleGiver } from "./conversation";
import type { ChatError } from "./errors";
import type { Functions } from "./functions";
import type {
  ContentPart,
  Cost,
  ModelChoice,
  Usage,
  ToolCallPiece,
  AnswerDetails,
  FinishReason,
  Repair,
  SamplingParameters,
  SentParameters,
} from "./messages";
import type { Phrase } from "./phrase";

/** The only things that can happen to a conversation; the journal holds one a line. */
export type ConversationEvent =
  | { readonly type: "systemPromptChanged"; readonly at: number; readonly text: string }
  | { readonly type: "modelChosen"; readonly at: number; readonly choice: ModelChoice }
  /** All that is set from now on; what is wrong among it stays, and is never sent. */
  | {
      readonly type: "parametersChanged";
      readonly at: number;
      readonly parameters: SamplingParameters;
    }
  /** All that is said of functions from now on. */
  | { readonly type: "functionsChanged"; readonly at: number; readonly functions: Functions }
  /**
   * What the conversation is called from now on; its first line again where that is empty. A model's
   * word changes nothing of the user's. It was asked for beside the messages: what that took.
   */
  | {
      readonly type: "titleChanged";
      readonly at: number;
      readonly title: string;
      readonly by: TitleGiver;
      readonly usage?: Usage;
      readonly cost?: Cost;
    }
  /** The result of a call, below the answer that called or below the result before it. */
  | {
      readonly type: "resultAdded";
      readonly at: number;
      readonly id: string;
      readonly parentId: string | null;
      readonly role: "tool" | "function";
      readonly index: number;
      readonly callId: string;
      readonly called: string;
      readonly text: string;
    }
  | {
      readonly type: "messageAdded";
      readonly at: number;
      readonly id: string;
      readonly parentId: string | null;
      readonly content: readonly ContentPart[];
    }
  | {
      readonly type: "answerStarted";
      readonly at: number;
      readonly id: string;
      readonly parentId: string | null;
      readonly choice: ModelChoice;
      readonly modelLabel: string;
      readonly parameters: SentParameters;
      /** Of a choice beside the first of the same request. */
      readonly index?: number;
    }
  /** A cut answer goes on: what comes from here is put behind what there is. */
  | {
      readonly type: "answerContinued";
      readonly at: number;
      readonly id: string;
      readonly choice: ModelChoice;
      readonly modelLabel: string;
      readonly parameters: SentParameters;
    }
  /** The user changed the text of an answer; its first text is kept beside it. */
  | {
      readonly type: "answerEdited";
      readonly at: number;
      readonly id: string;
      readonly text: string;
    }
  /** A message has a name from now on, or none where it is empty. */
  | {
      readonly type: "messageNamed";
      readonly at: number;
      readonly id: string;
      readonly name: string;
    }
  /** The thread that a view shows from now on, and after a restart. */
  | { readonly type: "leafChosen"; readonly at: number; readonly id: string }
  /** The messages are neither shown nor sent any more, and stay in the journal. */
  | { readonly type: "messagesDeleted"; readonly at: number; readonly ids: readonly string[] }
  | { readonly type: "messagesRestored"; readonly at: number; readonly ids: readonly string[] }
  | {
      readonly type: "textReceived";
      readonly at: number;
      readonly id: string;
      readonly text: string;
    }
  | {
      readonly type: "reasoningReceived";
      readonly at: number;
      readonly id: string;
      readonly text: string;
    }
  | {
      readonly type: "refusalReceived";
      readonly at: number;
      readonly id: string;
      readonly text: string;
    }
  | ({
      readonly type: "toolCallReceived";
      readonly at: number;
      readonly id: string;
    } & ToolCallPiece)
  | {
      readonly type: "imageReceived";
      readonly at: number;
      readonly id: string;
      readonly url: string;
    }
  | {
      readonly type: "warningAdded";
      readonly at: number;
      readonly id: string;
      readonly warning: Phrase;
    }
  | {
      readonly type: "requestRepaired";
      readonly at: number;
      readonly id: string;
      readonly repair: Repair;
    }
  /** The repair is forgotten: the parameter is sent again with the next request. */
  | {
      readonly type: "repairUndone";
      readonly at: number;
      readonly id: string;
      readonly parameter: string;
    }
  /** The messages stay where they are, and are not sent any more. */
  | { readonly type: "messagesLeftOut"; readonly at: number; readonly ids: readonly string[] }
  | { readonly type: "messagesIncluded"; readonly at: number; readonly ids: readonly string[] }
  | {
      readonly type: "answerDetailed";
      readonly at: number;
      readonly id: string;
      /** Only what is new. */
      readonly details: AnswerDetails;
    }
  | {
      readonly type: "answerFinished";
      readonly at: number;
      readonly id: string;
      readonly finish: FinishReason;
      readonly usage?: Usage;
      readonly cost?: Cost;
    }
  | {
      readonly type: "answerFailed";
      readonly at: number;
      readonly id: string;
      readonly error: ChatError;
      readonly usage?: Usage;
      readonly cost?: Cost;
    };
