import path from "node:path";
import { isConversationId } from "../core/ids";
import type { TrashedConversation } from "../core/store";
import type { Claims } from "./claims";
import { codeOf, type Files, inBatches, patiently } from "./files";
import { companions, type Places } from "./places";
import { readSummary } from "./summaries";

/** One folder of the trash. */
interface Deletion {
  readonly folder: string;
  readonly id: string;
  readonly deletedAt: number;
}

/**
 * Deleted conversations, a folder each. A conversation is where its journal is: going out that moves
 * first, coming back last, so that a conversation in the list always has all that belongs to it.
 */
export class Trash {
  constructor(
    private readonly places: Places,
    private readonly files: Files,
    private readonly claims: Claims,
  ) {}

  /** Throws when it cannot be moved, or another process writes it. */
  async remove(id: string): Promise<void> {
    const removed = await this.claims.during(id, () => this.moveOut(id));
    if (!removed) throw new Error("another process writes this conversation");
    await this.claims.drop(id).catch(() => undefined); // A lock that stays is free soon.
  }

  async list(): Promise<readonly TrashedConversation[]> {
    const found = await inBatches(await this.deletions(), 32, async deletion => {
      const { folder, id, deletedAt } = deletion;
      const file = path.join(folder, `${id}.jsonl`);
      const read = await readSummary(file, id, this.files).catch(() => undefined); // Half moved, or unreadable.
      return read?.summary ? [{ ...read.summary, deletedAt }] : [];
    });
    return found.flat();
  }

  /** The last deletion of that id; false when there is none, or its place is taken. */
  async restore(id: string): Promise<boolean> {
    return (await this.claims.during(id, () => this.moveBack(id))) ?? false;
  }

  /** What cannot be deleted now stays for the next time. */
  async purge(before: number, id?: string): Promise<readonly string[]> {
    const old = (await this.deletions()).filter(
      deletion => deletion.deletedAt < before && (id === undefined || deletion.id === id),
    );
    const purged = await inBatches(old, 1, async deletion => {
      const done = await this.claims
        .during(deletion.id, () => this.deleteForGood(deletion))
        .catch(() => false);
      return done ? [deletion.id] : [];
    });
    return [...new Set(purged.flat())];
  }

  private async moveOut(id: string): Promise<true> {
    const folder = path.join(this.places.trash, `${Date.now()}-${id}`);
    await this.files.mkdir(folder, { recursive: true });
    try {
      await this.move(this.places.conversations, folder, `${id}.jsonl`);
    } catch (error) {
      await this.files.rmdir(folder).catch(() => undefined); // An empty folder harms nobody.
      throw error;
    }
    for (const end of companions) {
      // The conversation is gone as it was wanted; what stays outside comes back or goes with it later.
      await this.moveIfThere(this.places.conversations, folder, id + end).catch(() => undefined);
    }
    return true;
  }

  private async moveBack(id: string): Promise<boolean> {
    if (await this.isThere(this.places.journal(id))) return false;
    const deletions = (await this.deletions()).filter(deletion => deletion.id === id);
    for (const { folder } of deletions) {
      if (!(await this.isThere(path.join(folder, `${id}.jsonl`)))) continue;
      for (const end of companions) {
        await this.moveIfThere(folder, this.places.conversations, id + end);
      }
      await this.move(folder, this.places.conversations, `${id}.jsonl`);
      await this.files.rmdir(folder).catch(() => undefined); // What could not be moved stays in it.
      return true;
    }
    return false;
  }

  /** With what a kill left outside while the conversation was moved. */
  private async deleteForGood(deletion: Deletion): Promise<boolean> {
    const { folder, id } = deletion;
    const others = (await this.deletions()).some(
      other => other.id === id && other.folder !== folder,
    );
    if (!others && !(await this.isThere(this.places.journal(id))))
      await this.deleteOutside(deletion);
    await this.files.rm(folder, all);
    return true;
  }

  /** Nothing that is newer than the deletion: an empty conversation may have got the id again. */
  private async deleteOutside({ id, deletedAt }: Deletion): Promise<void> {
    for (const end of companions) {
      const file = path.join(this.places.conversations, id + end);
      const state = await this.files.stat(file).catch(() => undefined); // Not there, or not to be had.
      if (state && state.mtimeMs <= deletedAt) await this.files.rm(file, all);
    }
  }

  /** The last deleted first. */
  private async deletions(): Promise<readonly Deletion[]> {
    const names = await this.files.readdir(this.places.trash).catch(() => []); // No trash yet: nothing in it.
    const found = names.flatMap(name => {
      const [, time, id] = /^(\d{1,15})-(.+)$/.exec(name) ?? [];
      if (!isConversationId(id)) return [];
      return [{ id, deletedAt: Number(time), folder: path.join(this.places.trash, name) }];
    });
    return found.toSorted((a, b) => b.deletedAt - a.deletedAt);
  }

  private async moveIfThere(from: string, to: string, name: string): Promise<void> {
    if (!(await this.isThere(path.join(from, name)))) return;
    if (!(await this.isThere(path.join(to, name)))) return this.move(from, to, name);
    // Half of a folder was moved when a process was killed; a file that is there already is newer.
    if (!name.endsWith(".files")) return;
    for (const file of await this.files.readdir(path.join(from, name))) {
      await this.moveIfThere(path.join(from, name), path.join(to, name), file);
    }
  }

  private move(from: string, to: string, name: string): Promise<void> {
    return patiently(() => this.files.rename(path.join(from, name), path.join(to, name)));
  }

  private async isThere(file: string): Promise<boolean> {
    try {
      await this.files.stat(file);
      return true;
    } catch (error) {
      if (codeOf(error) === "ENOENT") return false;
      throw error;
    }
  }
}

const all = { recursive: true, force: true } as const;
