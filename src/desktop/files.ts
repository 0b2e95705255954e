import { watch } from "node:fs";
import {
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  rmdir,
  stat,
  utimes,
  writeFile,
} from "node:fs/promises";
import path from "node:path";

/** What the store uses of the file system; a test hands in one that fails. */
export const nodeFiles = {
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  rmdir,
  stat,
  utimes,
  watch,
  writeFile,
};

/** The functions of the file system that the store calls. */
export type Files = typeof nodeFiles;

/** The code that Node gives an error, such as `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}

/** The text of a file; nothing when there is none. */
export async function readIfThere(file: string, files = nodeFiles): Promise<string | undefined> {
  try {
    return await files.readFile(file, "utf8");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** A file to read from; nothing when there is none. */
export async function openIfThere(
  file: string,
  files = nodeFiles,
  flags = "r",
): Promise<FileHandle | undefined> {
  try {
    return await patiently(() => files.open(file, flags));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

let written = 0;

/** Writes beside the file and renames, so that a kill leaves the old file or the new one. */
export async function replaceFile(
  file: string,
  text: string | Uint8Array,
  files = nodeFiles,
): Promise<void> {
  await files.mkdir(path.dirname(file), { recursive: true });
  written += 1;
  const temporary = `${file}.${process.pid}.${written}.tmp`;
  try {
    await files.writeFile(temporary, text);
    await patiently(() => files.rename(temporary, file));
  } catch (error) {
    await files.rm(temporary, { force: true }).catch(() => undefined); // The first error says why.
    throw error;
  }
}

/** What Windows says while a virus scanner or an indexer has a file open, for a moment. */
const passing = process.platform === "win32" ? ["EBUSY", "EPERM", "EACCES"] : ["EBUSY"];

/** Tries again a few times, for a tenth of a second, where a file is in use. */
export async function patiently<T>(work: () => Promise<T>, tries = 5): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (tries <= 1 || !passing.includes(codeOf(error) ?? "")) throw error;
    await new Promise(resolve => setTimeout(resolve, 25));
    return patiently(work, tries - 1);
  }
}

/** Does work on each item, on a limited number of them at once. */
export async function inBatches<T, R>(
  items: readonly T[],
  size: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const done: R[] = [];
  for (let start = 0; start < items.length; start += size) {
    done.push(...(await Promise.all(items.slice(start, start + size).map(work))));
  }
  return done;
}
