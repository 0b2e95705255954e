import { originOf } from "./address";
import type { ModelChoice } from "./conversation";
import type { AuthStyle, Provider, Quirk } from "./providers";

/** A user's use of a provider, ready to be asked. */
export interface Connection {
  readonly id: string;
  readonly providerId: string;
  readonly label: string;
  /** Without a trailing slash. Absent when the provider's row has none and the user gave none yet. */
  readonly baseURL?: string;
  /** Appended to the base URL; `/chat/completions` unless the user says otherwise. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly auth: AuthStyle;
  readonly headers: Readonly<Record<string, string>>;
  readonly extraBody: Readonly<Record<string, unknown>>;
  /** Only the untouched default connection of a provider reads the environment. */
  readonly keyVariables: readonly string[];
  readonly keyUrl?: string;
  readonly local: boolean;
  /** Seconds until the first byte, and between two of them; then the answer ends with an error. */
  readonly firstByteSeconds: number;
  readonly idleSeconds: number;
  /** Model ids that are offered without asking for a list. */
  readonly models: readonly string[];
  readonly quirks: readonly Quirk[];
}

/** The connection that a provider has before the user changes it. */
export function defaultConnection(provider: Provider): Connection {
  const local = provider.local ?? false;
  return {
    id: provider.id,
    providerId: provider.id,
    label: provider.label,
    ...(provider.baseURL && { baseURL: provider.baseURL }),
    path: "/chat/completions",
    query: {},
    auth: provider.auth,
    headers: {},
    extraBody: {},
    keyVariables: provider.keyVariables ?? [],
    ...(provider.keyUrl && { keyUrl: provider.keyUrl }),
    local,
    firstByteSeconds: local ? 300 : 60,
    idleSeconds: local ? 300 : 60,
    models: provider.models ?? [],
    quirks: provider.quirks ?? [],
  };
}

/** Splits `connectionId/modelId`; the model id may itself hold slashes. */
export function parseModelChoice(text: unknown): ModelChoice | undefined {
  const match = typeof text === "string" ? /^([a-z0-9-]+)\/(.+)$/.exec(text.trim()) : null;
  return match?.[1] && match[2] ? { connectionId: match[1], model: match[2] } : undefined;
}

export function formatModelChoice(choice: ModelChoice): string {
  return `${choice.connectionId}/${choice.model}`;
}

/** The name of a model as the chat view shows it. */
export function modelLabel(choice: ModelChoice, connection: Connection | undefined): string {
  return connection?.quirks.includes("cannedAnswers") ? connection.label : choice.model;
}

/** The origin that a connection's key is bound to. */
export function originOfConnection(connection: Connection): string {
  return connection.baseURL ? originOf(connection.baseURL) : "";
}
