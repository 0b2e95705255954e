import { originOf } from "./address";
import type { FunctionColumn } from "./functions";
import type { ImageColumn } from "./imageRules";
import type { ModelChoice } from "./messages";
import type { Model } from "./models";
import type { ParameterColumn } from "./parameterColumns";
import type { AuthStyle, Prefill, Provider, Quirk } from "./provider";

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
  /** Below the base URL: the list of models. */
  readonly listPath: string;
  /** The body names no model: the address, or the server, decides. */
  readonly omitModel: boolean;
  readonly auth: AuthStyle;
  /** Can be asked without a key; one is sent only when there is one. */
  readonly keyOptional: boolean;
  /** Stands for any server: whether and how it wants a key is asked for. */
  readonly generic: boolean;
  /** Their values may hold `${secret:NAME}`, which is filled in when a request leaves. */
  readonly headers: Readonly<Record<string, string>>;
  /** The names of those secrets, each once. */
  readonly secrets: readonly string[];
  /** Names of secrets that are sent if they are there. */
  readonly optionalSecrets: readonly string[];
  /** Its texts may hold `${secret:NAME}` too. */
  readonly extraBody: Readonly<Record<string, unknown>>;
  /**
   * Variables whose key is sent without asking: those of the untouched default connection of a
   * provider with a fixed address. None of a local server, whose variable may be meant for elsewhere.
   */
  readonly keyVariables: readonly string[];
  /** Variables that may fill in the prompt for the key. */
  readonly promptVariables: readonly string[];
  readonly keyUrl?: string;
  /** What people should know before they choose it: an English sentence, the key of its translation. */
  readonly note?: string;
  /** Its owner switched the service off. */
  readonly retired: boolean;
  /** The list of models needs no key, or may need none. */
  readonly publicModels: boolean | "perhaps";
  /** Below the base URL: tells a good key from another. */
  readonly keyCheckPath?: string;
  /** Models that are gone, with the one to take instead; see `successorOf`. */
  readonly successors: Readonly<Record<string, string>>;
  /** How it goes on with an answer that is the last message; absent where it does not. */
  readonly prefill?: Prefill;
  /** What its models take, under which names and within which ranges, as far as that is known. */
  readonly parameters?: ParameterColumn;
  readonly functions?: FunctionColumn;
  /** What is known of pictures there. */
  readonly images?: ImageColumn;
  readonly local: boolean;
  /** Seconds until the first byte, and between two of them; then the answer ends with an error. */
  readonly firstByteSeconds: number;
  readonly idleSeconds: number;
  /** Model ids that are offered without asking for a list. */
  readonly models: readonly string[];
  /** What the user says of models: it comes before what a list or our table says. */
  readonly ownModels: readonly Model[];
  readonly quirks: readonly Quirk[];
}

/** The connection that a provider has before the user changes it. */
export function defaultConnection(provider: Provider): Connection {
  const { id, label, baseURL, auth, keyVariables = [], keyUrl, note, keyCheckPath } = provider;
  const local = provider.local ?? false;
  return {
    id,
    providerId: id,
    label,
    ...(baseURL && { baseURL }),
    path: "/chat/completions",
    query: {},
    listPath: "/models",
    omitModel: false,
    auth,
    keyOptional: provider.keyOptional ?? false,
    generic: provider.generic ?? false,
    headers: {},
    secrets: [],
    optionalSecrets: provider.optionalSecrets ?? [],
    extraBody: {},
    keyVariables: baseURL && !local ? keyVariables : [],
    promptVariables: keyVariables,
    ...(keyUrl && { keyUrl }),
    ...(note && { note }),
    retired: provider.retired ?? false,
    publicModels: provider.publicModels ?? false,
    ...(keyCheckPath && { keyCheckPath }),
    successors: provider.successors ?? {},
    ...(provider.prefill && { prefill: provider.prefill }),
    ...(provider.parameters && { parameters: provider.parameters }),
    ...(provider.functions && { functions: provider.functions }),
    ...(provider.images && { images: provider.images }),
    local,
    firstByteSeconds: local ? 300 : 60,
    idleSeconds: local ? 300 : 60,
    models: provider.models ?? [],
    ownModels: [],
    quirks: provider.quirks ?? [],
  };
}

/** The model to take instead of one that is gone; the successor may have one itself. */
export function successorOf({ successors }: Connection, model: string): string | undefined {
  const seen = new Set([model]);
  let last: string | undefined;
  for (let next = own(successors, model); next !== undefined && !seen.has(next); ) {
    seen.add(next);
    last = next;
    next = own(successors, next);
  }
  return last;
}

function own(record: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
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
