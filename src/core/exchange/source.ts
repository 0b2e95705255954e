/** A file that conversations may be in, on a disk or in an archive. */
export interface Source {
  /** What people know it by, `folder` and `name` with a slash; in an archive, behind the archive's own. */
  readonly place: string;
  /** Where it lies: files of one task lie together. */
  readonly folder: string;
  /** The archive or the folder that it was found in, whose pictures may be named by their ids alone. */
  readonly root: string;
  /** The last part of its path; nothing is recognised by it but the pictures that a file names. */
  readonly name: string;
  /** In bytes, as the disk or the archive says it. */
  readonly size: number;
  /** In milliseconds since 1970; absent where it is not known. */
  readonly changedAt?: number;
  /** The user picked this very file, rather than a folder or an archive that it lies in. */
  readonly chosen?: true;
  /** What is in it, from a byte on and up to another one. Throws where it cannot be read. */
  bytes(start?: number, end?: number): AsyncIterable<Uint8Array>;
}

/** The whole of a source; nothing where it is larger than what is wanted. */
export async function wholeOf(source: Source, most: number): Promise<Uint8Array | undefined> {
  if (source.size > most) return undefined;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source.bytes()) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > most) return undefined;
  }
  return joinedBytes(chunks, size);
}

/** The first bytes of a source, at least so many where there are. */
export async function headOf(source: Source, length: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of source.bytes()) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= length) break;
  }
  return joinedBytes(chunks, size);
}

export function joinedBytes(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const [only] = chunks;
  if (only && chunks.length === 1) return only;
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** What a place says of the folder that a source lies in, and of its name. */
export function placedAt(place: string): Pick<Source, "place" | "folder" | "root" | "name"> {
  const end = place.lastIndexOf("/");
  const folder = place.slice(0, Math.max(0, end));
  return { place, folder, root: folder, name: place.slice(end + 1) };
}

/** A source that is in memory already. */
export function bytesSource(
  place: string,
  bytes: Uint8Array,
  more: Partial<Pick<Source, "root" | "changedAt" | "chosen">> = {},
): Source {
  return {
    ...placedAt(place),
    size: bytes.length,
    ...more,
    async *bytes(start = 0, to = bytes.length) {
      // As a disk gives it: no piece is so long that reading it holds up the host.
      for (let at = start; at < to; at += 1 << 16)
        yield bytes.subarray(at, Math.min(at + (1 << 16), to));
    },
  };
}
