import * as vscode from "vscode";
import { type Connection, formatModelChoice, parseModelChoice } from "../core/connections";
import { type ConnectionReading, readConnections } from "../core/connectionSettings";
import type { ModelChoice } from "../core/conversation";
import { isObject } from "../core/decode";
import { wordsOf } from "../core/errors";
import { log } from "./log";

/** The user's own settings; a workspace can change none of them. */
export function connectionReading(): ConnectionReading {
  return readConnections(userValue("connections"));
}

export function connectionOf(id: string): Connection | undefined {
  return connectionReading().connections.find(connection => connection.id === id);
}

/** A connection's entry as it stands in the settings; empty when there is none. */
export function entryOf(id: string): Record<string, unknown> {
  return (
    entries()
      .filter(isObject)
      .find(entry => entry["id"] === id) ?? {}
  );
}

/** The ids of all entries, also of those that cannot be used. */
export function usedIds(): readonly string[] {
  return entries()
    .filter(isObject)
    .map(entry => String(entry["id"]));
}

/** Adds an entry to `parley.connections`, or replaces the one with its id. */
export async function writeConnection(
  entry: { readonly id: string } & Record<string, unknown>,
): Promise<void> {
  const others = entries().filter(other => !isObject(other) || other["id"] !== entry.id);
  await configuration().update(
    "connections",
    [...others, entry],
    vscode.ConfigurationTarget.Global,
  );
}

function entries(): readonly unknown[] {
  const value = userValue("connections");
  return Array.isArray(value) ? value : [];
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
    unwritten = undefined;
  } catch (error) {
    log().warn(`The default model could not be written to the settings: ${wordsOf(error)}`);
  }
}

/** Only what the user wrote: the scope keeps workspace values out, and this does so again. */
function userValue(name: string): unknown {
  const found = configuration().inspect<unknown>(name);
  return found?.globalValue;
}

function configuration(): vscode.WorkspaceConfiguration {
  return vscode.workspace.getConfiguration("parley");
}
