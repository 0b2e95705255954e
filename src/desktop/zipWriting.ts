import { promisify } from "node:util";
import { crc32, deflateRaw } from "node:zlib";
import type { ArchivedFile } from "../core/exchange/exporting";
import { limits } from "../core/exchange/limits";

const deflate = promisify(deflateRaw);

interface Written {
  readonly file: ArchivedFile;
  readonly packed: number;
  readonly method: number;
  readonly crc: number;
  readonly at: number;
}

/** The pieces of a .zip; each file is packed by Node in the background, those that gain nothing are not. */
export async function* zipPieces(files: AsyncIterable<ArchivedFile>): AsyncGenerator<Uint8Array> {
  const written: Written[] = [];
  let at = 0;
  for await (const file of files) {
    const squeezed = file.bytes.length < 32 ? file.bytes : await deflate(file.bytes);
    const smaller = squeezed.length < file.bytes.length;
    const packed = smaller ? squeezed : file.bytes;
    const entry = {
      file,
      packed: packed.length,
      method: smaller ? 8 : 0,
      crc: crc32(file.bytes),
      at,
    };
    written.push(entry);
    const head = headOf(entry, 0x04034b50);
    yield head;
    yield packed;
    at += head.length + packed.length;
    if (at > 0xffff_0000 || written.length > limits.files)
      throw new Error("there is too much for one archive: export fewer conversations at a time");
  }
  const table = Buffer.concat(written.map(entry => headOf(entry, 0x02014b50)));
  yield table;
  yield endOf(written.length, table.length, at);
}

/** What stands before a file, and in the table of contents, which also says where it is (APPNOTE 4.3.7, 4.3.12). */
function headOf({ file, packed, method, crc, at }: Written, mark: 0x04034b50 | 0x02014b50): Buffer {
  const name = Buffer.from(file.name);
  const { date, time } = dosTime(file.changedAt);
  const inTable = mark === 0x02014b50;
  // Version 2.0, and names in UTF-8.
  const common = [20, 0x0800, method, time, date];
  const head = Buffer.alloc(inTable ? 46 : 30);
  head.writeUInt32LE(mark, 0);
  let place = inTable ? head.writeUInt16LE(20, 4) : 4;
  for (const field of common) place = head.writeUInt16LE(field, place);
  for (const field of [crc, packed, file.bytes.length]) place = head.writeUInt32LE(field, place);
  head.writeUInt16LE(name.length, place);
  if (inTable) head.writeUInt32LE(at, 42);
  return Buffer.concat([head, name]);
}

function endOf(count: number, size: number, at: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(size, 12);
  end.writeUInt32LE(at, 16);
  return end;
}

function dosTime(ms: number) {
  const at = new Date(ms);
  const year = Math.min(127, Math.max(0, at.getFullYear() - 1980));
  return {
    date: (year << 9) | ((at.getMonth() + 1) << 5) | at.getDate(),
    time: (at.getHours() << 11) | (at.getMinutes() << 5) | (at.getSeconds() >> 1),
  };
}
