import type { PanelController } from "./panelController";
import type { Handlers, PanelToHost } from "./protocol";
import type { ChatSession } from "./session";

/** The handlers of some of the page's messages. */
export type Some<Type extends PanelToHost["type"]> = Pick<Handlers<PanelToHost>, Type>;

/** Acts only in the conversation that the page spoke of. */
export function inShown<T>(
  panel: PanelController,
  conversationId: string,
  act: (session: ChatSession) => T,
): T | undefined {
  const { shown } = panel;
  return shown?.conversation.id === conversationId ? panel.act(() => act(shown)) : undefined;
}
