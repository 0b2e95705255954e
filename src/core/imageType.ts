/** What kinds of pictures are told apart, with their media types. */
export const mediaTypes = {
  png: "image/png",
  jpeg: "image/jpeg",
  gif: "image/gif",
  webp: "image/webp",
  avif: "image/avif",
  heic: "image/heic",
  bmp: "image/bmp",
  tiff: "image/tiff",
} as const;

/** The most bytes of a picture that is attached, before it is made to fit. */
export const largestImage = 50 << 20;

export type ImageType = keyof typeof mediaTypes;

/** So many bytes from the beginning tell what a file is. */
export const typeBytes = 32;

/** What kind of picture a file is, by its first bytes and never by its name; nothing where it is none. */
export function imageTypeOf(bytes: Uint8Array): ImageType | undefined {
  const head = String.fromCharCode(...bytes.subarray(0, typeBytes));
  if (head.startsWith("\x89PNG\r\n\x1a\n")) return "png";
  if (head.startsWith("\xff\xd8\xff")) return "jpeg";
  if (/^GIF8[79]a/.test(head)) return "gif";
  if (/^RIFF[^]{4}WEBP/.test(head)) return "webp";
  if (/^[^]{4}ftyp/.test(head)) return boxedType(head);
  // The reserved bytes tell a bitmap from a text that begins with “BM”.
  if (/^BM[^]{4}\0{4}/.test(head)) return "bmp";
  return /^(II\*\0|MM\0\*)/.test(head) ? "tiff" : undefined;
}

/** AVIF and HEIC are the same container with other brands, of which the first says most. */
function boxedType(head: string): ImageType | undefined {
  const brands = head.slice(8).match(/[^]{4}/g) ?? [];
  if (brands.some(brand => /^avi[fs]$/.test(brand))) return "avif";
  return brands.some(brand => /^(hei[cxms]|hev[cx]|mif1|msf1)$/.test(brand)) ? "heic" : undefined;
}

/** The name of a picture's file beside the journal: the hash of its bytes, and what it is. */
const fileName = /^[0-9a-f]{64}\.(png|jpg|gif|webp)$/;

/** Whether a picture's address is the name of a file beside the journal. A link has a colon. */
export function isImageFile(url: string): boolean {
  return fileName.test(url);
}

const endings: Readonly<Partial<Record<ImageType, string>>> = {
  png: "png",
  jpeg: "jpg",
  gif: "gif",
  webp: "webp",
};

/** How the name of a picture's file ends; nothing where such pictures are not kept. */
export function endingOf(type: ImageType | undefined): string | undefined {
  return type && endings[type];
}

/** The media type of a picture's file, which its name says: it was read from the bytes. */
export function mediaTypeOf(file: string): string {
  const ending = file.slice(file.lastIndexOf(".") + 1);
  return `image/${ending === "jpg" ? "jpeg" : ending}`;
}
