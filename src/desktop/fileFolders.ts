import { createHash } from "node:crypto";
import path from "node:path";
import type { ConversationStore } from "../core/store";
import { codeOf, type Files, replaceFile } from "./files";
import type { Places } from "./places";

type FileFolders = Pick<
  ConversationStore,
  "writeFile" | "readFile" | "removeFile" | "copyFiles"
> & {
  /** Resolves when what is being copied is there. */
  copied(): Promise<void>;
};

/** The files of conversations, in a folder beside each journal; named by what they hold, and never changed. */
export function fileFolders(places: Places, files: Files): FileFolders {
  /** Copies that are being made, by the conversation that gets them. */
  const copying = new Map<string, Promise<void>>();
  const read = async (id: string, name: string) => readBytes(fileAt(places, id, name), files);
  const copy = async (from: string, to: string, names: readonly string[]) => {
    for (const name of names) {
      // One that cannot be copied keeps no other from it; it is missed when it is sent, which says so.
      const bytes = await read(from, name).catch(() => undefined);
      if (bytes) await keep(fileAt(places, to, name), bytes, files).catch(() => undefined);
    }
  };
  return {
    async writeFile(id, bytes, ending) {
      const name = `${createHash("sha256").update(bytes).digest("hex")}.${ending}`;
      await keep(fileAt(places, id, name), bytes, files);
      return name;
    },
    async readFile(id, name) {
      await copying.get(id)?.catch(() => undefined); // What came of it is read now.
      return read(id, name);
    },
    async copied() {
      await Promise.all(copying.values());
    },
    removeFile: async (id, name) => files.rm(fileAt(places, id, name), { force: true }),
    async copyFiles(from, to, names) {
      if (names.length === 0) return;
      const copied = copy(from, to, names).finally(() => copying.delete(to));
      copying.set(to, copied);
      await copied;
    },
  };
}

/** A name that is no hash with an ending would be another place. */
function fileAt(places: Places, id: string, name: string): string {
  if (!/^[0-9a-f]{64}\.[a-z]{3,4}$/.test(name)) throw new Error("this is not the name of a file");
  return path.join(places.files(id), name);
}

/** What is there with that name and size holds the same. */
async function keep(file: string, bytes: Uint8Array, files: Files): Promise<void> {
  const there = await files.stat(file).catch(() => undefined); // Not there, or not to be had.
  if (there?.size !== bytes.length) await replaceFile(file, bytes, files);
}

async function readBytes(file: string, files: Files): Promise<Uint8Array | undefined> {
  try {
    return await files.readFile(file);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}
