import { isFunctions, parseJson } from "./decode";
import { withoutResults } from "./drafts";
import { inShown, type Some } from "./inShown";
import type { PanelController } from "./panelController";
import type { ChatSession } from "./session";

/** What only the editor can do for functions. */
export interface FunctionActions {
  /** Opens the declarations of a conversation as a document. */
  editFunctions(session: ChatSession): Promise<void>;
}

/** What is declared, and what calls come to. */
export function functionHandlers(
  panel: PanelController,
): Some<"changeFunctions" | "editFunctions" | "changeResults" | "sendResults"> {
  const { actions, drafts } = panel.ports;
  return {
    changeFunctions: ({ conversationId, json }) => {
      const functions = parseJson(json);
      if (isFunctions(functions))
        inShown(panel, conversationId, session => {
          // The page says how they are called; what is declared is another one's to say.
          const { declared, unfinished } = session.conversation.functions;
          const { unfinished: _typed, ...how } = functions;
          session.setFunctions({
            ...how,
            declared,
            ...(unfinished !== undefined && { unfinished }),
          });
        });
    },
    editFunctions: async ({ conversationId }) =>
      await inShown(panel, conversationId, session => actions.editFunctions(session)),
    changeResults: async ({ conversationId, answerId, texts }) => {
      await drafts.change(
        conversationId,
        draft => ({ ...draft, results: { ...draft.results, [answerId]: texts } }),
        panel,
      );
    },
    sendResults: async ({ conversationId, answerId, texts }) => {
      const sent = inShown(panel, conversationId, session => session.sendResults(answerId, texts));
      if (sent)
        await drafts.change(conversationId, draft => withoutResults(draft, answerId), panel);
    },
  };
}
