import type { ContentPart } from "./conversation";
import { afterEditing, contentOf, editingDraft, withoutParts } from "./drafts";
import type { PanelController } from "./panelController";
import type { Handlers, PanelToHost } from "./protocol";
import type { ChatSession } from "./session";

/** What a view does for each message of its page. */
export function panelHandlers(panel: PanelController): Handlers<PanelToHost> {
  const { ports } = panel;
  const { actions, chats, drafts } = ports;
  /** Acts only in the conversation that the page spoke of. */
  const inShown = <T>(conversationId: string, act: (session: ChatSession) => T): T | undefined =>
    panel.shown?.conversation.id === conversationId
      ? panel.act(() => act(panel.shown as ChatSession))
      : undefined;
  return {
    ready: () => panel.pageReady(),
    send: message => send(panel, message),
    stop: ({ conversationId }) => inShown(conversationId, session => session.stop()),
    retry: ({ conversationId, answerId }) =>
      inShown(conversationId, session => {
        if (!session.retry(answerId) && session.repeats(answerId))
          panel.post({ type: "notDone", why: "sameAgain" });
      }),
    retryWith: async ({ conversationId, answerId }) => {
      const choice = await actions.pickModel();
      if (choice) inShown(conversationId, session => void session.retry(answerId, choice));
    },
    continueAnswer: ({ conversationId, answerId }) =>
      inShown(conversationId, session => void session.continue(answerId)),
    shorten: ({ conversationId, answerId }) =>
      inShown(conversationId, session => {
        if (!session.busy && !session.shorten(answerId))
          panel.post({ type: "notDone", why: "nothingOlder" });
      }),
    includeAll: ({ conversationId }) => inShown(conversationId, session => session.includeAll()),
    undoRepair: ({ conversationId, answerId, parameter }) =>
      inShown(conversationId, session => session.undoRepair(answerId, parameter)),
    showEarlier: ({ conversationId }) => inShown(conversationId, () => panel.showEarlier()),
    showMessage: async ({ conversationId, messageId }) =>
      await inShown(conversationId, () => panel.showMessage(messageId)),
    editMessage: async ({ conversationId, messageId }) => {
      const message = panel.shown?.conversation.messages.get(messageId);
      if (panel.shown?.conversation.id !== conversationId || !message || panel.shown.readOnly)
        return;
      await panel.replaceDraft(conversationId, draft => editingDraft(draft, message));
      panel.focusComposer();
    },
    cancelEdit: ({ conversationId }) => panel.replaceDraft(conversationId, afterEditing),
    undoEdit: ({ conversationId, answerId }) =>
      inShown(conversationId, session => {
        const answer = session.conversation.messages.get(answerId);
        if (answer?.role === "assistant" && answer.received !== undefined)
          session.editAnswer(answerId, answer.received);
      }),
    deleteMessage: ({ conversationId, messageId }) =>
      inShown(conversationId, session => void session.delete([messageId])),
    restoreMessages: ({ conversationId, messageIds }) =>
      inShown(conversationId, session => session.restore(messageIds)),
    fork: async ({ conversationId, messageId }) => {
      const leafId = messageId === "" ? (panel.view?.leafId ?? null) : messageId;
      const fork = inShown(conversationId, session => chats.fork(session, leafId));
      if (!fork) return;
      await panel.show(fork);
      panel.focusComposer();
    },
    takeOver: async ({ conversationId }) => {
      const taken = await inShown(conversationId, session => chats.takeOver(session));
      if (taken === false) panel.post({ type: "notDone", why: "stillWritten" });
    },
    openInEditor: async ({ conversationId }) =>
      await inShown(conversationId, session =>
        actions.openInEditor(session, panel.view?.leafId ?? null),
      ),
    deleteChat: async ({ conversationId }) =>
      await inShown(conversationId, session => actions.deleteChat(session)),
    changeDraft: async ({ conversationId, text }) => {
      await drafts.change(conversationId, draft => ({ ...draft, text }), panel);
    },
    removePart: ({ conversationId, partId }) =>
      panel.changeParts(conversationId, draft => withoutParts(draft, [partId])),
    changeSystemPrompt: ({ conversationId, text }) =>
      inShown(conversationId, session => session.setSystemPrompt(text)),
    newChat: () => panel.newChat(),
    openHistory: () => actions.openHistory(),
    chooseModel: () => actions.chooseModel(),
    setKey: ({ connectionId }) => actions.setKey(connectionId),
    editConnection: ({ connectionId }) => actions.editConnection(connectionId),
    getStarted: () => actions.getStarted(),
    startOfflineTour: () => actions.startOfflineTour(),
    useServer: ({ baseURL }) => actions.useServer(baseURL),
    useConnection: ({ connectionId }) => actions.useConnection(connectionId),
    focused: () => actions.focusChanged(true),
    blurred: () => actions.focusChanged(false),
    openLink: ({ url }) => actions.openLink(url),
    copy: ({ text }) => actions.copy(text),
  };
}

/** Sends what stands in the composer, or puts it in the place of the message that is being changed. */
async function send(
  panel: PanelController,
  { conversationId, text, partIds }: Extract<PanelToHost, { type: "send" }>,
): Promise<void> {
  const { drafts } = panel.ports;
  const draft = await drafts.read(conversationId);
  const session = panel.shown;
  if (session?.conversation.id !== conversationId) return;
  const { editing } = draft;
  const content = contentOf(text, draft, partIds);
  const sent = panel.act(() =>
    editing
      ? change(session, editing.messageId, text, content)
      : session.send(content, panel.view?.leafId),
  );
  panel.post({ type: sent ? "sent" : "refused", conversationId });
  if (sent && editing) await panel.replaceDraft(conversationId, afterEditing);
  else if (sent)
    await panel.changeParts(conversationId, old => ({ ...withoutParts(old, partIds), text: "" }));
}

/** A user message gets a new one beside it, with the pictures that it had; an answer another text. */
function change(
  session: ChatSession,
  messageId: string,
  text: string,
  content: readonly ContentPart[],
): boolean {
  const message = session.conversation.messages.get(messageId);
  if (message?.role === "assistant") return session.editAnswer(messageId, text);
  const images = message?.content.filter(part => part.type === "image") ?? [];
  const whole = [...content, ...images];
  return message ? session.edit(messageId, whole) : session.send(content);
}
