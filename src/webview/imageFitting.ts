import type { ImageHeader } from "../core/imageHeader";
import type { ImageType } from "../core/imageType";

/** What every provider takes, in pixels of the longer side and in bytes; see `imageColumns.ts`. */
const fit = { side: 2048, bytes: 3_000_000 };

/** A picture that takes longer to decode is given up, in milliseconds. */
const patience = 20_000;

/** Whether a picture can be sent as it is, but for what it tells beside its pixels. */
export function fitsAsIs(header: ImageHeader, size: number): boolean {
  const { type, width = 0, height = 0, orientation, profile, cmyk } = header;
  if (type !== "png" && type !== "jpeg") return false;
  // Without its profile a picture would have other colours, and without its orientation it would lie.
  const isPlain = orientation === undefined && !profile && !cmyk;
  return isPlain && Math.max(width, height) <= fit.side && size <= fit.bytes;
}

/** Decodes the first frame, turned as it is to be seen. Throws where that fails or takes too long. */
export async function decoded(file: Blob): Promise<ImageBitmap> {
  const decoding = createImageBitmap(file, { imageOrientation: "from-image" });
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLong = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error("decoding takes too long"));
      void decoding.then(
        late => late.close(),
        () => {}, // Given up already.
      );
    }, patience);
  });
  try {
    return await Promise.race([decoding, tooLong]);
  } finally {
    clearTimeout(timer);
  }
}

/** Draws a picture anew, no larger than every provider takes. Nothing of the old file but its pixels is in it. */
export async function encoded(bitmap: ImageBitmap, from: ImageType): Promise<Blob | undefined> {
  const { width, height } = bitmap;
  const longer = Math.max(width, height);
  for (let side = Math.min(longer, fit.side); side >= 64 || side === longer; side *= 0.75) {
    const scale = side / longer;
    const canvas = drawn(bitmap, Math.max(1, width * scale), Math.max(1, height * scale));
    for (const how of waysOf(canvas, from)) {
      const blob = await canvas.convertToBlob(how);
      if (blob.size <= fit.bytes) return blob;
    }
  }
  return undefined;
}

function drawn(bitmap: ImageBitmap, width: number, height: number): OffscreenCanvas {
  const canvas = new OffscreenCanvas(Math.round(width), Math.round(height));
  const context = contextOf(canvas);
  context.imageSmoothingQuality = "high";
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** Photographs as JPEG; what is drawn, or has holes, as PNG. */
function waysOf(canvas: OffscreenCanvas, from: ImageType): readonly ImageEncodeOptions[] {
  const png = { type: "image/png" };
  const jpegs = [0.92, 0.8].map(quality => ({ type: "image/jpeg", quality }));
  if (from === "jpeg") return jpegs;
  if (hasHoles(canvas)) return [png];
  return from === "webp" || from === "avif" ? jpegs : [png, ...jpegs];
}

function hasHoles(canvas: OffscreenCanvas): boolean {
  const { data } = contextOf(canvas).getImageData(0, 0, canvas.width, canvas.height);
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return true;
  return false;
}

function contextOf(canvas: OffscreenCanvas): OffscreenCanvasRenderingContext2D {
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("nothing can be drawn");
  return context;
}
