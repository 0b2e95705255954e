import { originOf, readAddress } from "./address";
import type { ModelChoice } from "./conversation";
import { type AuthStyle, type Provider, providerOf, providers, type Quirk } from "./providers";

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

/** What the settings hold, and what in them could not be used, in words. */
export interface ConnectionReading {
  readonly connections: readonly Connection[];
  readonly problems: readonly string[];
}

/** All connections: the default one of each provider, changed or joined by the user's entries. */
export function readConnections(setting: unknown): ConnectionReading {
  const problems: string[] = [];
  const own = new Map<string, Connection>();
  if (setting !== undefined && !Array.isArray(setting)) problems.push("It must be a list.");
  for (const [index, entry] of (Array.isArray(setting) ? setting : []).entries()) {
    const read = readEntry(entry);
    if (typeof read === "string") problems.push(`Entry ${index + 1}: ${read}`);
    else if (own.has(read.id))
      problems.push(`Entry ${index + 1}: the id “${read.id}” is used twice.`);
    else own.set(read.id, read);
  }
  const defaults = providers.map(provider => own.get(provider.id) ?? defaultConnection(provider));
  const added = [...own.values()].filter(connection => !providerOf(connection.id));
  return { connections: [...defaults, ...added], problems };
}

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

type Entry = Readonly<Record<string, unknown>>;

/** Header names that carry a key; a literal there would put the key into the settings. */
const authHeaders =
  /^(authorization|proxy-authorization|api-key|x-api-key|x-goog-api-key|cookie)$/i;

function readEntry(value: unknown): Connection | string {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return "it must be an object.";
  const entry = value as Entry;
  const id = entry["id"];
  if (typeof id !== "string" || !/^[a-z0-9-]+$/.test(id)) {
    return "its “id” must consist of lower-case letters, digits and hyphens.";
  }
  const provider = providerOf(typeof entry["provider"] === "string" ? entry["provider"] : "");
  if (!provider) return `“provider” must be one of ${providers.map(row => row.id).join(", ")}.`;
  if (provider.quirks?.includes("cannedAnswers")) return "the offline tour cannot be changed.";
  if (providerOf(id) && id !== provider.id)
    return `the id “${id}” belongs to the provider of that name.`;
  return withFields(defaultConnection(provider), id, entry);
}

function withFields(base: Connection, id: string, entry: Entry): Connection | string {
  const address = entry["baseURL"] === undefined ? undefined : readBaseURL(entry["baseURL"]);
  if (typeof address === "string") return address;
  const headers = record(entry["headers"]);
  const secret = Object.keys(headers).find(name => authHeaders.test(name));
  if (secret)
    return `the header “${secret}” would keep a key in the settings. Use “Parley: Set API Key”.`;
  const untouched = id === base.id && address === undefined;
  return {
    ...base,
    id,
    label: text(entry["label"]) ?? (id === base.id ? base.label : id),
    ...(address && { baseURL: address.baseURL }),
    path: text(entry["path"]) ?? base.path,
    query: record(entry["query"]),
    auth: isAuth(entry["auth"]) ? entry["auth"] : base.auth,
    headers,
    extraBody: isObject(entry["extraBody"]) ? entry["extraBody"] : {},
    keyVariables: untouched ? base.keyVariables : [],
    firstByteSeconds: seconds(entry["firstByteSeconds"]) ?? base.firstByteSeconds,
    idleSeconds: seconds(entry["idleSeconds"]) ?? base.idleSeconds,
    models: strings(entry["models"]) ?? base.models,
  };
}

function readBaseURL(value: unknown): { readonly baseURL: string } | string {
  if (typeof value !== "string") return "“baseURL” must be a text.";
  const reading = readAddress(value);
  return reading.ok ? reading : reading.problem;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isAuth(value: unknown): value is AuthStyle {
  return value === "bearer" || value === "api-key" || value === "none";
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function seconds(value: unknown): number | undefined {
  return typeof value === "number" && value > 0 && value <= 3600 ? value : undefined;
}

function strings(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) && value.every(item => typeof item === "string") ? value : undefined;
}

function record(value: unknown): Record<string, string> {
  if (!isObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === "string"),
  );
}
