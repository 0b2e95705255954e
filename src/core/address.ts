/** A base URL as it will be used, or why it cannot be. */
export type AddressReading =
  | {
      readonly ok: true;
      readonly baseURL: string;
      readonly insecure: boolean;
      readonly query: Readonly<Record<string, string>>;
      readonly provider?: string;
      readonly model?: string;
      readonly remark?: import("./phrase").Phrase;
    }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads what a user typed or pasted as a base URL: adds a missing scheme, drops a trailing slash and
 * the endpoint's own path, and adds `/v1` where there is no path at all.
 */
export function readAddress(typed: string): AddressReading {
  const text = typed.trim();
  if (text === "") return problem("Enter the base URL, for example https://host/v1.");
  const url = parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `${schemeFor(text)}://${text}`);
  if (!url || /[\s"']/.test(text) || /^https?$/.test(url.hostname)) {
    return problem("This is not a URL. Example: https://host/v1");
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return problem("Only http and https addresses can be used.");
  }
  if (url.username !== "" || url.password !== "") {
    return problem("Leave user name and password out of the URL; the key is asked for next.");
  }
  if (url.search !== "" || url.hash !== "") {
    return problem("Leave out everything from “?” or “#” on.");
  }
  const path = url.pathname
    .replace(/\/+$/, "")
    .replace(/\/(chat\/completions|completions|models)$/, "");
  const insecure = url.protocol === "http:" && !isLoopback(url.hostname);
  const bare = /^\/*$/.test(url.pathname);
  return { ok: true, query: {}, baseURL: `${url.origin}${bare ? "/v1" : path}`, insecure };
}

/** Whether a host name can only mean this computer. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.toLowerCase();
  return host === "localhost" || host === "[::1]" || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
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

function schemeFor(text: string): string {
  const host = text.split(/[/:?#]/, 1)[0] ?? "";
  return isLoopback(text.startsWith("[::1]") ? "[::1]" : host) ? "http" : "https";
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
