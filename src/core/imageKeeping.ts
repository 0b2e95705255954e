// A bundle of its own (dist/imageKeeping.js), loaded with the first picture; what else pictures need is in it.
export { filled, imageUrl, kept } from "./imageBytes";
export { imageTrouble } from "./imageTrouble";
import { bytesOfDataUrl } from "./base64";
import { readImageHeader } from "./imageHeader";
import { withoutMetadata } from "./imageStrip";
import { endingOf } from "./imageType";
import type { ImagePart } from "./messages";
import { type Phrase, phrase } from "./phrase";
import type { ConversationStore } from "./store";

/** The most bytes of a picture as it is kept: the page makes them fit into less. */
const largest = 8 << 20;

/**
 * Keeps a picture that a page has made fit. The page is not trusted: what the bytes are is read here,
 * and whatever they tell beside their pixels is taken away here.
 */
export async function keepImage(
  store: Pick<ConversationStore, "writeFile">,
  conversationId: string,
  name: string,
  url: string,
): Promise<ImagePart | Phrase> {
  const bytes = bytesOfDataUrl(url);
  const header = bytes && bytes.length <= largest ? readImageHeader(bytes) : undefined;
  const { type, width = 0, height = 0 } = header ?? {};
  const bare = bytes && (type === "png" || type === "jpeg") && withoutMetadata(bytes, type);
  const ending = endingOf(type);
  if (!bare || !ending || width * height === 0)
    return phrase("“{0}” is damaged, or not an image that can be read.", name);
  try {
    const file = await store.writeFile(conversationId, bare, ending);
    return { type: "image", url: file, name, width, height, size: bare.length };
  } catch {
    return phrase("“{0}” cannot be kept: the disk cannot be written now.", name);
  }
}
