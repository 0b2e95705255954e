import { createReadStream } from "node:fs";
import { opendir, stat } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import type { Source } from "../core/exchange/source";
import { Trouble } from "../core/exchange/trouble";
import { phrase } from "../core/phrase";

/** The most files of a folder that are looked at, and how deep. */
const most = { files: 50_000, depth: 12 } as const;

/** Where a file is saved while no folder is open. */
export function homeFolder(): string {
  return homedir();
}

/**
 * The files that are picked, and those below folders that are; links are not followed, so that no
 * folder is read twice or without end. Throws where a folder has too many.
 */
export async function pickedFiles(paths: readonly string[]): Promise<readonly Source[]> {
  const sources: Source[] = [];
  for (const picked of paths) {
    const { size, mtimeMs } = await stat(picked);
    if ((await stat(picked)).isDirectory()) sources.push(...(await filesBelow(picked)));
    else {
      const folder = path.basename(path.dirname(picked));
      sources.push({
        ...fileSource(picked, { folder, root: path.dirname(picked), size, changedAt: mtimeMs }),
        chosen: true,
      });
    }
  }
  return sources;
}

async function filesBelow(root: string): Promise<readonly Source[]> {
  const sources: Source[] = [];
  const folders = [{ folder: root, depth: 0 }];
  for (let next = folders.shift(); next; next = folders.shift()) {
    for await (const entry of await opendir(next.folder)) {
      const file = path.join(next.folder, entry.name);
      if (entry.isDirectory() && next.depth < most.depth)
        folders.push({ folder: file, depth: next.depth + 1 });
      else if (entry.isFile()) sources.push(await sourceBelow(root, file));
      if (sources.length > most.files)
        throw new Trouble(phrase("There are more than {0} files in it.", String(most.files)));
    }
  }
  return sources.toSorted((a, b) => (a.place < b.place ? -1 : 1));
}

async function sourceBelow(root: string, file: string): Promise<Source> {
  const { size, mtimeMs } = await stat(file);
  const below = path.relative(root, path.dirname(file)).split(path.sep).join("/");
  const folder = below === "" ? path.basename(root) : `${path.basename(root)}/${below}`;
  return fileSource(file, { folder, root, size, changedAt: mtimeMs });
}

function fileSource(
  file: string,
  { folder, ...facts }: Pick<Source, "folder" | "root" | "size"> & { readonly changedAt: number },
): Source {
  const name = path.basename(file);
  const place = folder === "" ? name : `${folder}/${name}`;
  return {
    place,
    folder,
    name,
    ...facts,
    async *bytes(start = 0, end = Number.POSITIVE_INFINITY) {
      if (end <= start) return;
      const stream = createReadStream(file, { start, end: end - 1, highWaterMark: 1 << 18 });
      for await (const chunk of stream) yield chunk as Uint8Array;
    },
  };
}
