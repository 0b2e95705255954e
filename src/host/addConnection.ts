import * as vscode from "vscode";
import { readAddress } from "../core/address";
import type { Connection } from "../core/connections";
import { providers } from "../core/providers";
import { unencrypted } from "./keyPrompt";
import { connectionOf, entryOf, usedIds, writeConnection } from "./settings";

/** Asks for name, address and whether a key is needed; the new connection, or nothing when left. */
export async function addConnection(): Promise<Connection | undefined> {
  const label = await vscode.window.showInputBox({
    title: vscode.l10n.t("Add Connection (1/3): Name"),
    prompt: vscode.l10n.t("Any name you like. The server must speak the Chat Completions API."),
    placeHolder: vscode.l10n.t("My server"),
    ignoreFocusOut: true,
    validateInput: text => (text.trim() === "" ? vscode.l10n.t("Give it a name.") : undefined),
  });
  if (label === undefined) return undefined;
  const baseURL = await promptForAddress(vscode.l10n.t("Add Connection (2/3): Address"));
  if (baseURL === undefined) return undefined;
  const auth = await pickAuth(vscode.l10n.t("Add Connection (3/3): What does the server ask for?"));
  if (auth === undefined) return undefined;
  const id = freeId(label);
  await writeConnection({ id, provider: "openai-compatible", label: label.trim(), baseURL, auth });
  return connectionOf(id);
}

/** Keeps a server found on this computer as a connection. */
export async function addFoundServer(
  label: string,
  baseURL: string,
): Promise<Connection | undefined> {
  const id = freeId(label);
  await writeConnection({ id, provider: "openai-compatible", label, baseURL, auth: "none" });
  return connectionOf(id);
}

/** Asks for another address and what the server asks for. The changed connection, or nothing when left. */
export async function editConnection(connection: Connection): Promise<Connection | undefined> {
  const title = vscode.l10n.t("Address of {0}", connection.label);
  const baseURL = await promptForAddress(title, connection.baseURL);
  if (baseURL === undefined) return undefined;
  const auth = await pickAuth(vscode.l10n.t("What does {0} ask for?", connection.label));
  if (auth === undefined) return undefined;
  const { id, providerId, label } = connection;
  await writeConnection({ ...entryOf(id), id, provider: providerId, label, auth, baseURL });
  return connectionOf(id);
}

/** Asks for a base URL, and shows how it is understood while it is typed. */
async function promptForAddress(title: string, value?: string): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title,
    ...(value && { value }),
    prompt: vscode.l10n.t("The base URL, as in the server's documentation."),
    placeHolder: "https://host/v1",
    ignoreFocusOut: true,
    validateInput: validateAddress,
  });
  const reading = typed === undefined ? undefined : readAddress(typed);
  return reading?.ok ? reading.baseURL : undefined;
}

function validateAddress(text: string): vscode.InputBoxValidationMessage | undefined {
  if (text.trim() === "") return undefined;
  const reading = readAddress(text);
  if (!reading.ok)
    return {
      message: vscode.l10n.t(reading.problem),
      severity: vscode.InputBoxValidationSeverity.Error,
    };
  const goesTo = vscode.l10n.t("Messages go to {0}", `${reading.baseURL}/chat/completions`);
  if (!reading.insecure)
    return { message: goesTo, severity: vscode.InputBoxValidationSeverity.Info };
  return {
    message: `${goesTo}. ${unencrypted()}`,
    severity: vscode.InputBoxValidationSeverity.Warning,
  };
}

async function pickAuth(title: string): Promise<Connection["auth"] | undefined> {
  const picked = await vscode.window.showQuickPick(
    [
      {
        label: vscode.l10n.t("An API key"),
        detail: "Authorization: Bearer …",
        auth: "bearer" as const,
      },
      {
        label: vscode.l10n.t("An API key in the header “api-key”"),
        detail: "api-key: …",
        auth: "api-key" as const,
      },
      {
        label: vscode.l10n.t("Nothing"),
        detail: vscode.l10n.t("as most servers on one's own computer"),
        auth: "none" as const,
      },
    ],
    { title, ignoreFocusOut: true },
  );
  return picked?.auth;
}

/** An id made of the name that no connection has. */
function freeId(label: string): string {
  const base =
    label
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "") || "server";
  const taken = new Set([...providers.map(row => row.id), ...usedIds()]);
  for (let number = 1; ; number++) {
    const id = number === 1 ? base : `${base}-${number}`;
    if (!taken.has(id)) return id;
  }
}
