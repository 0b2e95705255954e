import type { EditorActions } from "./markdown/markdownView";
import { tell } from "./messageActions";
import { awaitPlaces } from "./placesFound";

/** What an answer asks of the editor, as messages to the host. */
export function editorActions(messageId: string): EditorActions {
  return {
    ask: request => tell({ ...request, messageId }),
    existing: places => {
      tell({ type: "findPlaces", messageId, places });
      return awaitPlaces(messageId);
    },
  };
}
