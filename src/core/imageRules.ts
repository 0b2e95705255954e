import type { ContentPart, ImagePart, Message } from "./messages";
import { isImageFile } from "./imageType";
import type { ImageTokens } from "./imageTokens";
import { type Phrase, phrase } from "./phrase";

/** What a provider says of pictures, where it differs from the others. */
export interface ImageColumn {
  /** It takes none, whatever the model. */
  readonly refused?: true;
  /** Links are not followed. */
  readonly linkless?: true;
  /** How closely a model is to look can be said. */
  readonly detail?: true;
  /** The most pictures in one request. */
  readonly most?: number;
  /** The most bytes of all pictures of one request, as Base64. */
  readonly bytes?: number;
  /** How its models count a picture. */
  readonly tokens?: ImageTokens;
}

/** What holds for pictures at one model. */
export interface ImageRules {
  /** Names for people, of the connection and of the model. */
  readonly provider: string;
  readonly model: string;
  /** Whether the model sees; absent where it is not known. */
  readonly vision?: boolean;
  readonly column: ImageColumn;
}

/** Whether a model is known to take no pictures. */
export function isBlind({ vision, column }: Pick<ImageRules, "vision" | "column">): boolean {
  return vision === false || column.refused === true;
}

/** The pictures that would be sent with messages. */
export function imagesIn(messages: readonly Message[]): readonly ImagePart[] {
  return messages.flatMap(message => (message.role === "user" ? imagesOf(message.content) : []));
}

/** The files beside the journal that messages name. */
export function filesIn(messages: readonly Message[]): readonly string[] {
  const answered = messages.flatMap(message => (message.role === "user" ? [] : message.images));
  const urls = [...imagesIn(messages).map(({ url }) => url), ...answered];
  return [...new Set(urls.filter(isImageFile))];
}

export function imagesOf(content: readonly ContentPart[]): readonly ImagePart[] {
  return content.filter(part => part.type === "image");
}

/** Why these pictures cannot be sent, with the way out; nothing where they can, or it is not known. */
export function imageTrouble(images: readonly ImagePart[], rules: ImageRules): Phrase | undefined {
  if (images.length === 0) return undefined;
  const { provider, model, column } = rules;
  if (isBlind(rules))
    return phrase(
      "“{0}” takes no images: choose a model with vision. Your message is kept.",
      model,
    );
  if (column.linkless && images.some(({ url }) => isLink(url)))
    return phrase("{0} takes no links to images: save the image and attach the file.", provider);
  const { most = Infinity, bytes = Infinity } = column;
  if (images.length > most)
    return phrase(
      "{0} takes at most {1} images in a request, and this chat has {2}: remove some, or choose another model.",
      provider,
      String(most),
      String(images.length),
    );
  const sum = images.reduce((all, image) => all + base64Size(image), 0);
  if (sum <= bytes) return undefined;
  return phrase(
    "{0} takes at most {1} MB of images in a request, and this chat has {2} MB: remove some, or choose another model.",
    provider,
    megabytes(bytes),
    megabytes(sum),
  );
}

/** Whether a picture's address is one that the provider is to follow. */
export function isLink(url: string): boolean {
  return !isImageFile(url) && !url.startsWith("data:");
}

function base64Size({ url, size = 0 }: ImagePart): number {
  if (isLink(url)) return 0;
  return isImageFile(url) ? Math.ceil(size / 3) * 4 : url.length;
}

function megabytes(bytes: number): string {
  return String(Math.round(bytes / 104_857.6) / 10);
}
