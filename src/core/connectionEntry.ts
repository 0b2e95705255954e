import { readAddress } from "./address";
import { type Connection, defaultConnection } from "./connections";
import { isObject } from "./decode";
import { atDeployment, isDeployment, isVersion } from "./deployment";
import { isExtraBody, textsIn } from "./extraBody";
import { isOwnModels, readOwnModels } from "./ownModels";
import { type Phrase, phrase } from "./phrase";
import type { AuthStyle } from "./provider";
import { providerOf, providers } from "./providers";
import { secretName, secretsIn, withoutSecrets } from "./secrets";

/** What an entry of `parley.connections` says. Without a connection it cannot be used at all. */
export interface EntryReading {
  readonly id?: string;
  readonly connection?: Connection;
  /** What is wrong with it, in words. */
  readonly complaints: readonly Phrase[];
}

type Entry = Readonly<Record<string, unknown>>;

/** Reads an entry as a user may have written it. */
export function readEntry(value: unknown): EntryReading {
  if (!isObject(value)) return refused("it must be an object.");
  const { id, provider: named } = value;
  if (typeof id !== "string" || !/^[a-z0-9-]+$/.test(id)) {
    return refused("its “id” must consist of lower-case letters, digits and hyphens.");
  }
  const provider = providerOf(typeof named === "string" ? named : "");
  if (!provider) return { id, ...refused("“provider” must be one of {0}.", ownIds()) };
  if (provider.quirks?.includes("cannedAnswers"))
    return refused("the offline tour cannot be changed.");
  if (providerOf(id) && id !== provider.id) {
    return refused("the id “{0}” belongs to the provider of that name.", id);
  }
  const wrong = Object.keys(value).filter(name => !isRight(name, value[name]));
  const complaints = wrong.map(name => complaint(name, value));
  if (wrong.some(name => fieldOf(name)?.decides)) return { id, complaints };
  const usable = Object.fromEntries(
    Object.entries(value).filter(([name]) => !wrong.includes(name)),
  );
  return { id, complaints, connection: connectionOf(defaultConnection(provider), id, usable) };
}

function refused(text: string, ...values: readonly string[]): EntryReading {
  return { complaints: [phrase(text, ...values)] };
}

function ownIds(): string {
  return providers.map(({ id }) => id).join(", ");
}

interface Field {
  readonly right: (value: unknown) => boolean;
  /** `{0}` is the name of the field. */
  readonly words: string;
  /** Decides where something goes, or with what key: a wrong value makes the entry unusable. */
  readonly decides?: true;
}

const fields: Readonly<Record<string, Field>> = {
  id: { right: isText, words: "“{0}” must be a text." },
  provider: { right: isText, words: "“{0}” must be a text." },
  label: { right: isText, words: "“{0}” must be a text that is not empty." },
  baseURL: { right: isAddress, words: "“{0}” must be an http or https URL.", decides: true },
  path: { right: isPath, words: "“{0}” must be a path that begins with “/”.", decides: true },
  query: { right: isQuery, words: "“{0}” must be an object of texts.", decides: true },
  auth: { right: isAuth, words: "“{0}” must be “bearer”, “api-key” or “none”.", decides: true },
  deployment: {
    right: isDeployment,
    words: "“{0}” must be a text without slashes: the name of a deployment.",
    decides: true,
  },
  apiVersion: {
    right: isVersion,
    words: "“{0}” must be a version such as 2024-10-21.",
    decides: true,
  },
  omitModel: { right: isBoolean, words: "“{0}” must be true or false.", decides: true },
  headers: { right: isHeaders, words: "“{0}” must be an object of texts.", decides: true },
  extraBody: {
    right: isExtraBody,
    words: "“{0}” must be an object without model, messages, stream and keys.",
    decides: true,
  },
  firstByteSeconds: { right: isSeconds, words: "“{0}” must be a number above 0, at most 3600." },
  idleSeconds: { right: isSeconds, words: "“{0}” must be a number above 0, at most 3600." },
  models: {
    right: isOwnModels,
    words:
      "“{0}” must be a list of ids, or of objects with an id and contextWindow, maxOutput, price, vision, tools or reasoning.",
  },
};

function fieldOf(name: string): Field | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

function isRight(name: string, value: unknown): boolean {
  return fieldOf(name)?.right(value) === true;
}

function complaint(name: string, entry: Entry): Phrase {
  const field = fieldOf(name);
  const value = entry[name];
  if (!field) return phrase("there is no field “{0}”.", name);
  if (name === "headers" && isRecord(value)) return headerComplaint(value);
  const secret = isRecord(value) ? Object.keys(value).find(key => secretName.test(key)) : undefined;
  if (secret !== undefined && name !== "extraBody") {
    return phrase(
      "“{0}” would keep a key in the settings. Use “Parley: Set API Key”.",
      `${name}.${secret}`,
    );
  }
  const address = name === "baseURL" && typeof value === "string" ? readAddress(value) : undefined;
  return address && !address.ok ? phrase(address.problem) : phrase(field.words, name);
}

