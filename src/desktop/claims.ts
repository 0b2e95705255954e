import { isObject, parseJson } from "../core/decode";
import { isConversationId } from "../core/ids";
import type { Claim, ClaimHolder } from "../core/store";
import { type Files, readIfThere, replaceFile } from "./files";
import { dropLock, isFree, readLock, takeLock } from "./locks";
import type { Places } from "./places";

/** A claim of this store. */
interface Held {
  readonly id: string;
  readonly token: string;
  readonly holder: ClaimHolder;
  touchedAt: number;
  lost: boolean;
}

/** How the names of locks end. */
const end = ".lock";

/** How often a store with claims looks for requests, in milliseconds. */
const pulse = 1000;
/** How often it touches its locks, in milliseconds. */
const touching = 2000;

/** The claims of one store: a lock file for each, and one timer while there are any. */
export class Claims {
  private readonly held = new Map<string, Held>();
  private timer: NodeJS.Timeout | undefined;
  private looking = false;

  constructor(
    private readonly places: Places,
    private readonly files: Files,
  ) {}

  /** Takes the right to write; nothing while another living process, or this one, has it. */
  async take(id: string, holder: ClaimHolder): Promise<Claim | undefined> {
    const file = this.places.lock(id);
    await this.files.mkdir(this.places.conversations, { recursive: true });
    const lock = await takeLock(file, this.files);
    if (!lock) return undefined;
    const { token, touchedAt } = lock;
    const held: Held = { id, token, holder, touchedAt, lost: false };
    this.held.set(id, held);
    this.setTimer();
    return { release: () => this.release(held) };
  }

  /** Whether nobody has the right to write. */
  async isFree(id: string): Promise<boolean> {
    return isFree(await readLock(this.places.lock(id), this.files));
  }

  /** The conversations that other living processes write, by the locks that lie there. */
  async others(): Promise<readonly string[]> {
    const names = await this.files.readdir(this.places.conversations).catch(() => []); // Nobody writes yet.
    const locks = names.flatMap(name => (name.endsWith(end) ? [name.slice(0, -end.length)] : []));
    const ids = locks.filter(id => isConversationId(id) && !this.held.has(id));
    const taken = await Promise.all(
      ids.map(async id => ((await this.isFree(id).catch(() => true)) ? [] : [id])),
    );
    return taken.flat();
  }

  /** Leaves word for the process that has the claim. */
  async askFor(id: string): Promise<void> {
    const lock = await readLock(this.places.lock(id), this.files);
    if (!lock || isFree(lock)) return;
    await replaceFile(this.places.request(id), JSON.stringify({ token: lock.token }), this.files);
  }

  /** Throws when a claim that this store had is lost; to be called before each write. */
  async check(id: string): Promise<void> {
    const held = this.held.get(id);
    if (!held) return;
    const slept = Date.now() - held.touchedAt > 2 * touching;
    // After a sleep the sign of life comes first, so that nobody takes the lock in between. Then its
    // time says nothing: the lock that was touched may be another's by now.
    if (slept) await this.touch(held);
    await this.verify(held, slept ? "token" : "time");
    if (held.lost) throw new Error("another process took over this conversation");
  }

  /** Does work that needs the right to write, with the claim of this store or one for the moment. */
  async during<T>(id: string, work: () => Promise<T>): Promise<T | undefined> {
    if (this.held.has(id)) {
      await this.check(id);
      return work();
    }
    const claim = await this.take(id, { asked: () => {}, lost: () => {} });
    if (!claim) return undefined;
    try {
      return await work();
    } finally {
      await claim.release().catch(() => undefined); // A lock that stays is free soon.
    }
  }

  /** Gives back a claim that this store has, if it has one. */
  async drop(id: string): Promise<void> {
    const held = this.held.get(id);
    if (held) await this.release(held);
  }

  private async release(held: Held): Promise<void> {
    if (this.held.get(held.id) !== held) return;
    this.held.delete(held.id);
    this.setTimer();
    await dropLock(this.places.lock(held.id), held.token, this.files);
  }

  /** One timer for all claims, none without. It keeps no process alive. */
  private setTimer(): void {
    if (this.held.size === 0) clearInterval(this.timer);
    if (this.held.size === 0) this.timer = undefined;
    else this.timer ??= setInterval(() => void this.look(), pulse).unref();
  }

  private async look(): Promise<void> {
    if (this.looking) return;
    this.looking = true;
    const held = [...this.held.values()].filter(({ lost }) => !lost);
    // What fails here is tried again a second later, and found at the next write.
    await Promise.allSettled(held.map(claim => this.lookAt(claim)));
    this.looking = false;
  }

  private async lookAt(held: Held): Promise<void> {
    await this.verify(held, "token");
    if (held.lost) return;
    if (Date.now() - held.touchedAt >= touching - pulse / 2) await this.touch(held);
    await this.hear(held);
  }

  private async touch(held: Held): Promise<void> {
    const now = new Date();
    await this.files.utimes(this.places.lock(held.id), now, now).catch(() => undefined); // Gone: found next.
    held.touchedAt = now.getTime();
  }

  /** By its token, or with one look by the time at which this store touched it last. */
  private async verify(held: Held, by: "token" | "time"): Promise<void> {
    if (by === "time" && !held.lost && (await this.isAsTouched(held))) return;
    const lock = await readLock(this.places.lock(held.id), this.files);
    if (lock?.token === held.token || held.lost || this.held.get(held.id) !== held) return;
    held.lost = true;
    held.holder.lost();
  }

  /** A lock of another process has another time; by its time alone it is told with one look. */
  private async isAsTouched({ id, touchedAt }: Held): Promise<boolean> {
    const found = await this.files.stat(this.places.lock(id)).catch(() => undefined); // Read next.
    return found !== undefined && Math.abs(found.mtimeMs - touchedAt) < 1;
  }

  /** A request names the lock that it is for, so that one for an earlier holder is no request. */
  private async hear(held: Held): Promise<void> {
    const file = this.places.request(held.id);
    const text = await readIfThere(file, this.files);
    if (text === undefined) return;
    await this.files.rm(file, { force: true });
    const request = parseJson(text);
    if (isObject(request) && request["token"] === held.token) held.holder.asked();
  }
}
