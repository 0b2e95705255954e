import path from "node:path";
import { parseJson } from "../core/decode";
import type { StateStore } from "../core/state";
import { readIfThere, replaceFile } from "./files";

/** Keeps each name as a JSON file below a folder, which is made at the first write. */
export function stateFiles(folder: string): StateStore {
  const fileOf = (name: string) => {
    if (!/^[a-z0-9-]+$/.test(name)) throw new Error("this cannot be the name of a file");
    return path.join(folder, "state", `${name}.json`);
  };
  return {
    async read(name) {
      const text = await readIfThere(fileOf(name)).catch(() => undefined); // Unreadable: as if it were not there.
      return parseJson(text ?? "");
    },
    write: (name, value) => replaceFile(fileOf(name), JSON.stringify(value)),
  };
}
