import { bytesOfDataUrl } from "../base64";
import { readImageHeader } from "../imageHeader";
import { withoutMetadata } from "../imageStrip";
import { endingOf, imageTypeOf } from "../imageType";
import type { ImagePart } from "../messages";
import { type Phrase, phrase } from "../phrase";
import { sha256 } from "./derivedId";
import { heldFile, type IncomingFile } from "./incoming";

/** The bytes of a picture by what names it; nothing where it is not among the files. */
export type PictureFinder = (from: string) => Promise<IncomingFile | undefined>;

/** The most bytes of a picture that comes from elsewhere. */
const largest = 20 << 20;

/**
 * A picture of another program as one of ours: a link stays one, bytes become a file without what
 * they tell beside their pixels. Nothing where it cannot be had, or is no picture that is kept here.
 */
export async function keptPicture(
  { from, name }: { readonly from: string; readonly name?: string },
  find: PictureFinder,
): Promise<{ readonly part: ImagePart; readonly read?: IncomingFile } | undefined> {
  if (/^https?:\/\//i.test(from))
    return { part: { type: "image", url: from, ...(name && { name }) } };
  const read = from.startsWith("data:") ? dataReader(from) : await find(from);
  if (!read) return undefined;
  const bytes = bareBytes(await read());
  const header = bytes && readImageHeader(bytes);
  const ending = endingOf(header?.type);
  if (!bytes || !header || !ending) return undefined;
  const { width, height } = header;
  const url = `${await sha256(bytes)}.${ending}`;
  const size = bytes.length;
  const sides = width && height ? { width, height } : {};
  const part: ImagePart = { type: "image", url, ...(name && { name }), ...sides, size };
  // What is in memory already need not be kept with what it told beside its pixels.
  if (read.held !== undefined) return { part, read: heldFile(bytes) };
  return { part, read: async () => bareBytes(await read()) ?? new Uint8Array() };
}

function dataReader(url: string): IncomingFile | undefined {
  const bytes = bytesOfDataUrl(url);
  return bytes && heldFile(bytes);
}

/** A photo may tell where it was taken. */
function bareBytes(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length > largest) return undefined;
  const type = imageTypeOf(bytes);
  return type === "png" || type === "jpeg" ? withoutMetadata(bytes, type) : bytes;
}

/** What is said of pictures that a file names and that are not there. */
export function picturesMissing(count: number): Phrase {
  return count === 1
    ? phrase("A picture is not among the files.")
    : phrase("{0} pictures are not among the files.", String(count));
}
