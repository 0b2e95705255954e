import { Readable } from "node:stream";
import { crc32, createInflateRaw } from "node:zlib";
import { limits } from "../core/exchange/limits";
import { joinedBytes, type Source } from "../core/exchange/source";
import { cutOff, Trouble } from "../core/exchange/trouble";
import { phrase } from "../core/phrase";

/** The most files of an archive, and the most bytes that each and all of them may unpack to. */
const most = { files: limits.files, one: 2 ** 31, all: 2 ** 33 } as const;
/** An entry that shrinks to less than this part is made to hurt, where it is large. */
const leastPart = 1 / 1000;

/** A file of an archive, as its table of contents says it (PKWARE's APPNOTE, 4.3.12). */
interface Entry {
  readonly name: string;
  readonly method: number;
  readonly encrypted: boolean;
  readonly crc: number;
  readonly packed: number;
  readonly size: number;
  readonly at: number;
  readonly changedAt: number;
}

/**
 * The files in a .zip. Nothing is unpacked here; each is when it is read, piece by piece, and no
 * further than its table of contents says. Paths in it are names, and become no paths on the disk.
 */
export async function zipSources(archive: Source): Promise<readonly Source[]> {
  const entries = (await entriesOf(archive)).filter(({ name }) => !name.endsWith("/"));
  if (entries.length > most.files) throw tooMany();
  if (entries.reduce((sum, { size }) => sum + size, 0) > most.all) throw tooMuch();
  return entries.map(entry => sourceOf(entry, archive));
}

function sourceOf(entry: Entry, archive: Source): Source {
  // Signs that would change how the name is shown have no place in it.
  const shown = entry.name.replaceAll("\\", "/").replace(/\p{C}/gu, "?");
  const end = shown.lastIndexOf("/");
  const folder = end < 0 ? archive.place : `${archive.place}/${shown.slice(0, end)}`;
  const name = shown.slice(end + 1);
  return {
    place: `${folder}/${name}`,
    folder,
    root: archive.place,
    name,
    size: entry.size,
    changedAt: entry.changedAt,
    bytes: () => unpacked(entry, archive),
  };
}

async function* unpacked(entry: Entry, archive: Source): AsyncGenerator<Uint8Array> {
  if (entry.encrypted) throw new Trouble(phrase("It is encrypted: unpack the archive first."));
  if (entry.method !== 0 && entry.method !== 8)
    throw new Trouble(phrase("It is packed in a way that is not known: unpack the archive first."));
  const bomb = entry.size > 64 << 20 && entry.packed < entry.size * leastPart;
  if (entry.size > most.one || bomb) throw tooMuch();
  let size = 0;
  let crc = 0;
  for await (const chunk of await content(entry, archive)) {
    size += chunk.length;
    if (size > entry.size) throw tooMuch();
    crc = crc32(chunk, crc);
    yield chunk;
  }
  if (size !== entry.size || crc !== entry.crc) throw damagedZip();
}

async function content(entry: Entry, archive: Source): Promise<AsyncIterable<Uint8Array>> {
  const head = view(await part(archive, entry.at, entry.at + 30));
  if (head.getUint32(0, true) !== 0x04034b50) throw damagedZip();
  const start = entry.at + 30 + head.getUint16(26, true) + head.getUint16(28, true);
  if (start + entry.packed > archive.size) throw damagedZip();
  const packed = archive.bytes(start, start + entry.packed);
  return entry.method === 0 ? packed : inflated(packed);
}

/** Unpacked by Node in the background, so that the host goes on meanwhile. */
async function* inflated(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = Readable.from(packed, { objectMode: false });
  const inflate = createInflateRaw({ chunkSize: 1 << 18 });
  source.on("error", error => inflate.destroy(error));
  source.pipe(inflate);
  try {
    for await (const chunk of inflate) yield chunk as Uint8Array;
  } catch {
    throw damagedZip();
  } finally {
    source.destroy();
    inflate.destroy();
  }
}

async function entriesOf(archive: Source): Promise<readonly Entry[]> {
  const { count, at, size } = await directoryOf(archive);
  if (count > most.files * 2) throw tooMany();
  if (at + size > archive.size || size > 64 << 20) throw damagedZip();
  const bytes = await part(archive, at, at + size);
  const entries: Entry[] = [];
  let place = 0;
  for (let left = count; left > 0; left -= 1) {
    const read = entryAt(bytes, place);
    if (!read) throw damagedZip();
    entries.push(read.entry);
    place = read.next;
  }
  return entries;
}

