import * as vscode from "vscode";
import { hostOf, readAddress } from "../core/address";
import type { Connection } from "../core/connections";
import { wordsOf } from "../core/errors";
import { mainSlot, optionalSlotsOf, type Secrets, slotsOf } from "../core/key";
import type { KeyCheck } from "../core/models";
import type { Keys } from "./keys";
import { askSecret, type SecretQuestion, type Take } from "./secretBox";
import { askChoice, back } from "./steps";
import { unencryptedWarning } from "./unencrypted";
import { verdictWords } from "./verdict";

export interface KeyPorts {
  readonly keys: Keys;
  /** Asks the connection's server for its models with these secrets. Never throws. */
  check(connection: Connection, secrets: Secrets, signal: AbortSignal): Promise<KeyCheck>;
}

/** What came of asking for a key. */
export interface KeyOutcome {
  readonly check: KeyCheck;
  /** The verdict in words. */
  readonly words: string;
}

/**
 * Asks for all that a connection needs kept secret, checks it while the box is open, and stores it.
 * A refused key is stored only when Enter is pressed again; one that could not be checked is stored
 * and said to be unchecked. Nothing when the user left.
 */
export async function promptForKey(
  ports: KeyPorts,
  connection: Connection,
  beforeSaving: () => Promise<void> = async () => {},
): Promise<KeyOutcome | undefined> {
  const { keys } = ports;
  const given = new Map<string, string>();
  const optional = await askWhichOptional(connection);
  const slots = optional && [...optional, ...slotsOf(connection)];
  // What the user does not want to send any more is forgotten when the key is kept.
  if (optional?.length === 0) for (const slot of optionalSlotsOf(connection)) given.set(slot, "");
  for (const slot of slots?.slice(0, -1) ?? []) {
    const question = questionOf(connection, keys, slot);
    const value = await askSecret(question, async key => ({ result: key }));
    if (value === undefined) return undefined;
    given.set(slot, value);
  }
  if (!slots) return undefined;
  const lastSlot = slots.at(-1) ?? mainSlot;
  const take: Take<KeyOutcome> = async (key, again, signal) => {
    given.set(lastSlot, key);
    const found = await ports.check(connection, secretsOf(given), signal);
    if (signal.aborted) return { problem: "" };
    const words = verdictWords(connection, found, key !== "");
    if (found.verdict === "refused" && !again) {
      return {
        problem: `${words}. ${vscode.l10n.t("Press Enter again to keep it all the same.")}`,
      };
    }
    try {
      await beforeSaving();
      for (const [slot, value] of given)
        await (value === "" ? keys.clear(connection, slot) : keys.set(connection, value, slot));
      return { result: { check: found, words } };
    } catch (error) {
      return { problem: vscode.l10n.t("The key was not stored: {0}", wordsOf(error)) };
    }
  };
  const question = questionOf(connection, keys, lastSlot);
  return connection.quirks.includes("eventToken")
    ? askEventToken(connection, question, take)
    : askSecret(question, take);
}

/** An event's token is the event's code and the user's name; whoever has it whole gives it at once. */
async function askEventToken(
  { label }: Connection,
  question: SecretQuestion,
  take: Take<KeyOutcome>,
): Promise<KeyOutcome | undefined> {
  const code = await askSecret<KeyOutcome | string>(
    {
      ...question,
      title: vscode.l10n.t("Event token for {0}", label),
      prompt: `${vscode.l10n.t("The event code, such as “hackathon”, or the whole token, such as “hackathon/your-github-name”.")} ${question.prompt}`,
    },
    async (typed, again, signal) =>
      typed.includes("/") ? take(typed, again, signal) : { result: typed },
  );
  if (typeof code !== "string") return code;
  return askSecret(
    {
      title: vscode.l10n.t("GitHub user name for {0}", label),
      prompt: vscode.l10n.t(
        "It is the second part of the token. Leave it empty if what you gave was the whole token.",
      ),
      value: "",
      optional: true,
      open: true,
    },
    (user, again, signal) => take(user === "" ? code : `${code}/${user}`, again, signal),
  );
}

/** The optional secrets that are to be asked for; nothing when the user left. */
async function askWhichOptional(connection: Connection): Promise<readonly string[] | undefined> {
  const slots = optionalSlotsOf(connection);
  if (slots.length === 0) return [];
  const picked = await askChoice<"own" | "none">({
    title: vscode.l10n.t("{0}: Keys behind it", connection.label),
    placeholder: vscode.l10n.t("Whose keys should pay for the models behind it?"),
    items: [
      { label: vscode.l10n.t("The credits of {0}", connection.label), value: "none" },
      {
        label: vscode.l10n.t("My own keys of the providers"),
        detail: vscode.l10n.t("One for each provider; they are sent to {0}.", connection.label),
        value: "own",
      },
    ],
  });
  if (picked === undefined || picked === back) return undefined;
  return picked === "own" ? slots : [];
}

function secretsOf(given: ReadonlyMap<string, string>): Secrets {
  const key = given.get(mainSlot);
  const others = [...given].filter(([slot, value]) => slot !== mainSlot && value !== "");
  return { ...(key && { key }), secrets: Object.fromEntries(others) };
}

function questionOf(connection: Connection, keys: Keys, slot: string): SecretQuestion {
  const main = slot === mainSlot;
  const upstream = optionalSlotsOf(connection).includes(slot);
  const token = connection.quirks.includes("eventToken");
  const suggestion = main || token ? keys.suggestionFor(connection) : undefined;
  const used = keys.variableOf(connection);
  return {
    title: titleOf(connection, slot),
    prompt: promptText(connection, used, used ? undefined : suggestion?.name, upstream),
    value: suggestion && !used ? suggestion.value : "",
    optional: upstream || (main && connection.keyOptional),
    keyUrl: connection.keyUrl,
  };
}

function titleOf(connection: Connection, slot: string): string {
  if (slot === mainSlot) return vscode.l10n.t("API Key for {0}", connection.label);
  return optionalSlotsOf(connection).includes(slot)
    ? vscode.l10n.t("Your key of {0}, for {1}", slot.replace(/^byok-/, ""), connection.label)
    : vscode.l10n.t("Secret “{0}” for {1}", slot, connection.label);
}

function keyPageLink(keyUrl: string, keyOptional: boolean): string {
  const host = hostOf(keyUrl);
  const link = keyOptional
    ? vscode.l10n.t("[About keys: {0}]({1})", host, keyUrl)
    : vscode.l10n.t("[Get a key at {0}]({1})", host, keyUrl);
  return `${link}.`;
}

function promptText(
  connection: Connection,
  used: string | undefined,
  filledFrom: string | undefined,
  upstream: boolean,
): string {
  const { baseURL = "", keyUrl, keyOptional, note } = connection;
  const reading = readAddress(baseURL);
  return [
    keyUrl && !upstream ? keyPageLink(keyUrl, keyOptional) : "",
    vscode.l10n.t("It is sent to {0} only, and kept in VS Code's secret storage.", hostOf(baseURL)),
    reading.ok && reading.insecure ? unencryptedWarning() : "",
    used ? vscode.l10n.t("Without it, {0} of the environment is used.", used) : "",
    filledFrom ? vscode.l10n.t("Filled in from {0} of the environment.", filledFrom) : "",
    upstream ? vscode.l10n.t("Leave it empty if you have none.") : "",
    keyOptional ? vscode.l10n.t("Leave it empty if the server wants none.") : "",
    note ? vscode.l10n.t(note) : "",
  ]
    .filter(text => text !== "")
    .join(" ");
}
