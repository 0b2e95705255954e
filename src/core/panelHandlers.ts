import { codeHandlers } from "./codeHandlers";
import { dropImage, imageHandlers, refusesImages } from "./imageHandlers";
import type { ContentPart } from "./messages";
import {
  afterEditing,
  type AttachedFile,
  contentOf,
  type Draft,
  editingDraft,
  wholeFile,
  withoutParts,
  withPart,
} from "./drafts";
import { functionHandlers } from "./functionHandlers";
import { largestFile } from "./foundFiles";
import { inShown, type Some } from "./inShown";
import { parameterHandlers } from "./parameterHandlers";
import type { PanelController, ReadFiles } from "./panelController";
import type { Handlers, PanelToHost } from "./protocol";
import { dequeued, enqueued, requeuedForEditing } from "./queue";
import type { ChatSession } from "./session";
import { isWireForm } from "./wire";

/** What a view does for each message of its page. */
export function panelHandlers(panel: PanelController): Handlers<PanelToHost> {
  return {
    ready: () => panel.pageReady(),
    ...answerHandlers(panel),
    ...treeHandlers(panel),
    ...windowHandlers(panel),
    ...composerHandlers(panel),
    ...queueHandlers(panel),
    ...fileHandlers(panel),
    ...editorHandlers(panel),
    ...codeHandlers(panel),
    ...parameterHandlers(panel),
    ...functionHandlers(panel),
    ...imageHandlers(panel),
  };
}

/** Asks models, and stops them. */
function answerHandlers(
  panel: PanelController,
): Some<
  | "stop"
  | "retry"
  | "retryWith"
  | "continueAnswer"
  | "shorten"
  | "includeAll"
  | "undoRepair"
  | "showWire"
> {
  return {
    stop: ({ conversationId }) => inShown(panel, conversationId, session => session.stop()),
    retry: ({ conversationId, answerId }) =>
      inShown(panel, conversationId, session => {
        if (!session.retry(answerId) && session.repeats(answerId))
          panel.post({ type: "notDone", why: "sameAgain" });
      }),
    retryWith: async ({ conversationId, answerId }) => {
      const choice = await panel.ports.actions.pickModel();
      if (choice) inShown(panel, conversationId, session => void session.retry(answerId, choice));
    },
    continueAnswer: ({ conversationId, answerId }) =>
      inShown(panel, conversationId, session => void session.continue(answerId)),
    shorten: ({ conversationId, answerId }) =>
      inShown(panel, conversationId, session => {
        if (!session.busy && !session.shorten(answerId))
          panel.post({ type: "notDone", why: "nothingOlder" });
      }),
    includeAll: ({ conversationId }) =>
      inShown(panel, conversationId, session => session.includeAll()),
    undoRepair: ({ conversationId, answerId, parameter }) =>
      inShown(panel, conversationId, session => session.undoRepair(answerId, parameter)),
    showWire: async ({ conversationId, answerId, form }) =>
      await inShown(panel, conversationId, session =>
        isWireForm(form) ? panel.ports.actions.showWire(session, answerId, form) : undefined,
      ),
  };
}

/** Shows other threads, and changes what stands in the tree. */
function treeHandlers(
  panel: PanelController,
): Some<
  | "showEarlier"
  | "showMessage"
  | "undoEdit"
  | "deleteMessage"
  | "restoreMessages"
  | "changeSystemPrompt"
> {
  return {
    showEarlier: ({ conversationId }) =>
      inShown(panel, conversationId, () => void panel.showEarlier()),
    showMessage: async ({ conversationId, messageId }) =>
      await inShown(panel, conversationId, () => panel.showMessage(messageId)),
    undoEdit: ({ conversationId, answerId }) =>
      inShown(panel, conversationId, session => {
        const answer = session.conversation.messages.get(answerId);
        if (answer?.role === "assistant" && answer.received !== undefined)
          session.editAnswer(answerId, answer.received);
      }),
    deleteMessage: ({ conversationId, messageId }) =>
      inShown(panel, conversationId, session => {
        if (session.delete([messageId])) session.chooseLeaf(panel.view?.leafId ?? "");
      }),
    restoreMessages: ({ conversationId, messageIds }) =>
      inShown(panel, conversationId, session => session.restore(messageIds)),
    changeSystemPrompt: ({ conversationId, text }) =>
      inShown(panel, conversationId, session => session.setSystemPrompt(text)),
  };
}