/** Where the table of contents is: what stands at the end of the file says it (APPNOTE 4.3.14 to 4.3.16). */
async function directoryOf(archive: Source) {
  const from = Math.max(0, archive.size - 65_557);
  const tail = await part(archive, from, archive.size);
  const bytes = view(tail);
  for (let at = tail.length - 22; at >= 0; at -= 1) {
    if (bytes.getUint32(at, true) !== 0x06054b50) continue;
    const count = bytes.getUint16(at + 10, true);
    const size = bytes.getUint32(at + 12, true);
    const place = bytes.getUint32(at + 16, true);
    if (count !== 0xffff && size !== 0xffffffff && place !== 0xffffffff)
      return { count, size, at: place };
    return largeDirectory(archive, bytes, at - 20);
  }
  throw cutOff();
}

async function largeDirectory(archive: Source, tail: DataView, locator: number) {
  if (locator < 0 || tail.getUint32(locator, true) !== 0x07064b50) throw damagedZip();
  const at = Number(tail.getBigUint64(locator + 8, true));
  if (at + 56 > archive.size) throw damagedZip();
  const bytes = view(await part(archive, at, at + 56));
  if (bytes.getUint32(0, true) !== 0x06064b50) throw damagedZip();
  const [count = 0, size = 0, place = 0] = [32, 40, 48].map(field =>
    Number(bytes.getBigUint64(field, true)),
  );
  return { count, size, at: place };
}

function entryAt(bytes: Uint8Array, at: number): { entry: Entry; next: number } | undefined {
  if (at + 46 > bytes.length) return undefined;
  const fields = view(bytes.subarray(at));
  if (fields.getUint32(0, true) !== 0x02014b50) return undefined;
  const [nameLength, extraLength, commentLength] = [28, 30, 32].map(field =>
    fields.getUint16(field, true),
  ) as [number, number, number];
  const next = at + 46 + nameLength + extraLength + commentLength;
  if (next > bytes.length) return undefined;
  const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
  const extra = bytes.subarray(at + 46 + nameLength, at + 46 + nameLength + extraLength);
  const large = largeSizes(fields, extra);
  const entry: Entry = {
    name,
    method: fields.getUint16(10, true),
    encrypted: (fields.getUint16(8, true) & 1) === 1,
    changedAt: dosTime(fields.getUint16(14, true), fields.getUint16(12, true)),
    crc: fields.getUint32(16, true),
    ...large,
  };
  return { entry, next };
}

/** Sizes that have no place in their fields stand in an extra one (APPNOTE 4.5.3). */
function largeSizes(fields: DataView, extra: Uint8Array) {
  const places = view(extra);
  let at = 0;
  while (at + 4 <= extra.length && places.getUint16(at, true) !== 1)
    at += 4 + places.getUint16(at + 2, true);
  let next = at + 4;
  const read = (short: number) => {
    if (short !== 0xffffffff || next + 8 > extra.length) return short;
    next += 8;
    return Number(places.getBigUint64(next - 8, true));
  };
  const size = read(fields.getUint32(24, true));
  const packed = read(fields.getUint32(20, true));
  return { size, packed, at: read(fields.getUint32(42, true)) };
}

function dosTime(date: number, time: number): number {
  const [year, month, day] = [1980 + (date >> 9), ((date >> 5) & 15) - 1, date & 31];
  return new Date(year, month, day, time >> 11, (time >> 5) & 63, (time & 31) * 2).getTime();
}

async function part(archive: Source, start: number, end: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of archive.bytes(start, end)) {
    chunks.push(chunk);
    size += chunk.length;
  }
  if (size < end - start) throw damagedZip();
  return joinedBytes(chunks, size);
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function damagedZip(): Trouble {
  return new Trouble(phrase("The archive is damaged."));
}

function tooMany(): Trouble {
  return new Trouble(
    phrase(
      "There are more than {0} files in it: unpack it, and import the folders in it a few at a time.",
      String(most.files),
    ),
  );
}

function tooMuch(): Trouble {
  return new Trouble(phrase("The archive would unpack to far more than it should."));
}
