import { randomBytes } from "node:crypto";
import { readlinkSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { isObject, parseJson } from "../core/decode";
import { codeOf, type Files, openIfThere, patiently } from "./files";

/** What a lock file says of the process that made it. */
export interface Lock {
  /** Random, and never used twice: by it a process knows its own lock. */
  readonly token: string;
  /** Nothing where the file is being written, or damaged. */
  readonly pid: number | undefined;
  readonly host: string | undefined;
  /** When its process last touched it, in milliseconds since 1970. */
  readonly touchedAt: number;
}

/** A lock that was not touched for so long has no living process, in milliseconds. */
export const silence = 15_000;

/** The tokens of this process: a lock with its number and another token is of a dead one. */
const own = new Set<string>();
/** Locks of this process that could neither be written nor removed. */
const unfinished = new Set<string>();

/** What a lock file says; nothing when there is none. */
export async function readLock(file: string, files: Files): Promise<Lock | undefined> {
  const handle = await openIfThere(file, files);
  if (!handle) return undefined;
  try {
    // Both of one file: by its name it might be another one's by now.
    const { mtimeMs: touchedAt } = await handle.stat();
    const value = parseJson(await handle.readFile("utf8"));
    const { token, pid, host } = isObject(value) ? value : {};
    return {
      // One that is damaged is known by its time, until that is long ago.
      token: isToken(token) ? token : `damaged-${Math.floor(touchedAt)}`,
      pid: Number.isSafeInteger(pid) && Number(pid) > 0 ? Number(pid) : undefined,
      host: typeof host === "string" ? host : undefined,
      touchedAt,
    };
  } finally {
    await handle.close();
  }
}

/** Whether nobody has the right that a lock gives: its process ended, or says nothing any more. */
export function isFree(lock: Lock | undefined): boolean {
  if (!lock) return true;
  // A time in the future is no sign of life either: the clock was set back.
  if (Math.abs(Date.now() - lock.touchedAt) > silence) return true;
  if (lock.pid === undefined || lock.host !== thisHost()) return false;
  return lock.pid === process.pid ? !own.has(lock.token) : !isRunning(lock.pid);
}

/**
 * Makes a lock file, and says what it holds; nothing while a living process has it. Of several that find
 * a dead one exactly one removes it: the one that has the lock named after the dead one's token.
 */
export async function takeLock(file: string, files: Files): Promise<Lock | undefined> {
  await removeUnfinished(file, files);
  const made = await makeLock(file, files);
  if (made) return made;
  const found = await readLock(file, files);
  if (found && !(isFree(found) && (await removeDead(file, found, files)))) return undefined;
  return makeLock(file, files);
}

/** Removes what a failing disk left of a lock of ours, if nobody has made another of it since. */
async function removeUnfinished(file: string, files: Files): Promise<void> {
  if (!unfinished.has(file)) return;
  const found = await readLock(file, files);
  if (found?.pid === undefined && found) await files.rm(file, { force: true });
  unfinished.delete(file);
}

/** Removes a lock file if it has this token. */
export async function dropLock(file: string, token: string, files: Files): Promise<void> {
  const found = await readLock(file, files);
  if (found?.token === token) await patiently(() => files.rm(file, { force: true }));
  own.delete(token);
}

/** Makes a lock file if there is none; a plain exclusive creation, which every file system has. */
async function makeLock(file: string, files: Files): Promise<Lock | undefined> {
  const token = randomBytes(8).toString("hex");
  own.add(token); // Before the file is there, or another store of this process took it for dead.
  const made = await create(file, { token, pid: process.pid, host: thisHost() }, files).catch(
    (error: unknown) => {
      own.delete(token);
      throw error;
    },
  );
  // Another may have taken us for dead before it could be read what we are.
  const lock = made ? await readLock(file, files) : undefined;
  if (lock?.token === token) return lock;
  own.delete(token);
  return undefined;
}

async function create(file: string, content: object, files: Files): Promise<boolean> {
  try {
    const handle = await patiently(() => files.open(file, "wx"));
    try {
      await handle.writeFile(JSON.stringify(content));
    } catch (error) {
      await files.rm(file, { force: true }).catch(() => unfinished.add(file)); // Removed with the next try.
      throw error;
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

/** False when another process is at it, or came first. */
async function removeDead(file: string, dead: Lock, files: Files): Promise<boolean> {
  const guard = `${file}.${dead.token}`;
  if (path.basename(guard).length > 200) return false; // Eight were killed at this: somebody has to look.
  const lock = await takeLock(guard, files);
  if (!lock) return false;
  try {
    const found = await readLock(file, files);
    if (!found) return true; // Whoever makes one now is alive: theirs must not be removed.
    if (found.token !== dead.token || !isFree(found)) return false;
    await patiently(() => files.rm(file, { force: true }));
    return true;
  } finally {
    await dropLock(guard, lock.token, files);
  }
}

function isToken(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f]{16}$/.test(value);
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) !== "ESRCH"; // EPERM: it runs, as another user.
  }
}

let host: string | undefined;

/** This computer, and what on it counts processes apart: in a container the numbers begin anew. */
function thisHost(): string {
  host ??= [hostname(), ...processNamespace()].join(" ");
  return host;
}

function processNamespace(): readonly string[] {
  try {
    return process.platform === "linux" ? [readlinkSync("/proc/self/ns/pid")] : [];
  } catch {
    return []; // No such folder here: the host's name has to do.
  }
}