function headerComplaint(headers: Readonly<Record<string, string>>): Phrase {
  if (Object.keys(headers).length > mostHeaders)
    return phrase("“headers” may have {0} headers at most.", String(mostHeaders));
  const wrong = Object.entries(headers).find(([name, text]) => !isHeader(name, text)) ?? ["", ""];
  const [name, text] = wrong;
  if (reservedName.test(name)) return phrase("the header “{0}” is Parley's own.", name);
  if (text.includes("${secret:") && withoutSecrets(text).includes("${")) {
    return phrase("“headers.{0}” names no secret. Write {1} with letters and digits.", name, hint);
  }
  return isSecretLiteral(name, text)
    ? phrase("“headers.{0}” would keep a key in the settings. Write {1} in its place.", name, hint)
    : phrase(fields["headers"]?.words ?? "", "headers");
}

/** An entry whose fields are right, over the provider's defaults. */
function connectionOf(base: Connection, id: string, entry: Entry): Connection {
  const address = typeof entry["baseURL"] === "string" ? readAddress(entry["baseURL"]) : undefined;
  const untouched = id === base.id && address === undefined;
  const { label = id === base.id ? base.label : id, ...given } = entry;
  const { provider: _row, baseURL: typed, deployment, apiVersion, ...own } = given;
  const query = {
    ...(address?.ok && address.query),
    ...(isVersion(apiVersion) && { "api-version": apiVersion }),
    ...(isRecord(own["query"]) && own["query"]),
  };
  const model = isDeployment(deployment) ? deployment : address?.ok ? address.model : undefined;
  const baseURL = address?.ok ? address.baseURL : base.baseURL;
  const carriers = [...textsIn(own["headers"]), ...textsIn(own["extraBody"])];
  const moved = address?.ok === true && address.baseURL !== base.baseURL;
  return {
    ...(moved || own["path"] !== undefined ? elsewhere(base) : base),
    ...(model !== undefined && { models: [model] }),
    ...(own as Partial<Connection>),
    ...(own["models"] !== undefined && readOwnModels(own["models"])),
    label: String(label),
    ...(baseURL !== undefined && { baseURL }),
    query,
    ...(isDeployment(deployment) &&
      atDeployment(
        deployment,
        // What is added to a bare host belongs to the other form.
        String(typed).includes("/v1") ? baseURL : baseURL?.replace(/\/v1$/, ""),
        isText(own["path"]) ? own["path"] : undefined,
      )),
    secrets: [...new Set(carriers.flatMap(secretsIn))],
    keyVariables: untouched ? base.keyVariables : [],
  };
}

/** What is known of a provider's own address does not hold for another one. */
function elsewhere({ prefill: _prefill, ...base }: Connection): Connection {
  if (!base.retired) return base;
  const { note: _note, ...rest } = base;
  return { ...rest, retired: false };
}

/** Headers that Parley itself decides. */
const reservedName =
  /^(host|connection|content-(length|type|encoding)|transfer-encoding|accept-encoding|user-agent|upgrade|te|trailer|cookie|expect|keep-alive|origin|referer|date|via|dnt|(proxy|sec|access-control)-.*)$/i;

/** More than any server wants. */
const mostHeaders = 20;

const hint = "${secret:NAME}";

/** Whether a header may have this name: a token that Parley does not decide itself. */
export function isHeaderName(name: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]{1,256}$/.test(name) && !reservedName.test(name);
}

/** Names are tokens (RFC 9110), values printable: what could not be sent is refused here. */
function isHeaders(value: unknown): value is Record<string, string> {
  if (!isRecord(value) || Object.keys(value).length > mostHeaders) return false;
  return Object.entries(value).every(([name, text]) => isHeader(name, text));
}

function isHeader(name: string, text: string): boolean {
  return (
    isHeaderName(name) &&
    !isSecretLiteral(name, text) &&
    !withoutSecrets(text).includes("${secret:") &&
    /^[\x20-\x7e]{0,8192}$/.test(text)
  );
}

/** Beside a reference a header that carries a key may hold a word, as in `Bearer ${secret:NAME}`. */
function isSecretLiteral(name: string, text: string): boolean {
  if (!secretName.test(name)) return false;
  return secretsIn(text).length === 0 || !/^[A-Za-z_-]{0,16}[ =:]{0,2}$/.test(withoutSecrets(text));
}

function isQuery(value: unknown): value is Record<string, string> {
  return isRecord(value) && !Object.keys(value).some(name => secretName.test(name));
}

function isBoolean(value: unknown): boolean {
  return typeof value === "boolean";
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

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isSeconds(value: unknown): boolean {
  return typeof value === "number" && value > 0 && value <= 3600;
}

function isRecord(value: unknown): value is Record<string, string> {
  return isObject(value) && Object.values(value).every(item => typeof item === "string");
}
