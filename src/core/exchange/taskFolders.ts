import type { Source } from "./source";
import type { TaskFile, TaskFiles } from "./task";

/** The files of one task, and one of them for what is said of it. */
export interface GatheredTask {
  readonly files: TaskFiles;
  readonly source: Source;
  /** How large they are together. */
  size: number;
}

interface Folder {
  /** How many of its files are still to be read. */
  left: number;
  readonly tasks: Map<string, GatheredTask>;
}

/**
 * Keeps what the files of tasks say until all of their folder are read, and no longer: a user of
 * Cline has gigabytes of them.
 */
export class TaskFolders {
  private readonly folders = new Map<string, Folder>();

  /** Tells of a file that will be read. */
  expect(source: Source): void {
    const folder = this.folders.get(keyOf(source));
    if (folder) folder.left += 1;
    else this.folders.set(keyOf(source), { left: 1, tasks: new Map() });
  }

  add(kind: TaskFile, value: unknown, source: Source): void {
    const tasks = this.folders.get(keyOf(source))?.tasks ?? new Map<string, GatheredTask>();
    const shared = tasks.get("");
    // Files of two tasks that were picked out of their folders do not belong together.
    const key = shared && Object.hasOwn(shared.files, kind) ? source.place : "";
    const task = tasks.get(key) ?? { files: {}, source, size: 0 };
    Object.assign(task.files, { [kind]: value });
    task.size += source.size;
    tasks.set(key, task);
  }

  /** Tells that a file was read; gives the tasks of its folder when it was the last one. */
  passed(source: Source): readonly GatheredTask[] {
    const folder = this.folders.get(keyOf(source));
    if (!folder) return [];
    folder.left -= 1;
    if (folder.left > 0) return [];
    this.folders.delete(keyOf(source));
    return [...folder.tasks.values()];
  }
}

function keyOf({ root, folder }: Source): string {
  return `${root}\n${folder}`;
}
