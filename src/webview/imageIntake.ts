// A chunk of its own, loaded with the first picture that is pasted, dropped or chosen.
import { base64Of, bytesOfDataUrl } from "../core/base64";
import { type ImageHeader, readImageHeader } from "../core/imageHeader";
import { withoutMetadata } from "../core/imageStrip";
import { imageTypeOf, largestImage, mediaTypes, typeBytes } from "../core/imageType";
import type { ReadImage } from "../core/protocol";
import { decoded, encoded, fitsAsIs } from "./imageFitting";
import type { ImagePage } from "./imageTools";

/** What taking pictures needs of the page. */
interface Intake extends ImagePage {
  /** Said when the chip of a picture appears, by the picture's name. */
  readonly notes: Map<string, string>;
}

/** More pixels are not decoded: they would take more than 256 MB for a moment. */
const mostPixels = 64 << 20;

/** Pictures are made fit one after the other, so that memory is bounded. */
let last: Promise<void> = Promise.resolve();

/** Attaches the pictures among files, and gives the others. */
export async function takeFiles(
  intake: Intake,
  conversationId: string,
  files: readonly File[],
): Promise<readonly File[]> {
  const others: File[] = [];
  for (const file of files) {
    const head = await file
      .slice(0, typeBytes)
      .arrayBuffer()
      .catch(() => undefined); // A folder has none.
    const type = head && imageTypeOf(new Uint8Array(head));
    // What says that it is a picture, and is no text either, is told as a picture that is damaged.
    if (!type && !(file.type.startsWith("image/") && file.type !== "image/svg+xml" && head)) {
      others.push(file);
      continue;
    }
    const name = file.name === "image.png" ? intake.t("Pasted image") : file.name;
    await inOrder(() => take(intake, conversationId, name, file));
  }
  return others;
}

/** Attaches pictures that the host has read. */
export async function takeRead(
  intake: Intake,
  conversationId: string,
  images: readonly ReadImage[],
): Promise<void> {
  for (const { name, url } of images) {
    const bytes = bytesOfDataUrl(url);
    await inOrder(() => take(intake, conversationId, name, new Blob(bytes ? [bytes] : [])));
  }
}

function inOrder(work: () => Promise<void>): Promise<void> {
  last = last.then(work, work);
  return last;
}

async function take(
  intake: Intake,
  conversationId: string,
  name: string,
  file: Blob,
): Promise<void> {
  const { t, say, post, notes } = intake;
  if (intake.readOnly.value) return;
  if (file.size > largestImage)
    return say(t("“{0}” is too large: at most {1} MB.", name, largestImage >> 20));
  if (file.size > 1 << 20) say(t("Reading {0}…", name));
  const bytes = new Uint8Array(await file.arrayBuffer());
  const header = readImageHeader(bytes);
  const refusal = refusalOf(intake, name, header);
  if (!header || refusal !== undefined) return say(refusal ?? "");
  const fit = await fitting(header, bytes).catch(() => undefined); // It says below that it cannot be read.
  if (!fit) return say(damaged(intake, name));
  if (header.animated) notes.set(name, t("Attached the first frame of {0}.", name));
  const url = `data:;base64,${base64Of(fit)}`;
  post({ type: "attachImage", conversationId, name, url });
}

function damaged({ t }: Intake, name: string): string {
  return t("“{0}” is damaged, or not an image that can be read.", name);
}

/** Why a picture is not even decoded. */
function refusalOf(
  intake: Intake,
  name: string,
  header: ImageHeader | undefined,
): string | undefined {
  const { t } = intake;
  if (!header) return damaged(intake, name);
  const { type, width, height } = header;
  if (type === "heic" || type === "tiff")
    return t(
      "“{0}” is a {1} image, which cannot be read here: save it as PNG or JPEG.",
      name,
      type.toUpperCase(),
    );
  if (!width || !height) return damaged(intake, name);
  return width * height > mostPixels
    ? t(
        "“{0}” has {1} × {2} pixels, which is too many: make it smaller first.",
        name,
        width,
        height,
      )
    : undefined;
}

/** The bytes to attach: the same pixels where every provider takes them, else made anew. Throws for a damaged one. */
async function fitting(
  header: ImageHeader,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array | undefined> {
  const bitmap = await decoded(new Blob([bytes], { type: mediaTypes[header.type] }));
  try {
    const { type } = header;
    const bare = type === "png" || type === "jpeg" ? withoutMetadata(bytes, type) : undefined;
    if (bare && fitsAsIs(header, bare.length)) return bare; // It was decoded to know that it is whole.
    const blob = await encoded(bitmap, header.type);
    return blob && new Uint8Array(await blob.arrayBuffer());
  } finally {
    bitmap.close();
  }
}
