import { parseEnv } from "node:util";

/** A variable of the environment VS Code was started in; nothing when unset or empty. */
export function environmentVariable(name: string): string | undefined {
  const value = process.env[name]?.trim();
  return value === "" ? undefined : value;
}

/** The variables of a `.env` file, read as Node reads them. */
export function parseVariables(text: string): Readonly<Record<string, string>> {
  const found = Object.entries(parseEnv(text)).map(([name, value]) => [
    // Node puts a line that it cannot read before the next name.
    name.split("\n").at(-1),
    value,
  ]);
  return Object.fromEntries(found) as Record<string, string>;
}
