import { phrase } from "../phrase";
import { limits } from "./limits";
import { placedAt, type Source } from "./source";
import { Trouble } from "./trouble";

/** The most files of a folder that are looked at, and how deep. */
export const mostBelow = { files: limits.files, depth: 12 } as const;

/** In them are thousands of files and no conversation: Roo Code keeps a repository beside each task. */
const passedBy = new Set([".git", "node_modules"]);

/** How the folders of some disk are read. Paths are the names from the picked folder on, without it. */
export interface FolderReading {
  /** What is in a folder; links are neither a file nor a folder, so that none is read without end. */
  entries(path: readonly string[]): AsyncIterable<FolderEntry>;
  source(
    path: readonly string[],
    facts: Pick<Source, "place" | "folder" | "name">,
  ): Promise<Source>;
}

export interface FolderEntry {
  readonly name: string;
  readonly kind: "file" | "folder" | "other";
}

/**
 * The files below a folder that people know by a name, in the order of their places. What cannot be
 * read is a source that says so, and the others are there. Throws when the user gives up.
 */
export async function filesBelow(
  name: string,
  reading: FolderReading,
  signal?: AbortSignal,
): Promise<readonly Source[]> {
  const sources: Source[] = [];
  const folders: (readonly string[])[] = [[]];
  for (let path = folders.shift(); path; path = folders.shift()) {
    const folder = [name, ...path].join("/");
    try {
      for await (const entry of reading.entries(path)) {
        signal?.throwIfAborted();
        const below = [...path, entry.name];
        const goesDown = path.length < mostBelow.depth && !passedBy.has(entry.name);
        if (entry.kind === "folder" && goesDown) folders.push(below);
        if (entry.kind !== "file") continue;
        if (sources.length === mostBelow.files) return [unreadable(name, tooMany())];
        sources.push(await sourceOf(below, folder, reading));
      }
    } catch (error) {
      signal?.throwIfAborted();
      sources.push(unreadable(folder, error));
    }
  }
  return sources.toSorted((a, b) => (a.place < b.place ? -1 : 1));
}

/** A file may be gone since its folder was read. */
async function sourceOf(
  path: readonly string[],
  folder: string,
  reading: FolderReading,
): Promise<Source> {
  const name = path.at(-1) ?? "";
  const place = `${folder}/${name}`;
  return reading.source(path, { place, folder, name }).catch(error => unreadable(place, error));
}

function tooMany(): Trouble {
  return new Trouble(
    phrase(
      "There are more than {0} files in it: import the folders in it a few at a time.",
      String(mostBelow.files),
    ),
  );
}

/** What cannot be read, as a source: whoever reads it is told why. */
export function unreadable(place: string, error: unknown): Source {
  return {
    ...placedAt(place),
    size: 0,
    // oxlint-disable-next-line require-yield
    async *bytes() {
      throw error;
    },
  };
}
