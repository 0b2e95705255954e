import * as vscode from "vscode";
import { hostOf } from "../core/address";
import type { Connection } from "../core/connections";
import { wordsOf } from "../core/errors";
import { readKey } from "../core/key";
import type { KeyCheck } from "../core/models";
import { providerOf } from "../core/providers";
import type { KeyPorts } from "./keyPrompt";
import { connectionReading } from "./settings";
import { verdictWords } from "./verdict";

export interface ImportPorts extends KeyPorts {
  /** Reads a file of variables. */
  parseVariables(text: string): Readonly<Record<string, string>>;
}

/** The keys that were stored, and what came of checking them. */
export interface ImportedKeys {
  readonly results: readonly { readonly connection: Connection; readonly check: KeyCheck }[];
  readonly words: string;
}

/** The files that are looked for at the top of each workspace folder. */
const fileNames = [".env", ".env.local"];

/** The most that is read of a file, in bytes. */
const mostBytes = 1 << 20;

interface FoundKey {
  readonly name: string;
  readonly key: string;
  readonly file: string;
  readonly connection: Connection;
}

/** Lists the names of keys that the workspace's .env files hold, and stores those that the user picks. */
export async function importKeys(ports: ImportPorts): Promise<ImportedKeys | undefined> {
  const { found, without } = keysIn(await readFiles(ports));
  if (found.length === 0) {
    const words =
      without.length > 0
        ? vscode.l10n.t(
            "{0}: add the connection with its URL first, then import again.",
            without.join(", "),
          )
        : vscode.l10n.t(
            "No key of a known provider is in {0} of this workspace.",
            fileNames.join(", "),
          );
    void vscode.window.showInformationMessage(words);
    return undefined;
  }
  const picked = await vscode.window.showQuickPick(items(ports, found), {
    title: vscode.l10n.t("Import Keys from .env"),
    placeHolder: vscode.l10n.t("Which keys should go to VS Code's secret storage?"),
    canPickMany: true,
    ignoreFocusOut: true,
  });
  if (!picked || picked.length === 0) return undefined;
  return store(
    ports,
    picked.map(({ key }) => key),
  );
}

/** The variables of every file that is there, by file. */
async function readFiles(
  ports: ImportPorts,
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const read = new Map<string, Readonly<Record<string, string>>>();
  const folders = vscode.workspace.workspaceFolders ?? [];
  for (const folder of folders) {
    for (const name of fileNames) {
      const uri = vscode.Uri.joinPath(folder.uri, name);
      const shownName = folders.length > 1 ? `${folder.name}/${name}` : name;
      try {
        if ((await vscode.workspace.fs.stat(uri)).size > mostBytes) continue;
        const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
        read.set(shownName, ports.parseVariables(text));
      } catch {
        continue; // Not there, or not readable: then there is nothing to import from it.
      }
    }
  }
  return read;
}

/** The keys of known providers; and the names of those whose connection has no address yet. */
function keysIn(files: ReadonlyMap<string, Readonly<Record<string, string>>>): {
  readonly found: readonly FoundKey[];
  readonly without: readonly string[];
} {
  const { connections } = connectionReading();
  const found: FoundKey[] = [];
  const without: string[] = [];
  for (const [file, variables] of files) {
    for (const [name, value] of Object.entries(variables)) {
      const reading = readKey(value);
      const wanting = connections.filter(({ id, providerId }) => {
        const row = id === providerId ? providerOf(providerId) : undefined;
        return row?.keyVariables?.includes(name);
      });
      if (!reading.ok || wanting.length === 0) continue;
      const usable = wanting.filter(({ baseURL }) => baseURL !== undefined);
      for (const connection of usable) found.push({ name, key: reading.key, file, connection });
      if (usable.length === 0) without.push(name);
    }
  }
  return { found: found.toSorted(byPreference), without };
}

/** Of two keys for one connection the row's preferred variable comes first. */
function byPreference(one: FoundKey, other: FoundKey): number {
  const place = ({ connection, name }: FoundKey) => connection.promptVariables.indexOf(name);
  return one.connection === other.connection ? place(one) - place(other) : 0;
}

/** A key that is rather meant for another place: nothing is preselected there. */
function unlikely({ retired, local }: Connection): boolean {
  return retired || local;
}

async function items({ keys }: ImportPorts, found: readonly FoundKey[]) {
  const stored = await Promise.all(found.map(({ connection }) => keys.source(connection)));
  const first = (key: FoundKey) => found.find(other => other.connection === key.connection) === key;
  return found.map((key, index) => ({
    key,
    label: key.name,
    description: `${key.connection.label} (${hostOf(key.connection.baseURL ?? "")}) · ${key.file}`,
    ...(stored[index] === "stored" && { detail: vscode.l10n.t("replaces the stored key") }),
    picked: stored[index] !== "stored" && first(key) && !unlikely(key.connection),
  }));
}

async function store(ports: ImportPorts, found: readonly FoundKey[]): Promise<ImportedKeys> {
  const title = vscode.l10n.t("Checking the keys…");
  const location = vscode.ProgressLocation.Notification;
  const checked = await vscode.window.withProgress({ location, title }, () =>
    Promise.all(
      found.map(async ({ connection, key }) => {
        const none = new AbortController().signal;
        const check = await ports.check(connection, { key, secrets: {} }, none);
        return { connection, key, check };
      }),
    ),
  );
  const words: string[] = [];
  for (const { connection, key, check } of checked) {
    try {
      await ports.keys.set(connection, key);
      const kept = check.verdict === "refused" ? vscode.l10n.t("It is kept all the same.") : "";
      words.push(`${verdictWords(connection, check, true)} ${kept}`.trim());
    } catch (error) {
      words.push(
        vscode.l10n.t("The key for {0} was not stored: {1}", connection.label, wordsOf(error)),
      );
    }
  }
  return { results: checked, words: words.join(" ") };
}
