import path from "node:path";
import { isConversationId } from "../core/ids";
import type { Claims } from "./claims";
import { codeOf, type Files, inBatches } from "./files";
import { dropLock, takeLock } from "./locks";
import type { Places } from "./places";

/** What nobody writes for so long is left over, in milliseconds. */
const age = 3_600_000;
/** Half-written files. */
const temporary = /\.tmp$/;
/** Locks that guard the removal of another. */
const guard = /\.lock\..+$/;
/** Files that belong to a conversation. */
const folderOf = /^(.+)\.files$/;

/** Removes what killed processes left half done. What cannot be removed stays, and harms nobody. */
export async function removeLeftovers(places: Places, files: Files, claims: Claims): Promise<void> {
  const inside = (await namesIn(places.conversations, files)).filter(name => folderOf.test(name));
  const folders = [
    places.folder,
    places.conversations,
    path.join(places.folder, "views"),
    ...inside.map(name => path.join(places.conversations, name)),
  ];
  for (const folder of folders) {
    const names = await namesIn(folder, files);
    await inBatches(
      names.filter(name => temporary.test(name) || guard.test(name)),
      32,
      name => removeIfOld(path.join(folder, name), files).catch(() => undefined),
    );
  }
  for (const name of inside) {
    const id = folderOf.exec(name)?.[1];
    if (isConversationId(id))
      await removeIfNobodys(id, places, files, claims).catch(() => undefined);
  }
}

async function removeIfOld(file: string, files: Files): Promise<void> {
  if (!(await isOld(file, files))) return;
  if (!guard.test(file)) return files.rm(file, { force: true });
  // Whoever has it now may be taking the lock that it guards.
  const lock = await takeLock(file, files);
  if (lock) await dropLock(file, lock.token, files);
}

/** Pictures that were attached in an empty chat and removed again: no journal and no draft is beside them. */
async function removeIfNobodys(
  id: string,
  places: Places,
  files: Files,
  claims: Claims,
): Promise<void> {
  const folder = places.files(id);
  if (!(await isOld(folder, files)) || (await isSomebodys(id, places, files))) return;
  // Whoever has its claim is about to write it, or moves it.
  await claims.during(id, async () => {
    if (!(await isSomebodys(id, places, files)))
      await files.rm(folder, { recursive: true, force: true });
  });
}

/** Whether a conversation is there, or in the trash, half moved as it may be. */
async function isSomebodys(id: string, places: Places, files: Files): Promise<boolean> {
  const beside = await files.readdir(places.conversations);
  if (beside.includes(`${id}.jsonl`) || beside.includes(`${id}.draft.json`)) return true;
  const deleted = await files.readdir(places.trash).catch((error: unknown): string[] => {
    if (codeOf(error) === "ENOENT") return [];
    throw error; // What cannot be seen may be there: nothing is removed.
  });
  return deleted.some(name => name.endsWith(id));
}

async function isOld(file: string, files: Files): Promise<boolean> {
  const { mtimeMs } = await files.stat(file);
  return Date.now() - mtimeMs >= age;
}

async function namesIn(folder: string, files: Files): Promise<readonly string[]> {
  return files.readdir(folder).catch(() => []); // Not there: nothing in it.
}
