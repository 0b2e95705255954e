import type { ContentPart, ImagePart, Message } from "./messages";
import { isImageFile } from "./imageType";
import type { ImageTokens } from "./imageTokens";

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
  const answered = messages.flatMap(message =>
    message.role === "assistant" ? message.images : [],
  );
  const urls = [...imagesIn(messages).map(({ url }) => url), ...answered];
  return [...new Set(urls.filter(isImageFile))];
}

export function imagesOf(content: readonly ContentPart[]): readonly ImagePart[] {
  return content.filter(part => part.type === "image");
}
