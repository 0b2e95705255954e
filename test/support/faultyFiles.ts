import type { FileHandle } from "node:fs/promises";
import { type Files, nodeFiles } from "../../src/desktop/files";

/** The kinds of work that change something on the disk. */
export type Write =
  | "append"
  | "create"
  | "mkdir"
  | "open"
  | "rename"
  | "rm"
  | "rmdir"
  | "truncate"
  | "utimes"
  | "write";

/** Which writes fail, and how. Without a choice all do. */
export interface Fault {
  readonly code: "EACCES" | "EBUSY" | "EIO" | "EMFILE" | "ENOSPC" | "EROFS";
  /** Only this one, counted from 1 since the fault was told. */
  readonly nth?: number;
  /** This one and all that follow, as when the process is killed there. */
  readonly from?: number;
  readonly only?: Write;
  readonly when?: (write: Write) => boolean;
  /** What is appended or written arrives half before it fails. */
  readonly half?: boolean;
  /** The first one that fails is done nevertheless: the process is killed after it. */
  readonly after?: boolean;
}

/** The file system with writes that fail as told, and counts of what was done. */
export function faultyFiles() {
  let fault: Fault | undefined;
  let failed = 0;
  let writes = 0;
  const opened: string[] = [];
  const isDue = (write: Write): Fault | undefined => {
    writes += 1;
    if (!fault || (fault.only && fault.only !== write) || fault.when?.(write) === false) return;
    const { nth = writes, from = 0 } = fault;
    return nth === writes && from <= writes ? fault : undefined;
  };
  const isDone = ({ after = false }: Fault) => after && failed === 1;
  const attempt = async <T>(write: Write, work: () => Promise<T>): Promise<T> => {
    const due = isDue(write);
    if (!due) return work();
    failed += 1;
    if (isDone(due)) await close(await work());
    throw failure(due.code);
  };
  const appending = async (handle: FileHandle, write: "append" | "write", data: string) => {
    const due = isDue(write);
    if (due) failed += 1;
    if (due?.half) await handle.appendFile(data.slice(0, data.length / 2));
    if (due && !due.half && !isDone(due)) throw failure(due.code);
    if (!due?.half) await handle.appendFile(data);
    if (due) throw failure(due.code);
  };
  const handleOf = (handle: FileHandle) =>
    new Proxy(handle, {
      get(target, name) {
        if (name === "appendFile") return (data: string) => appending(target, "append", data);
        if (name === "writeFile") return (data: string) => appending(target, "write", data);
        if (name === "truncate")
          return (size: number) => attempt("truncate", () => target.truncate(size));
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
  const files = {
    ...nodeFiles,
    open: async (file: string, flags: string) => {
      opened.push(`${flags} ${file}`);
      const open = () => nodeFiles.open(file, flags);
      if (flags === "r") return open();
      const handle = await attempt(flags === "wx" ? "create" : "open", open);
      return handleOf(handle);
    },
    mkdir: (folder: string, options: object) =>
      attempt("mkdir", () => nodeFiles.mkdir(folder, options)),
    rename: (from: string, to: string) => attempt("rename", () => nodeFiles.rename(from, to)),
    rm: (file: string, options: object) => attempt("rm", () => nodeFiles.rm(file, options)),
    rmdir: (folder: string) => attempt("rmdir", () => nodeFiles.rmdir(folder)),
    utimes: (file: string, a: Date, b: Date) =>
      attempt("utimes", () => nodeFiles.utimes(file, a, b)),
    writeFile: (file: string, text: string) =>
      attempt("write", () => nodeFiles.writeFile(file, text)),
  } as unknown as Files;
  return {
    files,
    /** From now on, until told otherwise. */
    fail: (next: Fault | undefined) => {
      fault = next;
      failed = 0;
      writes = 0;
    },
    /** How many writes failed since the last fault was told. */
    get failed() {
      return failed;
    },
    /** How many writes were tried since then. */
    get writes() {
      return writes;
    },
    /** The files that were opened, each with its flags before it. */
    opened,
  };
}

function failure(code: string): Error {
  return Object.assign(new Error(`${code}: told to fail`), { code });
}

/** A file that was opened for nobody. */
async function close(value: unknown): Promise<void> {
  if (typeof value === "object" && value && "close" in value) await (value as FileHandle).close();
}