/** Shows a conversation elsewhere, or another one here. */
function windowHandlers(
  panel: PanelController,
): Some<
  | "fork"
  | "takeOver"
  | "openInEditor"
  | "renameChat"
  | "exportChat"
  | "deleteChat"
  | "newChat"
  | "openHistory"
> {
  const { actions, chats } = panel.ports;
  return {
    fork: async ({ conversationId, messageId }) => {
      const leafId = messageId === "" ? (panel.view?.leafId ?? null) : messageId;
      const fork = inShown(panel, conversationId, session => chats.fork(session, leafId));
      if (!fork) return;
      await panel.show(fork);
      panel.focusComposer();
    },
    takeOver: async ({ conversationId }) => {
      const taken = await inShown(panel, conversationId, session => chats.takeOver(session));
      if (taken !== false) return;
      const there = await panel.ports.store.readFrom(conversationId, Number.MAX_SAFE_INTEGER);
      panel.post({ type: "notDone", why: there ? "stillWritten" : "deleted" });
    },
    openInEditor: async ({ conversationId }) =>
      await inShown(panel, conversationId, session =>
        actions.openInEditor(session, panel.view?.leafId ?? null),
      ),
    renameChat: async ({ conversationId }) =>
      await inShown(panel, conversationId, session => actions.renameChat(session)),
    exportChat: async ({ conversationId }) =>
      await inShown(panel, conversationId, session => actions.exportChat(session)),
    deleteChat: async ({ conversationId }) =>
      await inShown(panel, conversationId, session => actions.deleteChat(session)),
    newChat: () => panel.newChat(),
    openHistory: () => actions.openHistory(),
  };
}

/** Keeps what stands in the composer, and sends it. */
function composerHandlers(
  panel: PanelController,
): Some<"send" | "editMessage" | "cancelEdit" | "changeDraft" | "removePart"> {
  return {
    send: message => send(panel, message),
    editMessage: async ({ conversationId, messageId }) => {
      const { shown } = panel;
      const message = shown?.conversation.messages.get(messageId);
      if (shown?.conversation.id !== conversationId || !message || shown.readOnly) return;
      await panel.replaceDraft(conversationId, draft => editingDraft(draft, message));
      panel.focusComposer();
    },
    cancelEdit: ({ conversationId }) => panel.replaceDraft(conversationId, afterEditing),
    changeDraft: async ({ conversationId, text }) => {
      await panel.ports.drafts.change(conversationId, draft => ({ ...draft, text }), panel);
    },
    removePart: async ({ conversationId, partId }) => {
      const { parts } = await panel.ports.drafts.read(conversationId);
      await panel.changeParts(conversationId, draft => withoutParts(draft, [partId]));
      await dropImage(
        panel,
        conversationId,
        parts.find(({ id }) => id === partId),
      );
    },
  };
}

/** What waits for the answer before it. */
function queueHandlers(panel: PanelController): Some<"editQueued" | "removeQueued" | "sendQueued"> {
  const { drafts, queues } = panel.ports;
  return {
    editQueued: async ({ conversationId, queuedId }) => {
      await panel.replaceDraft(conversationId, draft => requeuedForEditing(draft, queuedId));
      panel.focusComposer();
    },
    removeQueued: async ({ conversationId, queuedId }) => {
      await drafts.change(conversationId, draft => dequeued(draft, queuedId), panel);
    },
    sendQueued: async ({ conversationId }) => {
      const leafId = panel.view?.leafId ?? null;
      await inShown(panel, conversationId, session => queues.sendNow(session, leafId));
    },
  };
}

