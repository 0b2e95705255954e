import * as vscode from "vscode";
import { readAddress } from "../core/address";
import { isHeaderName } from "../core/connectionEntry";
import { slotsOf } from "../core/key";
import type { AuthStyle } from "../core/provider";
import { foreign, say } from "./say";
import { askChoice, askText, back, type StepAnswer, wrong } from "./steps";
import { unencryptedWarning } from "./unencrypted";

/** What a server asks for. */
export interface Authentication {
  readonly auth: AuthStyle;
  /** The name of a header of the server's own that carries the key. */
  readonly header?: string;
}

export function askName(
  title: string,
  value: string,
  backButton = false,
): Promise<StepAnswer<string>> {
  return askText({
    title,
    value,
    backButton,
    prompt: vscode.l10n.t("Any name you like; it is shown in the model picker."),
    placeholder: vscode.l10n.t("My server"),
    check: text =>
      text.trim() === "" ? wrong(vscode.l10n.t("Give the connection a name.")) : undefined,
  });
}

/** Asks for a base URL, and shows while it is typed how it is understood. */
export function askAddress(
  title: string,
  value: string,
  backButton = false,
  path = "/chat/completions",
): Promise<StepAnswer<string>> {
  return askText({
    title,
    value,
    backButton,
    prompt: vscode.l10n.t(
      "Paste the URL as you have it: from the documentation, a portal, or a request.",
    ),
    placeholder: "https://host/v1",
    check: text => checkAddress(text, path),
  });
}

function checkAddress(text: string, path: string): vscode.InputBoxValidationMessage {
  const reading = readAddress(text);
  if (!reading.ok) return wrong(vscode.l10n.t(reading.problem));
  const goesTo = vscode.l10n.t("Messages go to {0}", `${reading.baseURL}${path}`);
  const words = [goesTo, reading.remark ? say(reading.remark) : ""];
  if (reading.insecure) words.push(unencryptedWarning());
  const { Info, Warning } = vscode.InputBoxValidationSeverity;
  return {
    message: foreign(words.filter(text => text !== "").join(". ")),
    severity: reading.insecure ? Warning : Info,
  };
}

/** Asks what a server wants to see before it answers. */
export async function askAuthentication(
  title: string,
  backButton = false,
  present?: AuthStyle | "header",
): Promise<StepAnswer<Authentication>> {
  const picked = await askChoice<AuthStyle | "header">({
    title,
    backButton,
    ...(present && { present }),
    placeholder: vscode.l10n.t("See the server's documentation; most want an API key."),
    items: [
      { label: vscode.l10n.t("An API key"), detail: "Authorization: Bearer …", value: "bearer" },
      {
        label: vscode.l10n.t("An API key in the header “api-key”"),
        detail: "api-key: …",
        value: "api-key",
      },
      {
        label: vscode.l10n.t("A key in another header"),
        detail: vscode.l10n.t("You name the header; its value is kept in the secret storage."),
        value: "header",
      },
      {
        label: vscode.l10n.t("Nothing"),
        detail: vscode.l10n.t("as most servers on one's own computer"),
        value: "none",
      },
    ],
  });
  if (picked === undefined || picked === back) return picked;
  if (picked !== "header") return { auth: picked };
  const header = await askHeaderName(title);
  if (header === back) return askAuthentication(title, backButton, "header");
  return header === undefined ? undefined : { auth: "none", header: header.trim() };
}

function askHeaderName(title: string): Promise<StepAnswer<string>> {
  return askText({
    title,
    backButton: true,
    prompt: vscode.l10n.t("The name of the header that carries the key."),
    placeholder: "x-api-key",
    check: text =>
      isHeaderName(text.trim())
        ? undefined
        : wrong(
            vscode.l10n.t(
              "A header's name has letters, digits and hyphens only, and is not one that Parley sets itself.",
            ),
          ),
  });
}

/** The fields of an entry that say how a key is sent; the header's value is a place for a secret. */
export function entryFieldsOf({ auth, header }: Authentication): {
  readonly auth: AuthStyle;
  readonly headers?: Readonly<Record<string, string>>;
} {
  return header === undefined
    ? { auth }
    : { auth, headers: { [header]: `\${secret:${header.replace(/[^\w-]/g, "-")}}` } };
}

/** Whether anything secret has to be asked for. */
export function wantsSecret(connection: {
  readonly auth: AuthStyle;
  readonly secrets: readonly string[];
}): boolean {
  return slotsOf(connection).length > 0;
}
