import { isObject } from "../core/decode";
import type { ChatError, ChatErrorKind } from "../core/errors";

type NetworkKind = Extract<
  ChatErrorKind,
  "unreachable" | "hostNotFound" | "timeout" | "proxy" | "certificate"
>;

/** What a failure of the network means, in the order in which they are looked for, and in plain words. */
const causes: readonly (readonly [RegExp, NetworkKind, string])[] = [
  [/PROXY_AUTH|\b407\b/, "proxy", "The proxy wants a user name and a password"],
  [/PROXY_CONNECTION_FAILED|TUNNEL|PROXY|Proxy response/, "proxy", "The proxy refused the way"],
  [/SELF_SIGNED_CERT_IN_CHAIN/, "certificate", "An authority that signed itself is not known here"],
  [/SELF_SIGNED/, "certificate", "The certificate is self-signed"],
  [/CERT_HAS_EXPIRED|CERT_DATE_INVALID/, "certificate", "The certificate has expired"],
  [/CERT_NOT_YET_VALID/, "certificate", "The certificate is not valid yet: is the clock right?"],
  [/ALTNAME_INVALID|COMMON_NAME_INVALID/, "certificate", "The certificate is for another host"],
  [/CERT_REVOKED/, "certificate", "The certificate was revoked"],
  [/UNABLE_TO_(VERIFY|GET)|CERT_|CERTIFICATE/, "certificate", "The authority is not known here"],
  [/ENOTFOUND|NAME_NOT_RESOLVED/, "hostNotFound", "The name has no address"],
  [/EAI_AGAIN|INTERNET_DISCONNECTED/, "hostNotFound", "Names cannot be looked up now"],
  [/ECONNREFUSED|CONNECTION_REFUSED/, "unreachable", "Nobody listens there"],
  [/ETIMEDOUT|TIMEOUT|TIMED_OUT/, "timeout", "There was no answer in time"],
  [/ENETUNREACH|EHOSTUNREACH|UNREACHABLE/, "unreachable", "There is no way to it"],
  [/WRONG_VERSION_NUMBER|EPROTO|SSL_PROTOCOL/, "unreachable", "It does not speak TLS: is it http?"],
  [
    /ECONNRESET|EPIPE|UND_ERR_SOCKET|CONNECTION_(RESET|CLOSED)|other side closed/,
    "unreachable",
    "The connection was closed from the other side",
  ],
];

/** Why a request did not get through, from the codes that lie inside of a failed `fetch`. */
export function networkError(chain: readonly unknown[], host: string): ChatError | undefined {
  const inner = chain.flatMap(unfolded);
  for (const [pattern, kind, words] of causes) {
    const found = inner.map(codeOf).find(code => pattern.test(code));
    const said = found ?? inner.map(messageOf).find(message => pattern.test(message));
    if (said === undefined) continue;
    const code = found ?? codeIn(said) ?? said;
    return { kind, values: [host], detail: `${words}: ${host} (${code})`, code };
  }
  return undefined;
}

/** An error that stands for several, as when a host has several addresses. */
function unfolded(error: unknown): readonly unknown[] {
  return error instanceof AggregateError ? [error, ...(error.errors as unknown[])] : [error];
}

function codeOf(error: unknown): string {
  const code = isObject(error) ? error["code"] : undefined;
  return typeof code === "string" ? code : "";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : "";
}

/** Chromium's network says it in its message: `net::ERR_NAME_NOT_RESOLVED`. */
function codeIn(message: string): string | undefined {
  return /\b(?:net::)?(ERR_[A-Z_]+|E[A-Z]{4,})\b/.exec(message)?.[1];
}
