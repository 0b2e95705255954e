import { type ImageType, imageTypeOf } from "./imageType";

/** What the head of a picture says, before anything of it is decoded. */
export interface ImageHeader {
  readonly type: ImageType;
  /** As stored, before any turning; absent where it could not be found. */
  readonly width?: number;
  readonly height?: number;
  /** It has more than one frame. */
  readonly animated?: true;
  /** How it is to be turned, as EXIF counts; absent where it stands upright. */
  readonly orientation?: number;
  /** Its colours are told by a profile. */
  readonly profile?: true;
  /** Four colours, as for print: not everybody can read that. */
  readonly cmyk?: true;
}

/** Reads the head of a picture; nothing where the bytes are none, or break off before they say its size. */
export function readImageHeader(bytes: Uint8Array): ImageHeader | undefined {
  const type = imageTypeOf(bytes);
  if (!type) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return { type, ...readers[type](view) };
  } catch {
    return undefined; // It breaks off within its head.
  }
}

type Found = Omit<ImageHeader, "type">;

const readers: Readonly<Record<ImageType, (view: DataView) => Found>> = {
  png: readPng,
  jpeg: readJpeg,
  gif: readGif,
  webp: readWebp,
  avif: readBoxes,
  heic: readBoxes,
  bmp: view => ({
    width: Math.abs(view.getInt32(18, true)),
    height: Math.abs(view.getInt32(22, true)),
  }),
  tiff: () => ({}),
};

/** {@link https://www.w3.org/TR/png-3/#5DataRep PNG}: chunks of length, name, data and checksum. */
function readPng(view: DataView): Found {
  const names: string[] = [];
  for (let at = 8; at + 8 <= view.byteLength; at += 12 + view.getUint32(at)) {
    const name = nameAt(view, at + 4);
    if (name === "IDAT") break;
    names.push(name);
  }
  return {
    width: view.getUint32(16),
    height: view.getUint32(20),
    ...(names.includes("acTL") && { animated: true }),
    ...(names.includes("iCCP") && { profile: true }),
  };
}

/** {@link https://www.w3.org/Graphics/JPEG/itu-t81.pdf JPEG}: segments up to the one with the size. */
function readJpeg(view: DataView): Found {
  let found: Found = {};
  for (let at = 2; ; ) {
    while (view.getUint8(at + 1) === 0xff) at += 1; // Padding.
    if (view.getUint8(at) !== 0xff) throw new RangeError("no segment");
    const marker = view.getUint8(at + 1);
    if (isFrame(marker)) return { ...found, ...frameAt(view, at + 4) };
    const name = view.byteLength > at + 8 ? nameAt(view, at + 4) : "";
    if (marker === 0xe1 && name === "Exif") found = { ...found, ...orientationAt(view, at + 10) };
    if (marker === 0xe2 && name === "ICC_") found = { ...found, profile: true };
    at += 2 + view.getUint16(at + 2);
  }
}

/** Begins a frame, and so tells its size; three others of that row of numbers are tables. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

function frameAt(view: DataView, at: number): Found {
  const cmyk = view.getUint8(at + 5) === 4;
  const [height, width] = [view.getUint16(at + 1), view.getUint16(at + 3)];
  return { width, height, ...(cmyk && { cmyk }) };
}

/** The tag of EXIF that says how the picture is to be turned; damaged EXIF says nothing. */
function orientationAt(view: DataView, tiff: number): Found {
  try {
    const little = view.getUint16(tiff) === 0x4949;
    const list = tiff + view.getUint32(tiff + 4, little);
    const count = view.getUint16(list, little);
    for (let index = 0; index < count; index++) {
      const entry = list + 2 + 12 * index;
      if (view.getUint16(entry, little) !== 0x0112) continue;
      const orientation = view.getUint16(entry + 8, little);
      return orientation > 1 && orientation <= 8 ? { orientation } : {};
    }
  } catch {
    // The picture itself may be whole; it stands as it is stored.
  }
  return {};
}

/** {@link https://www.w3.org/Graphics/GIF/spec-gif89a.txt GIF}: blocks, of which those that begin with a comma are frames. */
function readGif(view: DataView): Found {
  const size = { width: view.getUint16(6, true), height: view.getUint16(8, true) };
  return framesOf(view) > 1 ? { ...size, animated: true } : size;
}

/** Up to two; a picture that breaks off has as many as were found. */
function framesOf(view: DataView): number {
  let frames = 0;
  try {
    let at = 13 + tableSize(view.getUint8(10));
    while (frames < 2 && view.getUint8(at) !== 0x3b) {
      const isFrame = view.getUint8(at) === 0x2c;
      if (isFrame) frames += 1;
      at += isFrame ? 11 + tableSize(view.getUint8(at + 9)) : 2;
      while (view.getUint8(at) > 0) at += 1 + view.getUint8(at);
      at += 1;
    }
  } catch {
    // Decoding will tell whether the first frame is whole.
  }
  return frames;
}

/** Bytes of a table of colours, by the flags before it. */
function tableSize(flags: number): number {
  return flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0;
}

/** {@link https://developers.google.com/speed/webp/docs/riff_container WebP}: one of three kinds of first chunk. */
function readWebp(view: DataView): Found {
  const kind = nameAt(view, 12);
  if (kind === "VP8X") {
    const flags = view.getUint8(20);
    return {
      width: 1 + (view.getUint32(24, true) & 0xffffff),
      height: 1 + (view.getUint32(26, true) >>> 8),
      ...(flags & 0x02 && { animated: true }),
      ...(flags & 0x20 && { profile: true }),
    };
  }
  if (kind === "VP8L") {
    const bits = view.getUint32(21, true);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
  }
  if (kind !== "VP8 ") throw new RangeError("no picture");
  return {
    width: view.getUint16(26, true) & 0x3fff,
    height: view.getUint16(28, true) & 0x3fff,
  };
}

/** The largest size that is told near the beginning: smaller ones are of previews and tiles. */
function readBoxes(view: DataView): Found {
  let size = { width: 0, height: 0 };
  for (let at = 0; at + 16 <= Math.min(view.byteLength, 0x10000); at++) {
    if (view.getUint32(at) !== ispe) continue;
    const [width, height] = [view.getUint32(at + 8), view.getUint32(at + 12)];
    if (width * height > size.width * size.height) size = { width, height };
  }
  return size.width === 0 ? {} : size;
}

/** “ispe”, which stands before a size. */
const ispe = 0x69737065;

function nameAt(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map(place => view.getUint8(at + place)));
}
