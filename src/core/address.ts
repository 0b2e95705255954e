import { isLoopback, isNear } from "./hosts";
import {
  deploymentIn,
  knownAddress,
  type VersionedDeployment,
  versionedDeployment,
} from "./knownAddresses";
import { type Phrase, phrase } from "./phrase";
import { secretName } from "./secrets";

/** A base URL as it will be used, or why it cannot be. */
export type AddressReading =
  | {
      readonly ok: true;
      readonly baseURL: string;
      /** Neither encrypted nor on this computer. */
      readonly insecure: boolean;
      readonly query: Readonly<Record<string, string>>;
      /** Id of the provider whose host it is. */
      readonly provider?: string;
      /** The model that the address names. */
      readonly model?: string;
      /** The deployment and version that it names, to be used as typed. */
      readonly versioned?: VersionedDeployment;
      /** What was changed, for people, when it is more than trimming. */
      readonly remark?: Phrase;
    }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads what a user typed or pasted as an address, in any form that documents, portals and `.env`
 * files have it: adds a missing scheme, drops the endpoint's own path, adds `/v1` where there is no
 * path at all, and knows the hosts of the provider table.
 */
export function readAddress(typed: string): AddressReading {
  const text = unwrapped(typed);
  if (text === "") return problem("Enter the base URL, for example https://host/v1.");
  const url = parse(withScheme(text));
  if (url && !/^https?:$/.test(url.protocol)) {
    return problem("Only http and https addresses can be used.");
  }
  if (!url || /[\s"'<>`]/.test(text) || !isHost(url.hostname)) {
    return problem("This is not a URL. Example: https://host/v1");
  }
  if (url.username !== "" || url.password !== "") {
    return problem("Leave user name and password out of the URL; the key is asked for next.");
  }
  if ([...url.searchParams.keys()].some(name => secretName.test(name))) {
    return problem("Leave the key out of the URL; it is asked for next.");
  }
  if (url.hostname === "0.0.0.0") url.hostname = "127.0.0.1";
  if (url.hostname === "[::]") url.hostname = "[::1]";
  return addressOf(url);
}

function addressOf(url: URL): AddressReading {
  const path = basePath(url.pathname);
  const query = Object.fromEntries(url.searchParams);
  const known = knownAddress(url, path);
  if (known) {
    const { dropsVersion, ...address } = known;
    const { "api-version": _version, ...others } = query;
    return {
      ok: true,
      insecure: isInsecure(address.baseURL),
      query: dropsVersion ? others : query,
      ...address,
    };
  }
  const model = deploymentIn(path);
  const versioned = versionedDeployment(url, path);
  const added = path === "" && /[^/]/.test(url.pathname);
  const baseURL = `${url.origin}${path === "" ? "/v1" : path}`;
  return {
    ok: true,
    baseURL,
    insecure: isInsecure(baseURL),
    query,
    ...(versioned && { versioned }),
    ...(model !== undefined && {
      model,
      remark: phrase("“{0}” is the deployment, used as the model.", model),
    }),
    ...(added && { remark: phrase("“/v1” was added, where most servers answer.") }),
  };
}

/** What stands around an address where it was copied from: quotes, brackets, a comma, a variable's name. */
function unwrapped(typed: string): string {
  const inner = typed
    .replace(/^[\s\u200b-\u200d\u2060]+|[\s\u200b-\u200d\u2060]+$/g, "")
    .replace(/[,;.]$/, "")
    .replace(/^(?:(?:export|set)\s+|\$env:)?[A-Z_][A-Z0-9_]*\s*=\s*/, "")
    .replace(/^[A-Za-z_][\w.-]*\s*=\s*(?=["'`]|https?:)/, "")
    .replace(/^(["'`])(.*)\1$/, "$2")
    .replace(/^<(.*)>$|^“(.*)”$|^‘(.*)’$|^\((.*)\)$/, "$1$2$3$4");
  return inner === typed ? inner : unwrapped(inner);
}

/** The path without the endpoint's own, as often as that takes, and without doubled slashes or a comma at its end. */
function basePath(pathname: string): string {
  const path = pathname.replace(/\/{2,}/g, "/").replace(/[/,;.]+$/, "");
  const shorter = path.replace(
    /\/(chat\/completions|completions|responses|embeddings|models)$|(?<=\/v\d+)\/(chat|messages|models\/.*)$/,
    "",
  );
  return shorter === path ? path : basePath(shorter);
}

function withScheme(text: string): string {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return text;
  const rest = text.replace(/^\/+/, "");
  const url = parse(`http://${rest}`);
  const plain = url && url.port !== "443" && (isLoopback(url.hostname) || isNear(url.hostname));
  return `${plain ? "http" : "https"}://${rest}`;
}

/** A scheme in the host's place is a slip of the pen; other signs are of a template, as in `{resource}`. */
function isHost(hostname: string): boolean {
  return !/^https?$/.test(hostname) && /^(\[[\da-f:.]+\]|[a-z0-9_.-]+)$/.test(hostname);
}

function isInsecure(baseURL: string): boolean {
  const url = parse(baseURL);
  return url?.protocol === "http:" && !isLoopback(url.hostname);
}

/** Host and port of a URL, for people. */
export function hostOf(url: string): string {
  return parse(url)?.host ?? url;
}

/** Scheme, host and port; what a key is bound to. */
export function originOf(url: string): string {
  return parse(url)?.origin ?? "";
}

/** The URL if a click may open it in the browser: http, https and mailto, without a user's name in it. */
export function openableLink(text: string): URL | undefined {
  const url = parse(text);
  if (!url || url.username !== "" || url.password !== "") return undefined;
  return ["https:", "http:", "mailto:"].includes(url.protocol) ? url : undefined;
}

function parse(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined; // Not a URL: the caller says so in its own words.
  }
}

function problem(text: string): AddressReading {
  return { ok: false, problem: text };
}
