import { isImageDetail } from "./decode";
import { type Draft, type DraftImage, type DraftPart, withPart } from "./drafts";
import { filesIn, imagesIn, imagesOf } from "./imageRules";
import { isImageFile } from "./imageType";
import type { Some } from "./inShown";
import type { ContentPart } from "./messages";
import type { PanelController } from "./panelController";
import { phrase } from "./phrase";
import { sentThread } from "./prompt";
import type { ChatSession } from "./session";

/** The longest link that is attached, in characters. */
const longestLink = 2000;

/** Pictures: those that wait in the composer, and those that are shown. */
export function imageHandlers(
  panel: PanelController,
): Some<"attachImage" | "attachImageLink" | "changeDetail" | "readImage"> {
  const { store } = panel.ports;
  return {
    attachImage: async ({ conversationId, name, url }) => {
      const { keepImage } = await import("./imageKeeping");
      const kept = await keepImage(store, conversationId, name, url);
      if ("text" in kept) return panel.post({ type: "told", phrase: kept });
      const { parts } = await panel.ports.drafts.read(conversationId);
      if (parts.some(part => part.type === "image" && part.url === kept.url))
        return panel.post({ type: "told", phrase: phrase("“{0}” is attached already.", name) });
      await panel.changeParts(conversationId, draft => withPart(draft, kept));
    },
    attachImageLink: async ({ conversationId, url }) => {
      if (isWebLink(url))
        await panel.changeParts(conversationId, draft => withPart(draft, { type: "image", url }));
    },
    changeDetail: async ({ conversationId, partId, detail }) => {
      const change = (draft: Draft) => withDetail(draft, partId, detail);
      await panel.ports.drafts.change(conversationId, change, panel);
    },
    readImage: async ({ conversationId, file }) => {
      const { imageUrl } = await import("./imageKeeping");
      const url = (await imageUrl(store, conversationId, file)) ?? "";
      panel.post({ type: "image", conversationId, file, url });
    },
  };
}

/** Deletes the file of a picture that was removed from the composer, where nothing else names it. */
export async function dropImage(
  panel: PanelController,
  conversationId: string,
  part: DraftPart | undefined,
): Promise<void> {
  const { shown, ports } = panel;
  if (part?.type !== "image" || !isImageFile(part.url)) return;
  if (shown?.conversation.id !== conversationId || shown.readOnly) return;
  const draft = await ports.drafts.read(conversationId);
  const waiting = [draft, draft.editing?.before, ...(draft.queue ?? [])];
  const parts = waiting.flatMap(message => message?.parts ?? []);
  const named = filesIn([...shown.conversation.messages.values()]);
  if (named.includes(part.url) || parts.some(other => isSameFile(other, part))) return;
  await ports.store.removeFile(conversationId, part.url).catch(() => undefined); // It stays, unseen.
}

function isSameFile(other: DraftPart, { url }: DraftImage): boolean {
  return other.type === "image" && other.url === url;
}

function isWebLink(url: string): boolean {
  return /^https?:\/\/[^\s"'<>]+$/i.test(url) && url.length <= longestLink;
}

function withDetail(draft: Draft, partId: string, detail: string): Draft {
  const changed = (part: DraftPart): DraftPart => {
    if (part.id !== partId || part.type !== "image") return part;
    const { detail: _before, ...rest } = part;
    return isImageDetail(detail) ? { ...rest, detail } : rest;
  };
  return { ...draft, parts: draft.parts.map(changed) };
}

/**
 * Whether the pictures of a message, or of the thread before it, cannot be sent to the present model;
 * the view is told why. What is not known is sent.
 */
export async function refusesImages(
  panel: PanelController,
  session: ChatSession,
  content: readonly ContentPart[],
  editedId?: string,
): Promise<boolean> {
  const edited = session.conversation.messages.get(editedId ?? "");
  if (edited?.role === "assistant") return false; // No model is asked.
  const leafId = edited ? edited.parentId : (panel.view?.leafId ?? null);
  const before = sentThread(session.conversation, leafId);
  const images = [...imagesIn(before), ...imagesOf(content)];
  if (images.length === 0) return false;
  const rules = await panel.ports.chats.imagesAt(session.choice);
  const { imageTrouble } = await import("./imageKeeping");
  const trouble = rules && imageTrouble(images, rules);
  if (trouble) panel.post({ type: "told", phrase: trouble, unsent: true });
  return trouble !== undefined;
}
