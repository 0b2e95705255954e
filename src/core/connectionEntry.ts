import { readAddress } from "./address";
import { type Connection, defaultConnection } from "./connections";
import { isObject } from "./decode";
import { type AuthStyle, providerOf, providers } from "./providers";

/** What an entry of `parley.connections` says. Without a connection it cannot be used at all. */
export interface EntryReading {
  readonly id?: string;
  readonly connection?: Connection;
  /** What is wrong with it, in words. */
  readonly complaints: readonly string[];
}

type Entry = Readonly<Record<string, unknown>>;

/** Reads an entry as a user may have written it. */
export function readEntry(value: unknown): EntryReading {
  if (!isObject(value)) return { complaints: ["it must be an object."] };
  const { id, provider: named } = value;
  if (typeof id !== "string" || !/^[a-z0-9-]+$/.test(id)) {
    return { complaints: ["its “id” must consist of lower-case letters, digits and hyphens."] };
  }
  const provider = providerOf(typeof named === "string" ? named : "");
  if (!provider)
    return refused(id, `“provider” must be one of ${providers.map(row => row.id).join(", ")}.`);
  if (provider.quirks?.includes("cannedAnswers")) {
    return { complaints: ["the offline tour cannot be changed."] };
  }
  if (providerOf(id) && id !== provider.id) {
    return { complaints: [`the id “${id}” belongs to the provider of that name.`] };
  }
  const wrong = Object.keys(value).filter(name => !isRight(name, value[name]));
  const complaints = wrong.map(name => complaint(name, value));
  if (wrong.some(name => Object.hasOwn(fields, name) && fields[name]?.decides))
    return { id, complaints };
  const usable = Object.fromEntries(
    Object.entries(value).filter(([name]) => !wrong.includes(name)),
  );
  return { id, complaints, connection: connectionOf(defaultConnection(provider), id, usable) };
}

interface Field {
  readonly right: (value: unknown) => boolean;
  readonly words: string;
  /** Decides where something goes, or with what key: a wrong value makes the entry unusable. */
  readonly decides?: true;
}

const fields: Readonly<Record<string, Field>> = {
  id: { right: isText, words: "must be a text" },
  provider: { right: isText, words: "must be a text" },
  label: { right: isText, words: "must be a text that is not empty" },
  baseURL: { right: isAddress, words: "must be an http or https URL", decides: true },
  path: { right: isPath, words: "must be a path that begins with “/”", decides: true },
  query: { right: isRecord, words: "must be an object of texts", decides: true },
  auth: { right: isAuth, words: "must be “bearer”, “api-key” or “none”", decides: true },
  headers: { right: isHeaders, words: "must be an object of texts", decides: true },
  extraBody: { right: isObject, words: "must be an object" },
  firstByteSeconds: { right: isSeconds, words: "must be a number above 0, at most 3600" },
  idleSeconds: { right: isSeconds, words: "must be a number above 0, at most 3600" },
  models: { right: isTexts, words: "must be a list of texts" },
};

function isRight(name: string, value: unknown): boolean {
  return Object.hasOwn(fields, name) && fields[name]?.right(value) === true;
}

function complaint(name: string, entry: Entry): string {
  if (!Object.hasOwn(fields, name)) return `there is no field “${name}”.`;
  const secret =
    name === "headers" && isRecord(entry[name]) ? secretHeader(entry[name]) : undefined;
  if (secret)
    return `the header “${secret}” would keep a key in the settings. Use “Parley: Set API Key”.`;
  const address =
    name === "baseURL" && typeof entry[name] === "string" ? readAddress(entry[name]) : undefined;
  const why = address && !address.ok ? ` ${address.problem}` : "";
  return `“${name}” ${fields[name]?.words}.${why}`;
}

/** An entry whose fields are right, over the provider's defaults. */
function connectionOf(base: Connection, id: string, entry: Entry): Connection {
  const address = typeof entry["baseURL"] === "string" ? readAddress(entry["baseURL"]) : undefined;
  const untouched = id === base.id && address === undefined;
  const { label = id === base.id ? base.label : id, ...given } = entry;
  const { provider: _row, baseURL: _typed, ...own } = given;
  return {
    ...base,
    ...(own as Partial<Connection>),
    label: String(label),
    ...(address?.ok && { baseURL: address.baseURL }),
    keyVariables: untouched ? base.keyVariables : [],
  };
}

function refused(id: string, words: string): EntryReading {
  return { id, complaints: [words] };
}

/** Header names that carry a key; a literal there would put the key into the settings. */
const authHeaders =
  /^(proxy-|cf-aig-)?authorization$|^(x-)?([a-z]+-)*(api-key|auth-token|access-token|subscription-key)$|^cookie$/i;

function secretHeader(headers: Readonly<Record<string, string>>): string | undefined {
  return Object.keys(headers).find(name => authHeaders.test(name));
}

/** Names are tokens (RFC 9110), values printable: what could not be sent is refused here. */
function isHeaders(value: unknown): boolean {
  if (!isRecord(value) || secretHeader(value)) return false;
  return Object.entries(value).every(
    ([name, text]) =>
      /^[\w!#$%&'*+.^`|~-]{1,256}$/.test(name) && /^[\x20-\x7e]{0,8192}$/.test(text),
  );
}

function isAddress(value: unknown): boolean {
  return typeof value === "string" && readAddress(value).ok;
}

function isPath(value: unknown): boolean {
  return typeof value === "string" && /^\/[^?#\s]*$/.test(value);
}

function isAuth(value: unknown): value is AuthStyle {
  return value === "bearer" || value === "api-key" || value === "none";
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function isSeconds(value: unknown): boolean {
  return typeof value === "number" && value > 0 && value <= 3600;
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}

function isRecord(value: unknown): value is Record<string, string> {
  return isObject(value) && Object.values(value).every(item => typeof item === "string");
}
