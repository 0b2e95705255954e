import type { Answer } from "../core/messages";
import type { ErrorAction } from "../core/errors";
import type { PanelToHost } from "../core/protocol";
import { post } from "./bridge";
import { type Composer, mayAsk } from "./composer";
import { conversation } from "./state";

/** What can be done with a message. */
export interface MessageActions {
  openLink(url: string): void;
  retry(answerId: string): void;
  /** Tries again with a model that the user is asked for. */
  retryWith(answerId: string): void;
  /** Goes on with a cut answer. */
  continue(answerId: string): void;
  /** Puts the message into the composer. */
  edit(messageId: string): void;
  /** Gives an answer the text that it came with. */
  undoEdit(answerId: string): void;
  fork(messageId: string): void;
  delete(messageId: string): void;
  restore(messageIds: readonly string[]): void;
  /** Shows what stands beside a message. */
  show(messageId: string): void;
  /** Runs the one action of an error. */
  resolve(action: ErrorAction, answer: Answer): void;
  /** Sends a parameter again that was left out or renamed. */
  undoRepair(answerId: string, parameter: string): void;
  /** Sends again what was left out. */
  includeAll(): void;
  /** Shows an answer's request and response, or copies its request as code. */
  showWire(answerId: string, form: string): void;
}

/** The actions as messages to the host. Where a button goes with what it did, the box gets the focus. */
export function messageActions(composer: Composer): MessageActions {
  const { box } = composer;
  const ask = (message: InShown) => {
    if (!mayAsk()) return;
    tell(message);
    box.focus();
  };
  const tellAndLeave = (message: InShown) => {
    tell(message);
    box.focus();
  };
  const actions: MessageActions = {
    openLink: url => post({ type: "openLink", url }),
    retry: answerId => ask({ type: "retry", answerId }),
    retryWith: answerId => {
      if (mayAsk()) tell({ type: "retryWith", answerId });
    },
    continue: answerId => ask({ type: "continueAnswer", answerId }),
    edit: messageId => composer.edit(messageId),
    undoEdit: answerId => tellAndLeave({ type: "undoEdit", answerId }),
    fork: messageId => tell({ type: "fork", messageId }),
    delete: messageId => tell({ type: "deleteMessage", messageId }),
    restore: messageIds => tell({ type: "restoreMessages", messageIds }),
    show: messageId => tell({ type: "showMessage", messageId }),
    undoRepair: (answerId, parameter) => tellAndLeave({ type: "undoRepair", answerId, parameter }),
    showWire: (answerId, form) => tell({ type: "showWire", answerId, form }),
    includeAll: () => tellAndLeave({ type: "includeAll" }),
    resolve: (action, answer) => {
      const { connectionId } = answer.choice;
      const run: Readonly<Record<ErrorAction, () => void>> = {
        retry: () => actions.retry(answer.id),
        setKey: () => post({ type: "setKey", connectionId }),
        chooseModel: () => post({ type: "chooseModel" }),
        editConnection: () => post({ type: "editConnection", connectionId }),
        shorten: () => {
          if (mayAsk()) tell({ type: "shorten", answerId: answer.id });
        },
      };
      run[action]();
    },
  };
  return actions;
}

/** A message about the shown conversation, without its id. */
type InShown = Unplaced<Extract<PanelToHost, { readonly conversationId: string }>>;
type Unplaced<T> = T extends unknown ? Omit<T, "conversationId"> : never;

/** Tells the host something about the shown conversation, when there is one. */
export function tell(message: InShown): void {
  const id = conversation.value?.id;
  if (id !== undefined) post({ ...message, conversationId: id });
}