/** Files that are asked for, found or dropped. */
function fileHandlers(
  panel: PanelController,
): Some<"pickFiles" | "findFiles" | "attachFound" | "attachDropped" | "attachTexts"> {
  const { actions } = panel.ports;
  return {
    pickFiles: async ({ conversationId }) =>
      attach(panel, conversationId, await actions.pickFiles()),
    findFiles: async ({ query }) => {
      panel.post({ type: "foundFiles", query, files: await actions.findFiles(query) });
    },
    attachFound: async ({ conversationId, uri }) =>
      attach(panel, conversationId, await actions.readFiles([uri], "found")),
    attachDropped: async ({ conversationId, uris }) =>
      attach(panel, conversationId, await actions.readFiles(uris, "dropped")),
    attachTexts: async ({ conversationId, names, texts, refused }) => {
      const parts = texts
        .slice(0, names.length)
        .map((text, index) => droppedFile(names[index] ?? "", text))
        .filter(({ text }) => text.length <= largestFile);
      await attach(panel, conversationId, { parts, refused: refused === "" ? [] : [refused] });
    },
  };
}

/** The ending of a name says the language well enough for a fence. */
function droppedFile(name: string, text: string): AttachedFile {
  return wholeFile(name, /\.(\w+)$/.exec(name)?.[1] ?? "", text);
}

/** Attaches what could be read, and says why the rest could not. */
async function attach(
  panel: PanelController,
  conversationId: string,
  { parts, images = [], refused }: ReadFiles,
): Promise<void> {
  if (images.length > 0) panel.post({ type: "imagesRead", conversationId, images });
  if (parts.length > 0)
    await panel.changeParts(conversationId, draft => parts.reduce<Draft>(withPart, draft));
  if (refused.length > 0) panel.hint(refused.join(" "));
}

/** What only the editor can do. */
function editorHandlers(
  panel: PanelController,
): Some<
  | "chooseModel"
  | "setKey"
  | "editConnection"
  | "getStarted"
  | "startOfflineTour"
  | "useServer"
  | "useConnection"
  | "focused"
  | "blurred"
  | "openLink"
  | "copy"
> {
  const { actions } = panel.ports;
  return {
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
  const leafId = panel.view?.leafId;
  const content = contentOf(text, draft, partIds);
  const refused = await refusesImages(panel, session, content, editing?.messageId);
  // Meanwhile the view may show another chat, whose thread is none for this message.
  if (refused || panel.shown !== session) return panel.post({ type: "refused", conversationId });
  if (session.busy && !editing) return enqueue(panel, session, text, partIds);
  const sent = panel.act(() =>
    editing
      ? change(panel, session, editing.messageId, text, content)
      : session.send(content, leafId),
  );
  panel.post({ type: sent ? "sent" : "refused", conversationId });
  if (sent && editing) await panel.replaceDraft(conversationId, afterEditing);
  else if (sent)
    await panel.changeParts(conversationId, old => ({ ...withoutParts(old, partIds), text: "" }));
}

/** The message is sent when the answer that is being made has ended well. */
async function enqueue(
  panel: PanelController,
  session: ChatSession,
  text: string,
  partIds: readonly string[],
): Promise<void> {
  const { id: conversationId } = session.conversation;
  const { queues } = panel.ports;
  const { parts } = await panel.ports.drafts.read(conversationId);
  const taken = !session.readOnly && contentOf(text, { parts }, partIds).length > 0;
  panel.post({ type: taken ? "sent" : "refused", conversationId });
  if (!taken) return;
  queues.follow(session);
  await panel.changeParts(conversationId, draft => enqueued(draft, text, partIds));
  // It may have ended just now.
  if (!session.busy) await queues.sendNow(session, panel.view?.leafId ?? null);
}

/** A user message gets a new one beside it; an answer another text. */
function change(
  panel: PanelController,
  session: ChatSession,
  messageId: string,
  text: string,
  content: readonly ContentPart[],
): boolean {
  const message = session.conversation.messages.get(messageId);
  if (message?.role === "assistant") return session.editAnswer(messageId, text);
  if (message && message.role !== "user")
    return session.editResult(messageId, text, panel.view?.leafId);
  return message ? session.edit(messageId, content) : session.send(content);
}
