import { createReadStream } from "node:fs";
import { opendir, stat } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import {
  filesBelow,
  type FolderEntry,
  type FolderReading,
  unreadable,
} from "../core/exchange/folders";
import type { Source } from "../core/exchange/source";

/** Where a file is saved while no folder is open. */
export function homeFolder(): string {
  return homedir();
}

/** The files that are picked, and those below folders that are. */
export async function pickedFiles(
  paths: readonly string[],
  signal?: AbortSignal,
): Promise<readonly Source[]> {
  const sources: Source[] = [];
  for (const picked of paths) {
    signal?.throwIfAborted();
    const place = placeOf(picked);
    try {
      if (!(await stat(picked)).isDirectory()) sources.push(await chosenFile(picked, place));
      else {
        const below = await filesBelow(path.basename(picked), onDisk(picked), signal);
        // One by one: so many values are too many for a call.
        for (const source of below) sources.push(source);
      }
    } catch (error) {
      signal?.throwIfAborted();
      sources.push(unreadable(place, error));
    }
  }
  return sources;
}

function placeOf(file: string): string {
  const folder = path.basename(path.dirname(file));
  return folder === "" ? path.basename(file) : `${folder}/${path.basename(file)}`;
}

async function chosenFile(file: string, place: string): Promise<Source> {
  const above = path.dirname(file);
  const facts = { place, folder: path.basename(above), name: path.basename(file), root: above };
  return { ...(await fileSource(file, facts)), chosen: true };
}

function onDisk(root: string): FolderReading {
  return {
    entries: below => entriesOf(path.join(root, ...below)),
    source: (below, facts) => fileSource(path.join(root, ...below), { ...facts, root }),
  };
}

async function* entriesOf(folder: string): AsyncGenerator<FolderEntry> {
  for await (const entry of await opendir(folder)) {
    const kind = entry.isFile() ? "file" : entry.isDirectory() ? "folder" : "other";
    yield { name: entry.name, kind };
  }
}

async function fileSource(
  file: string,
  facts: Pick<Source, "place" | "folder" | "name" | "root">,
): Promise<Source> {
  const { size, mtimeMs } = await stat(file);
  return {
    ...facts,
    size,
    changedAt: mtimeMs,
    async *bytes(start = 0, end = Number.POSITIVE_INFINITY) {
      if (end <= start) return;
      const stream = createReadStream(file, { start, end: end - 1, highWaterMark: 1 << 18 });
      for await (const chunk of stream) yield chunk as Uint8Array;
    },
  };
}
