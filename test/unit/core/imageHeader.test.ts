import assert from "node:assert/strict";
import * as fc from "fast-check";
import { readImageHeader } from "../../../src/core/imageHeader";
import { imageTypeOf, isImageFile } from "../../../src/core/imageType";
import { withoutMetadata } from "../../../src/core/imageStrip";
import {
  chunk,
  exif,
  gif,
  jpeg,
  jpegPixels,
  place,
  png,
  segment,
  webp,
} from "../../support/imageBytes";

const text = (name: string) => Buffer.from(name, "latin1");

describe("the type of a picture", () => {
  const types: Readonly<Record<string, Buffer>> = {
    png: png(1, 1),
    jpeg: jpeg(jpegPixels(1, 1)),
    gif: gif(1),
    webp: webp(1, 1),
    avif: text("\0\0\0\x1cftypavif\0\0\0\0"),
    heic: text("\0\0\0\x18ftypheic\0\0\0\0mif1"),
    bmp: text("BM\x46\0\0\0\0\0\0\0\x36\0\0\0"),
    tiff: text("II*\0\x08\0\0\0"),
  };
  for (const [type, bytes] of Object.entries(types))
    it(`is read from its bytes: ${type}`, () => assert.equal(imageTypeOf(bytes), type));

  it("is none for text, other files, and nothing", () => {
    const others = ["", "<svg xmlns=''/>", "BMW is a car maker", "%PDF-1.7", "PK\x03\x04", "RIFF"];
    for (const other of others) assert.equal(imageTypeOf(text(other)), undefined, other);
    assert.equal(imageTypeOf(text("\0\0\0\x18ftypmp42\0\0\0\0isom")), undefined);
  });

  it("names a file beside the journal, which no link and no path is taken for", () => {
    assert.ok(isImageFile(`${"0a".repeat(32)}.jpg`));
    for (const other of [
      `../${"0a".repeat(32)}.jpg`,
      "https://x/a.png",
      "data:image/png;base64,",
      "a.png",
    ])
      assert.equal(isImageFile(other), false, other);
  });
});

describe("the head of a picture", () => {
  const heads: readonly (readonly [string, Buffer, object])[] = [
    ["a PNG", png(300, 200), { width: 300, height: 200 }],
    [
      "an animated PNG with a profile",
      png(3, 2, { before: [chunk("acTL", Buffer.alloc(8)), chunk("iCCP", text("x"))] }),
      { width: 3, height: 2, animated: true, profile: true },
    ],
    [
      "a JPEG",
      jpeg(segment(0xe0, "JFIF\0"), jpegPixels(4000, 3000)),
      { width: 4000, height: 3000 },
    ],
    ["a turned JPEG", jpeg(exif(6), jpegPixels(4, 3)), { width: 4, height: 3, orientation: 6 }],
    [
      "one turned by a Mac",
      jpeg(exif(8, false), jpegPixels(4, 3)),
      { width: 4, height: 3, orientation: 8 },
    ],
    ["an upright JPEG", jpeg(exif(1), jpegPixels(4, 3)), { width: 4, height: 3 }],
    [
      "a JPEG for print with a profile",
      jpeg(segment(0xe2, "ICC_PROFILE\0"), jpegPixels(4, 3, 4)),
      { width: 4, height: 3, cmyk: true, profile: true },
    ],
    ["a GIF", gif(1), { width: 1, height: 1 }],
    ["an animated GIF", gif(3), { width: 1, height: 1, animated: true }],
    ["a WebP", webp(1000, 70_000), { width: 1000, height: 70_000 }],
    ["an animated WebP", webp(2, 3, 0x22), { width: 2, height: 3, animated: true, profile: true }],
    [
      "an AVIF",
      Buffer.concat([
        text("\0\0\0\x1cftypavif\0\0\0\0mif1ispe\0\0\0\0"),
        Buffer.from([0, 0, 1, 0, 0, 0, 0, 9]),
      ]),
      { width: 256, height: 9 },
    ],
  ];
  for (const [name, bytes, { ...expected }] of heads)
    it(`is read: ${name}`, () => {
      const { type: _type, ...found } = readImageHeader(bytes) ?? { type: "png" };
      assert.deepEqual(found, expected);
    });

  it("is none where a picture breaks off within it", () => {
    assert.equal(readImageHeader(png(1, 1).subarray(0, 20)), undefined);
    assert.equal(readImageHeader(jpeg(jpegPixels(1, 1)).subarray(0, 80)), undefined);
  });

  it("is read or not, and never for long, whatever the bytes are", () => {
    const starts = [png(1, 1), jpeg(exif(3), jpegPixels(1, 1)), gif(2), webp(1, 1)];
    const damage = fc.record({
      start: fc.constantFrom(...starts),
      length: fc.nat(200),
      rest: fc.uint8Array({ maxLength: 200 }),
    });
    fc.assert(
      fc.property(damage, ({ start, length, rest }) => {
        const bytes = Buffer.concat([start.subarray(0, length), rest]);
        readImageHeader(bytes);
        withoutMetadata(bytes, "png");
        withoutMetadata(bytes, "jpeg");
      }),
    );
  });
});

describe("a picture without metadata", () => {
  it("has no place, time, comment, profile or preview, and every pixel: JPEG", () => {
    const pixels = jpegPixels(4, 3);
    const adobe = segment(0xee, "Adobe\0d\0\0\0\0\0");
    const jfif = segment(0xe0, "JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
    const whole = jpeg(
      jfif,
      segment(0xe0, `JFXX\0${place}`),
      exif(6),
      segment(0xe1, `http://ns.adobe.com/xap/1.0/\0${place}`),
      segment(0xe2, "ICC_PROFILE\0 by somebody"),
      segment(0xed, `Photoshop 3.0\0${place}`),
      adobe,
      segment(0xfe, `taken at ${place}`),
      pixels,
    );
    const found = withoutMetadata(Buffer.concat([whole, text(`motion ${place}`)]), "jpeg");
    assert.deepEqual(found && Buffer.from(found), jpeg(jfif, adobe, pixels));
  });

  it("keeps what is between the scans of a progressive JPEG", () => {
    const scans = Buffer.concat([
      jpegPixels(4, 3),
      segment(0xc4, "table"),
      segment(0xda, "\x02"),
      text("more"),
    ]);
    const found = withoutMetadata(jpeg(exif(), scans), "jpeg");
    assert.deepEqual(found && Buffer.from(found), jpeg(scans));
  });

  it("has no place, time, comment, profile or preview, and every pixel: PNG", () => {
    const told = ["tEXt", "iTXt", "zTXt", "eXIf", "tIME", "iCCP", "prVt"];
    const before = [chunk("gAMA", Buffer.alloc(4)), ...told.map(name => chunk(name, text(place)))];
    const found = withoutMetadata(png(2, 2, { before, behind: place }), "png");
    assert.deepEqual(found && Buffer.from(found), png(2, 2, { before: before.slice(0, 1) }));
  });

  it("is none where it breaks off, or is another kind", () => {
    assert.equal(withoutMetadata(png(9, 9).subarray(0, -13), "png"), undefined);
    assert.equal(withoutMetadata(jpeg(jpegPixels(1, 1)).subarray(0, -2), "jpeg"), undefined);
    assert.equal(withoutMetadata(gif(1), "jpeg"), undefined);
  });
});
