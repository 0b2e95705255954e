import { crc32, deflateSync } from "node:zlib";

/** Words that stand for a place in metadata, and must be nowhere afterwards. */
export const place = "GPS 52.5200N 13.4050E";

/** A chunk of a PNG. */
export function chunk(name: string, data: Uint8Array = new Uint8Array()): Buffer {
  const named = Buffer.concat([Buffer.from(name, "latin1"), data]);
  return Buffer.concat([uint32(data.length), named, uint32(crc32(named))]);
}

/** A whole PNG of one colour, with further chunks before its pixels and bytes behind its end. */
export function png(
  width: number,
  height: number,
  { before = [], behind = "" }: { before?: readonly Buffer[]; behind?: string } = {},
): Buffer {
  const head = Buffer.concat([uint32(width), uint32(height), Buffer.from([8, 2, 0, 0, 0])]);
  const pixels = deflateSync(Buffer.alloc((1 + 3 * width) * height));
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", head),
    ...before,
    chunk("IDAT", pixels),
    chunk("IEND"),
    Buffer.from(behind, "latin1"),
  ]);
}

/** A segment of a JPEG. */
export function segment(marker: number, data: Uint8Array | string): Buffer {
  const bytes = typeof data === "string" ? Buffer.from(data, "latin1") : data;
  const head = Buffer.from([0xff, marker, (bytes.length + 2) >> 8, (bytes.length + 2) & 0xff]);
  return Buffer.concat([head, bytes]);
}

/** EXIF with a place, and with how the picture is to be turned. */
export function exif(orientation = 1, little = true): Buffer {
  const number = (value: number, length: 2 | 4) => {
    const bytes = Buffer.alloc(length);
    if (little) bytes.writeUIntLE(value, 0, length);
    else bytes.writeUIntBE(value, 0, length);
    return bytes;
  };
  const entry = (tag: number, type: number, count: number, value: Buffer) =>
    Buffer.concat([number(tag, 2), number(type, 2), number(count, 4), value]);
  const tiff = Buffer.concat([
    Buffer.from(little ? "II*\0" : "MM\0*", "latin1"),
    number(8, 4),
    number(2, 2),
    entry(0x0112, 3, 1, Buffer.concat([number(orientation, 2), number(0, 2)])),
    entry(0x010e, 2, place.length, number(38, 4)),
    number(0, 4),
    Buffer.from(place, "latin1"),
  ]);
  return segment(0xe1, Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff]));
}

/** The segments that carry a JPEG's pixels, of which only the heads are true. */
export function jpegPixels(width: number, height: number, colours = 3): Buffer {
  const size = Buffer.from([8, height >> 8, height & 0xff, width >> 8, width & 0xff, colours]);
  const frame = segment(0xc0, Buffer.concat([size, Buffer.alloc(3 * colours)]));
  const scan = Buffer.from([0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56]);
  return Buffer.concat([segment(0xdb, Buffer.alloc(65)), frame, segment(0xda, "\x01"), scan]);
}

/** A JPEG of these parts. */
export function jpeg(...parts: readonly Buffer[]): Buffer {
  return Buffer.concat([Buffer.from([0xff, 0xd8]), ...parts, Buffer.from([0xff, 0xd9])]);
}

/** A GIF of one pixel with so many frames. */
export function gif(frames: number): Buffer {
  const head = Buffer.from("GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff", "latin1");
  const control = Buffer.from([0x21, 0xf9, 4, 0, 10, 0, 0, 0]);
  const frame = Buffer.from([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]);
  const all = Array.from({ length: frames }, () => [control, frame]).flat();
  return Buffer.concat([head, ...all, Buffer.from([0x3b])]);
}

/** The head of an extended WebP. */
export function webp(width: number, height: number, flags = 0): Buffer {
  const size = Buffer.alloc(6);
  size.writeUIntLE(width - 1, 0, 3);
  size.writeUIntLE(height - 1, 3, 3);
  const data = Buffer.concat([Buffer.from([flags, 0, 0, 0]), size]);
  const head = Buffer.from("RIFF\x16\0\0\0WEBPVP8X\x0a\0\0\0", "latin1");
  return Buffer.concat([head, data]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** The segments of a grey square of 8 pixels, which can be decoded; with four colours as for print. */
export function squarePixels(colours: 3 | 4): Buffer {
  const ids = Array.from({ length: colours }, (_, index) => index + 1);
  const codes = Buffer.concat([Buffer.from([1]), Buffer.alloc(16)]); // One code of one bit, for 0.
  const size = Buffer.from([8, 0, 8, 0, 8, colours, ...ids.flatMap(id => [id, 0x11, 0])]);
  const scan = Buffer.from([colours, ...ids.flatMap(id => [id, 0]), 0, 63, 0]);
  return Buffer.concat([
    segment(0xdb, Buffer.concat([Buffer.from([0]), Buffer.alloc(64, 1)])),
    segment(0xc0, size),
    segment(0xc4, Buffer.concat([Buffer.from([0x00]), codes])),
    segment(0xc4, Buffer.concat([Buffer.from([0x10]), codes])),
    segment(0xda, scan),
    Buffer.from([2 ** (8 - 2 * colours) - 1]), // Two bits for each colour, then ones.
  ]);
}

/** What Adobe's programs write into a JPEG for print. */
export const adobe = segment(0xee, "Adobe\0d\0\0\0\0\0");
