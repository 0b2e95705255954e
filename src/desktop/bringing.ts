import type { WholeJournal } from "../core/store";
import type { Claims } from "./claims";
import { codeOf, type Files, replaceFile } from "./files";
import type { Places } from "./places";

interface BringingPorts {
  readonly places: Places;
  readonly files: Files;
  readonly claims: Claims;
  writeFile(id: string, bytes: Uint8Array, ending: string): Promise<string>;
}

/** Makes a conversation that comes in as a whole. It is there when its journal gets its name, which is last. */
export async function bringIn(
  id: string,
  whole: WholeJournal,
  ports: BringingPorts,
): Promise<void> {
  const { places, files, claims } = ports;
  const done = await claims.during(id, async () => {
    if (await isThere(places.journal(id), files))
      throw new Error("there is a conversation of that id already");
    const before = await isThere(places.files(id), files);
    try {
      await writeAll(id, whole, ports);
    } catch (error) {
      // What was there before belongs to somebody else; what cannot be removed now is, when it is old.
      if (!before)
        await files.rm(places.files(id), { recursive: true, force: true }).catch(() => undefined);
      throw error;
    }
    return true;
  });
  if (!done) throw new Error("another process writes this conversation");
}

async function writeAll(
  id: string,
  { journal, files: pictures, changedAt }: WholeJournal,
  ports: BringingPorts,
): Promise<void> {
  const { places, files } = ports;
  for (const [name, read] of pictures) {
    const written = await ports.writeFile(id, await read(), name.slice(name.lastIndexOf(".") + 1));
    if (written !== name) throw new Error("a picture has changed since it was checked");
  }
  await replaceFile(places.journal(id), journal, files);
  const time = new Date(changedAt);
  // Without it the conversation is listed as the newest.
  await files.utimes(places.journal(id), time, time).catch(() => undefined);
}

async function isThere(file: string, files: Files): Promise<boolean> {
  try {
    await files.stat(file);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
}
