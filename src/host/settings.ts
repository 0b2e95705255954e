import * as vscode from "vscode";
import { type Connection, formatModelChoice, parseModelChoice } from "../core/connections";
import { type ConnectionReading, readConnections } from "../core/connectionSettings";
import type { ModelChoice } from "../core/messages";
import { isObject } from "../core/decode";
import { wordsOf } from "../core/errors";
import { type Preset, type PresetReading, readPresets } from "../core/presets";
import type { SendKey } from "../core/protocol";
import { log } from "./log";

/** What the settings say, until they change: sending asks a dozen times, and each reading takes a part of a millisecond. */
const values = new Map<string, unknown>();
let reading: ConnectionReading | undefined;
let watching: vscode.Disposable | undefined;

/** The user's own connections; a workspace can change none of them. */
export function connectionReading(): ConnectionReading {
  return (reading ??= readConnections(userValue("connections")));
}

/** To be called first when the settings changed. */
export function forgetReading(): void {
  reading = undefined;
  values.clear();
}

export function connectionOf(id: string): Connection | undefined {
  return connectionReading().connections.find(connection => connection.id === id);
}

/** An entry of `parley.connections`. */
export type Entry = { readonly id: string } & Readonly<Record<string, unknown>>;

/** A connection's entry as it stands in the settings; nothing when there is none. */
export function entryOf(id: string): Entry | undefined {
  return entries()
    .filter(isObject)
    .find((entry): entry is Entry => entry["id"] === id);
}

/** The ids of all entries, also of those that cannot be used. */
export function usedIds(): readonly string[] {
  return entries()
    .filter(isObject)
    .map(entry => String(entry["id"]));
}

/** Adds an entry to `parley.connections`, or replaces the one with its id in its place. */
export async function writeConnection(entry: Entry): Promise<void> {
  const all = entries();
  const at = all.findIndex(other => isObject(other) && other["id"] === entry.id);
  await writeEntries(at < 0 ? [...all, entry] : all.with(at, entry));
}

/** Takes the entries with an id out of `parley.connections`. */
export async function removeEntry(id: string): Promise<void> {
  await writeEntries(entries().filter(other => !isObject(other) || other["id"] !== id));
}

async function writeEntries(all: readonly unknown[]): Promise<void> {
  const target = vscode.ConfigurationTarget.Global;
  await configuration().update("connections", all.length > 0 ? all : undefined, target);
  forgetReading();
}

function entries(): readonly unknown[] {
  const value = userValue("connections");
  return Array.isArray(value) ? value : [];
}

/** A hundred years: no date is further away than a date can be. */
const mostDays = 36_500;

/** How many days a deleted conversation stays in the trash; with 0 until the user empties it. */
export function trashDays(): number {
  const days = userValue("trashDays");
  return typeof days === "number" && days >= 0 ? Math.min(days, mostDays) : 30;
}

/** Whether a model is asked for titles. */
export function modelTitles(): boolean {
  return userValue("titles") === "model";
}

/** Parameters and system prompts under names. */
export function presetReading(): PresetReading {
  return readPresets(userValue("presets"));
}

/** Entries that cannot be read stay, behind the others, for the user to correct. */
export async function writePresets(presets: readonly Preset[]): Promise<void> {
  const target = vscode.ConfigurationTarget.Global;
  const value = userValue("presets") ?? [];
  if (!Array.isArray(value))
    throw new Error(vscode.l10n.t("Setting parley.presets is no list. Correct it first."));
  const entries: readonly unknown[] = value;
  const wrong = presetReading().problems.map(({ entry = 0 }) => entry - 1);
  const kept = entries.filter((_, index) => wrong.includes(index));
  // Fields of a preset that are not ours are the user's.
  const written = presets.map(preset => {
    const there = entries.find(entry => isObject(entry) && entry["name"] === preset.name);
    const { parameters: _p, systemPrompt: _s, default: _d, ...rest } = isObject(there) ? there : {};
    return { ...rest, ...preset };
  });
  const all: readonly unknown[] = [...written, ...kept];
  await configuration().update("presets", all.length > 0 ? all : undefined, target);
  forgetReading();
}

/** What sends a message. The one setting that a workspace may have of its own: it harms nothing. */
export function sendKey(): SendKey {
  return configuration().get<unknown>("sendKey") === "modEnter" ? "modEnter" : "enter";
}

/** Chosen since the last time the setting could be written; it wins until the window ends. */
let unwritten: ModelChoice | undefined;

/** The model of a new conversation. */
export function defaultChoice(): ModelChoice | null {
  return unwritten ?? parseModelChoice(userValue("defaultModel")) ?? null;
}

/** Whether `parley.defaultModel` holds something that is no choice of a model. */
export function defaultModelIsWrong(): boolean {
  const value = userValue("defaultModel") ?? "";
  return value !== "" && !parseModelChoice(value);
}

/** Keeps the last choice as the default; it lives in the settings, where it can be seen and changed. */
export async function writeDefaultChoice(choice: ModelChoice): Promise<void> {
  unwritten = choice;
  try {
    await configuration().update(
      "defaultModel",
      formatModelChoice(choice),
      vscode.ConfigurationTarget.Global,
    );
    forgetReading();
    unwritten = undefined;
  } catch (error) {
    log().warn(`The default model could not be written to the settings: ${wordsOf(error)}`);
  }
}

/** Only what the user wrote: the scope keeps workspace values out, and this does so again. */
function userValue(name: string): unknown {
  // Each bundle has this file for itself, and lives as long as the extension host.
  watching ??= vscode.workspace.onDidChangeConfiguration(forgetReading);
  if (!values.has(name)) values.set(name, configuration().inspect<unknown>(name)?.globalValue);
  return values.get(name);
}

function configuration(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration("parley");
}
