import { isLoopback, isNear } from "./hosts";
import { type Phrase, phrase } from "./phrase";
import type { Provider } from "./provider";
import { providers } from "./providers";

/** What is known of an address whose host is known. */
export interface KnownAddress {
  readonly baseURL: string;
  readonly provider: string;
  /** The address names it. */
  readonly model?: string;
  /** Whether the query of what was typed belongs to another form of the address. */
  readonly dropsVersion?: true;
  /** The form that was typed, where it can be used as well. */
  readonly versioned?: VersionedDeployment;
  /** What was changed, when it is more than trimming. */
  readonly remark?: Phrase;
}

/** Azure's older form: the deployment in the path, a version in the query. */
export interface VersionedDeployment {
  /** Of the resource, or of the proxy. */
  readonly baseURL: string;
  readonly deployment: string;
  readonly apiVersion: string;
}

/** The address of a provider that is known by its host; `path` is without the endpoint's own path. */
export function knownAddress(url: URL, path: string): KnownAddress | undefined {
  return azureAddress(url, path) ?? localAddress(url, path) ?? tableAddress(url, path);
}

const azureHost =
  /^[a-z0-9-]+(\.openai\.azure|\.cognitiveservices\.azure|\.services\.ai\.azure)\.(com|us|cn)$/;

/**
 * All forms of {@link https://learn.microsoft.com/azure/ai-foundry/openai/api-version-lifecycle Azure}
 * have the v1 address beside them, which takes the deployment as the model.
 */
function azureAddress(url: URL, path: string): KnownAddress | undefined {
  if (!azureHost.test(url.hostname)) return undefined;
  const known = { baseURL: `https://${url.host}/openai/v1`, provider: "azure" };
  if (path === "/openai/v1") return known;
  const model = deploymentIn(path);
  const versioned = versionedDeployment(url, path);
  return {
    ...known,
    ...(model !== undefined && { model }),
    ...(versioned && { versioned }),
    dropsVersion: true,
    remark: azureRemark(url, model),
  };
}

function azureRemark(url: URL, model: string | undefined): Phrase {
  if (model !== undefined)
    return phrase("Azure's v1 address; “{0}” is the deployment, used as the model.", model);
  // https://github.com/Azure/azure-rest-api-specs/pull/43907
  return /^\/models(\/|$)/.test(url.pathname)
    ? phrase(
        "Azure's v1 address in place of “/models”, which Azure retires from 2026-08-26; the model is the name of your deployment.",
      )
    : phrase("Azure's v1 address; the model is the name of your deployment.");
}

/** What an address says that names both a deployment and a version. */
export function versionedDeployment(url: URL, path: string): VersionedDeployment | undefined {
  const deployment = deploymentIn(path);
  const apiVersion = url.searchParams.get("api-version");
  if (deployment === undefined || !apiVersion) return undefined;
  const below = path.slice(0, path.indexOf("/openai/deployments/"));
  return { baseURL: `${url.origin}${below}`, deployment, apiVersion };
}

/** The deployment that a path of Azure's older form names. */
export function deploymentIn(path: string): string | undefined {
  const [, name] = /\/openai\/deployments\/([^/]+)/.exec(path) ?? [];
  if (name === undefined) return undefined;
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // Not encoded at all: then it is the name as it stands.
  }
}

/** Local servers are known by their port, also at `/api`, where they speak a dialect of their own. */
function localAddress(url: URL, path: string): KnownAddress | undefined {
  const row = providers.find(({ baseURL, local }) => {
    return local && baseURL !== undefined && new URL(baseURL).port === url.port;
  });
  if (!row || !(isLoopback(url.hostname) || isNear(url.hostname))) return undefined;
  const own = /^\/api(\/(v0|chat|generate|tags|show)(\/.*)?)?$/.test(path);
  if (path !== "" && path !== "/v1" && !own) return undefined;
  return {
    baseURL: `${url.origin}/v1`,
    provider: row.id,
    ...(own && { remark: phrase("The address of {0} for the Chat Completions API.", row.label) }),
  };
}

/** Addresses that providers serve beside the one of their row; they stay as they are. */
const besides: readonly { readonly provider: string; readonly baseURL: string }[] = [
  { provider: "ollama", baseURL: "https://ollama.com/v1" },
  { provider: "deepseek", baseURL: "https://api.deepseek.com/v1" },
  { provider: "deepseek", baseURL: "https://api.deepseek.com/beta" },
  { provider: "github", baseURL: "https://models.github.ai/inference" },
];

/** A host of the table: whatever path was given, the API is at one address. */
function tableAddress(url: URL, path: string): KnownAddress | undefined {
  const host = url.host.replace(/^www\./, "");
  const given = `https://${host}${path}`;
  const other = besides.find(({ baseURL }) => baseURL === given);
  if (other) return other;
  const row = rowAt(host);
  if (row) return atRow(row, row.baseURL ?? given, given);
  const beside = besides.find(({ baseURL }) => new URL(baseURL).host === host);
  if (beside) return atRow(labelled(beside.provider), beside.baseURL, given);
  return regional(url, host, path);
}

/** A part of the world has a host of its own, as eu.api.openai.com. */
function regional(url: URL, host: string, path: string): KnownAddress | undefined {
  const row = rowAt(host.replace(/^[a-z0-9-]+\./, ""));
  if (!row?.baseURL || url.protocol !== "https:") return undefined;
  const below = new URL(row.baseURL).pathname.replace(/\/$/, "");
  return path === "" || path === below
    ? { baseURL: `https://${host}${below}`, provider: row.id }
    : undefined;
}

function rowAt(host: string): Provider | undefined {
  return providers.find(({ baseURL, formerBaseURLs = [], local, keyOptional }) => {
    if (local || keyOptional) return false;
    return [baseURL ?? [], formerBaseURLs].flat().some(address => new URL(address).host === host);
  });
}

function labelled(id: string): { readonly id: string; readonly label: string } {
  return { id, label: providers.find(row => row.id === id)?.label ?? id };
}

function atRow(
  { id, label }: { readonly id: string; readonly label: string },
  baseURL: string,
  given: string,
): KnownAddress {
  const bare = given === new URL(baseURL).origin;
  return {
    baseURL,
    provider: id,
    ...(given !== baseURL && !bare && { remark: phrase("The address of {0} today.", label) }),
  };
}
