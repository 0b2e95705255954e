import type { Conversation } from "./conversation";
import { inShown, type Some } from "./inShown";
import type { FilePart } from "./messages";
import type { PanelController } from "./panelController";

/** What the editor does with the code of an answer, and with the files that it names. */
export interface CodeActions {
  /** Inserts at the cursor of the last editor. */
  insertCode(text: string): Promise<void>;
  /** Replaces one of the selections that were asked about; where there is none, the present one. */
  replaceSelection(text: string, asked: readonly FilePart[]): Promise<void>;
  /** Shows the code as a new file, which is not saved anywhere. */
  newFile(text: string, language: string): Promise<void>;
  /** Those of the places whose files exist in the workspace. */
  findPlaces(places: readonly string[]): Promise<readonly string[]>;
  openPlace(place: string): Promise<void>;
}

/** Carries the code of an answer into the editor; each only at the user's click. */
export function codeHandlers(
  panel: PanelController,
): Some<"insertCode" | "replaceSelection" | "newFile" | "findPlaces" | "openPlace"> {
  const { actions } = panel.ports;
  return {
    insertCode: async ({ conversationId, text }) =>
      await inShown(panel, conversationId, () => actions.insertCode(text)),
    replaceSelection: async ({ conversationId, messageId, text }) =>
      await inShown(panel, conversationId, ({ conversation }) =>
        actions.replaceSelection(text, askedAbout(conversation, messageId)),
      ),
    newFile: async ({ conversationId, text, language }) =>
      await inShown(panel, conversationId, () => actions.newFile(text, language)),
    findPlaces: async ({ conversationId, messageId, places }) => {
      const found = await inShown(panel, conversationId, () => actions.findPlaces(places));
      if (found) panel.post({ type: "placesFound", messageId, places: found });
    },
    openPlace: async ({ conversationId, place }) =>
      await inShown(panel, conversationId, () => actions.openPlace(place)),
  };
}

/** The code in the question above an answer. */
export function askedAbout({ messages }: Conversation, answerId: string): readonly FilePart[] {
  let message = messages.get(answerId);
  while (message && message.role !== "user") message = messages.get(message.parentId ?? "");
  return message?.content.filter(part => part.type === "file") ?? [];
}
