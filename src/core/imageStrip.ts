/**
 * A PNG or JPEG without what it tells beside its pixels: place, time, camera, author, comments,
 * profiles, previews, and whatever stands behind its end. The pixels stay bit for bit. Nothing where
 * the bytes are not such a picture, or break off.
 */
export function withoutMetadata(bytes: Uint8Array, type: "png" | "jpeg"): Uint8Array | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const kept = type === "png" ? pngParts(view) : jpegParts(view);
    return joined(bytes, kept);
  } catch {
    return undefined; // It breaks off.
  }
}

/** From a byte up to another. */
type Part = readonly [start: number, end: number];

/** The chunks that make the pixels, and the colours of pixels; every other one may tell something. */
const pngChunks = ["IHDR", "PLTE", "tRNS", "gAMA", "cHRM", "sRGB", "sBIT", "IDAT", "IEND"];

function pngParts(view: DataView): readonly Part[] {
  const parts: Part[] = [[0, 8]];
  for (let at = 8; ; ) {
    const end = at + 12 + view.getUint32(at);
    const name = String.fromCharCode(...[4, 5, 6, 7].map(place => view.getUint8(at + place)));
    if (end > view.byteLength) throw new RangeError("a chunk breaks off");
    if (pngChunks.includes(name)) parts.push([at, end]);
    if (name === "IEND") return parts;
    at = end;
  }
}

function jpegParts(view: DataView): readonly Part[] {
  const parts: Part[] = [[0, 2]];
  for (let at = 2; ; ) {
    if (view.getUint8(at) !== 0xff) throw new RangeError("no segment");
    const marker = view.getUint8(at + 1);
    if (marker === 0xff) {
      at += 1; // Padding.
      continue;
    }
    if (marker === 0xd9) return [...parts, [at, at + 2]];
    const end = at + 2 + view.getUint16(at + 2);
    if (end > view.byteLength) throw new RangeError("a segment breaks off");
    if (isKept(view, at, marker)) parts.push([at, end]);
    at = end;
    if (marker !== 0xda) continue;
    at = scanEnd(view, end);
    parts.push([end, at]);
  }
}

/**
 * Of the segments that are for applications, the one of JFIF without a preview and Adobe's, without
 * which the colours of some are read wrongly. Comments go.
 */
function isKept(view: DataView, at: number, marker: number): boolean {
  if (marker === 0xee) return isNamed(view, at, "Adobe");
  if (marker === 0xe0)
    return isNamed(view, at, "JFIF\0") && view.getUint8(at + 16) * view.getUint8(at + 17) === 0;
  return marker !== 0xfe && (marker < 0xe0 || marker > 0xef);
}

function isNamed(view: DataView, at: number, name: string): boolean {
  return Array.from(name).every(
    (sign, place) => view.getUint8(at + 4 + place) === sign.charCodeAt(0),
  );
}

/** Where the pixels of a scan end: at a marker that is neither a zero after 0xff nor a restart. */
function scanEnd(view: DataView, start: number): number {
  for (let at = start; ; at++) {
    if (view.getUint8(at) !== 0xff) continue;
    const next = view.getUint8(at + 1);
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at;
  }
}

function joined(bytes: Uint8Array, parts: readonly Part[]): Uint8Array {
  const length = parts.reduce((sum, [start, end]) => sum + end - start, 0);
  const result = new Uint8Array(length);
  let at = 0;
  for (const [start, end] of parts) {
    result.set(bytes.subarray(start, end), at);
    at += end - start;
  }
  return result;
}
