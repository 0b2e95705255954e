import { type ImageRules, isBlind } from "./imageRules";
import { isImageFile } from "./imageType";
import type { ImagePart } from "./messages";
import { type Phrase, phrase } from "./phrase";

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
function isLink(url: string): boolean {
  return !isImageFile(url) && !url.startsWith("data:");
}

function base64Size({ url, size = 0 }: ImagePart): number {
  if (isLink(url)) return 0;
  return isImageFile(url) ? Math.ceil(size / 3) * 4 : url.length;
}

function megabytes(bytes: number): string {
  return String(Math.round(bytes / 104_857.6) / 10);
}
