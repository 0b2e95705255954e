import path from "node:path";
import { type Files, inBatches } from "./files";
import { dropLock, takeLock } from "./locks";
import type { Places } from "./places";

/** What nobody writes for so long is left over, in milliseconds. */
const age = 3_600_000;
/** Half-written files. */
const temporary = /\.tmp$/;
/** Locks that guard the removal of another. */
const guard = /\.lock\..+$/;

/** Removes what killed processes left half done. What cannot be removed stays, and harms nobody. */
export async function removeLeftovers(places: Places, files: Files): Promise<void> {
  const folders = [places.folder, places.conversations, path.join(places.folder, "views")];
  for (const folder of folders) {
    const names = await files.readdir(folder).catch(() => []); // Not there: nothing in it.
    await inBatches(
      names.filter(name => temporary.test(name) || guard.test(name)),
      32,
      name => removeIfOld(path.join(folder, name), files).catch(() => undefined),
    );
  }
}

async function removeIfOld(file: string, files: Files): Promise<void> {
  const { mtimeMs } = await files.stat(file);
  if (Date.now() - mtimeMs < age) return;
  if (!guard.test(file)) return files.rm(file, { force: true });
  // Whoever has it now may be taking the lock that it guards.
  const lock = await takeLock(file, files);
  if (lock) await dropLock(file, lock.token, files);
}
