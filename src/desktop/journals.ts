import type { FileHandle } from "node:fs/promises";
import path from "node:path";
import type { JournalPiece } from "../core/store";
import { codeOf, type Files, openIfThere, readIfThere } from "./files";

/** A write that failed, of which a part may be in the file. */
interface Half {
  /** How long the file was before. */
  readonly from: number;
  readonly bytes: Buffer;
}

/** Appends to journals: all of a text or nothing. */
export class Appender {
  private readonly halves = new Map<string, Half>();

  constructor(private readonly files: Files) {}

  /** Writes when `allowed` resolves, and throws what that throws; what need not wait for it does not. */
  async append(file: string, text: string, allowed = Promise.resolve()): Promise<void> {
    const [known] = await Promise.all([this.sizeOf(file), allowed]);
    await this.takeBack(file);
    const handle = await this.openIn(file);
    let from = known;
    try {
      from ??= (await handle.stat()).size;
      await handle.appendFile(text);
      await handle.close();
    } catch (error) {
      await handle.close().catch(() => undefined); // Closed, or as good as that.
      if (from !== undefined) this.halves.set(file, { from, bytes: Buffer.from(text) });
      await this.takeBack(file).catch(() => undefined); // Before the next write it is tried again.
      throw error;
    }
  }

  /** How long the file is, without what is to be taken back; nothing where that cannot be said yet. */
  private async sizeOf(file: string): Promise<number | undefined> {
    if (this.halves.has(file)) return undefined;
    return this.files.stat(file).then(
      ({ size }) => size,
      (error: unknown) => (codeOf(error) === "ENOENT" ? 0 : undefined),
    );
  }

  /** The folder is made where it is missing: most often it is there. */
  private async openIn(file: string): Promise<FileHandle> {
    try {
      return await this.files.open(file, "a");
    } catch (error) {
      if (codeOf(error) !== "ENOENT") throw error;
      await this.files.mkdir(path.dirname(file), { recursive: true });
      return this.files.open(file, "a");
    }
  }

  /**
   * Takes back what a full disk left half, for the next try. Only bytes that are ours: another
   * process may have written since. The file is opened again, because Windows does not let one
   * that is open for appending be cut.
   */
  private async takeBack(file: string): Promise<void> {
    const half = this.halves.get(file);
    if (!half) return;
    const handle = await openIfThere(file, this.files, "r+");
    if (!handle) return void this.halves.delete(file); // Deleted meanwhile, with the half.
    try {
      const { size } = await handle.stat();
      const left = await readBytes(
        handle,
        half.from,
        Math.min(size - half.from, half.bytes.length),
      );
      const ours =
        size - half.from <= half.bytes.length && half.bytes.subarray(0, left.length).equals(left);
      if (ours && left.length > 0) await handle.truncate(half.from);
    } finally {
      await handle.close();
    }
    this.halves.delete(file);
  }
}

/** The text of a journal; nothing when there is none. */
export async function readJournalText(file: string, files: Files): Promise<string | undefined> {
  const text = await readIfThere(file, files);
  return text && withoutMark(text);
}

/** More than this is read in several pieces, so that nobody waits for all of it. */
const most = 8 << 20;
/** A longer line is one piece; a text cannot be much longer than this. */
const longest = 256 << 20;

/** What is in a file from a byte on, whole lines only; nothing when there is no file. */
export async function readPiece(
  file: string,
  start: number,
  files: Files,
): Promise<JournalPiece | undefined> {
  const handle = await openIfThere(file, files);
  if (!handle) return undefined;
  try {
    const { size } = await handle.stat();
    if (start >= size) return { text: "", end: size };
    for (let length = most; ; length = Math.min(4 * length, longest)) {
      const bytes = await readBytes(handle, start, Math.min(size - start, length));
      const more = start + bytes.length < size;
      if (more && length < longest && !bytes.includes(0x0a)) continue;
      const whole = wholeLines(bytes, more);
      const text = bytes.toString("utf8", 0, whole);
      return { text: start === 0 ? withoutMark(text) : text, end: start + whole };
    }
  } finally {
    await handle.close();
  }
}

/** How many bytes the whole lines have. A line that is longer than what can be read is passed over. */
function wholeLines(bytes: Buffer, goesOn: boolean): number {
  const end = bytes.lastIndexOf(0x0a) + 1;
  return end === 0 && goesOn ? bytes.length : end;
}

/** A file's text without the byte order mark that some editors put before it. */
export function withoutMark(text: string): string {
  return text.startsWith("\uFEFF") ? text.slice(1) : text;
}

/** Bytes of a file; fewer when it ends before. */
export async function readBytes(
  handle: FileHandle,
  start: number,
  length: number,
): Promise<Buffer> {
  const bytes = Buffer.alloc(Math.max(0, length));
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
