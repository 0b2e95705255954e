import type { ChatRequest } from "./answering";
import { bytesOfDataUrl, dataUrl } from "./base64";
import type { ChatError } from "./errors";
import { hasImages, type ImagePorts } from "./imageFiles";
import { isBlind } from "./imageRules";
import { endingOf, imageTypeOf, isImageFile, mediaTypeOf } from "./imageType";
import type { WireMessage, WirePart } from "./prompt";
import type { ConversationStore } from "./store";

/** The same request with the bytes of its pictures; an error where that cannot be sent. */
export async function filled(
  request: ChatRequest,
  id: string,
  ports: ImagePorts,
): Promise<ChatRequest | ChatError> {
  const rules = await ports.imagesAt?.(request.choice);
  if (rules && isBlind(rules)) return { kind: "noVision", values: [rules.provider, rules.model] };
  try {
    const read = reading(id, ports);
    const messages = await withBytes(request.messages, read, rules?.column.detail ?? !rules);
    return { ...request, messages };
  } catch (error) {
    if (error instanceof ImageGone) return { kind: "imageGone", values: [error.file] };
    throw error;
  }
}

/** A file that a message names and that cannot be read. */
class ImageGone extends Error {
  constructor(readonly file: string) {
    super("a file is gone");
  }
}

/** Each file is read once, however many messages have it. */
function reading(id: string, { store }: ImagePorts): (file: string) => Promise<string> {
  const urls = new Map<string, Promise<string>>();
  const read = async (file: string) => {
    const url = await imageUrl(store, id, file);
    if (url === undefined) throw new ImageGone(file);
    return url;
  };
  return file => {
    const url = urls.get(file) ?? read(file);
    urls.set(file, url);
    return url;
  };
}

/** A picture that lies beside a journal as a data URL; nothing where it cannot be read. */
export async function imageUrl(
  store: Pick<ConversationStore, "readFile">,
  id: string,
  file: string,
): Promise<string | undefined> {
  const bytes = isImageFile(file)
    ? await store.readFile(id, file).catch(() => undefined) // Gone, or as good as that.
    : undefined;
  return bytes && dataUrl(mediaTypeOf(file), bytes);
}

/** Messages with data URLs in the places of files; `detail` says whether that may be sent. */
export async function withBytes(
  messages: readonly WireMessage[],
  read: (file: string) => Promise<string>,
  detail = true,
): Promise<readonly WireMessage[]> {
  const part = async (part: WirePart): Promise<WirePart> => {
    if (part.type !== "image_url") return part;
    const { url, detail: closeness } = part.image_url;
    const whole = isImageFile(url) ? await read(url) : url;
    const image_url = { url: whole, ...(detail && closeness && { detail: closeness }) };
    return { type: "image_url", image_url };
  };
  return Promise.all(
    messages.map(async message =>
      Array.isArray(message.content) && hasImages([message])
        ? { ...message, content: await Promise.all(message.content.map(part)) }
        : message,
    ),
  );
}

/** The name of the file that an answer's picture became; its address where it holds no bytes. */
export async function kept(
  url: string,
  id: string,
  { store }: ImagePorts,
): Promise<string | undefined> {
  const bytes = url.startsWith("data:") ? bytesOfDataUrl(url) : undefined;
  const ending = bytes && endingOf(imageTypeOf(bytes));
  if (!bytes || !ending) return url;
  return store.writeFile(id, bytes, ending).catch(() => undefined); // The journal then has it whole.
}
