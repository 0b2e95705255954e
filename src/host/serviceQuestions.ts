import * as vscode from "vscode";
import type { AddressReading } from "../core/address";
import type { VersionedDeployment } from "../core/knownAddresses";
import type { Provider } from "../core/provider";
import { askChoice, askText, back, type StepAnswer, wrong } from "./steps";

type Address = Extract<AddressReading, { ok: true }>;

/** Fields of an entry that say in which of its forms a service is asked. */
export type ServiceFields = Readonly<Record<string, unknown>>;

/** The names of all of these fields, which change together. */
export const serviceFieldNames = [
  "deployment",
  "apiVersion",
  "omitModel",
  "path",
  "auth",
  "headers",
  "query",
  "models",
] as const;

/** Whether there is more to ask of a service than its address. */
export function hasForms({ quirks = [] }: Provider, { versioned, baseURL }: Address): boolean {
  if (quirks.includes("eventToken") || quirks.includes("indoxRouter")) return true;
  return (
    quirks.includes("deployments") && versioned !== undefined && baseURL.endsWith("/openai/v1")
  );
}

/** Asks in which form a service is to be asked, as far as its address does not say so. */
export function askService(
  { quirks = [] }: Provider,
  address: Address,
  label: string,
  backButton = false,
): Promise<StepAnswer<ServiceFields>> {
  if (quirks.includes("eventToken")) return askEventForm(address, label, backButton);
  if (quirks.includes("indoxRouter")) return askPath(label, backButton);
  return askAzureForm(address, label, backButton);
}

/** The address as pasted, or the one that Azure recommends. */
async function askAzureForm(
  { versioned, baseURL, model }: Address,
  label: string,
  backButton: boolean,
): Promise<StepAnswer<ServiceFields>> {
  if (!versioned) return {};
  const picked = await askChoice<"v1" | "pasted">({
    title: vscode.l10n.t("{0}: Address", label),
    backButton,
    placeholder: vscode.l10n.t("Which of Azure's addresses?"),
    items: [
      {
        label: vscode.l10n.t("Azure's v1 address"),
        description: vscode.l10n.t("recommended"),
        detail: baseURL,
        value: "v1",
      },
      {
        label: vscode.l10n.t("As pasted, with api-version {0}", versioned.apiVersion),
        detail: `${versioned.baseURL}/openai/deployments/${versioned.deployment}`,
        value: "pasted",
      },
    ],
  });
  if (picked === undefined || picked === back) return picked;
  return picked === "pasted" ? deploymentFields(versioned) : { models: model ? [model] : [] };
}

function deploymentFields({ baseURL, deployment, apiVersion }: VersionedDeployment): ServiceFields {
  return { baseURL, deployment, apiVersion, models: [deployment] };
}

type EventForm = "sdk" | "code" | "bearer";

/** The version that the proxy's page shows. */
const eventApiVersion = "2023-09-01-preview";

/** The proxy's documented forms; a URL with a deployment can only be the first. */
async function askEventForm(
  address: Address,
  label: string,
  backButton: boolean,
): Promise<StepAnswer<ServiceFields>> {
  if (address.versioned) return deploymentFields(address.versioned);
  const form = await askChoice<EventForm>({
    title: vscode.l10n.t("{0}: How it is asked", label),
    backButton,
    placeholder: vscode.l10n.t("How does the event want to be asked?"),
    items: eventForms(address),
  });
  if (form === undefined || form === back) return form;
  if (form === "bearer") return { auth: "bearer" };
  if (form === "code") return eventCodeFields;
  const answer = await askDeployment(address, label);
  return answer === back ? askEventForm(address, label, backButton) : answer;
}

/** The server chooses the model; the model's name here is for people. */
const eventCodeFields: ServiceFields = {
  auth: "none",
  headers: { "openai-event-code": "${secret:event-token}" },
  omitModel: true,
  models: ["event"],
};

/** What the address looks like comes first: `/api/v1` is that of the REST examples. */
function eventForms({ baseURL }: Address) {
  const rest = baseURL.endsWith("/api/v1");
  const sdk = {
    label: vscode.l10n.t("As Azure OpenAI, with a deployment"),
    detail: `api-key: … · ${baseURL}/openai/deployments/…`,
    value: "sdk" as const,
  };
  const others = [
    {
      label: vscode.l10n.t("With the event code in a header"),
      detail: `openai-event-code: … · ${baseURL}/chat/completions`,
      value: "code" as const,
    },
    {
      label: vscode.l10n.t("With the token as a bearer token"),
      detail: `Authorization: Bearer … · ${baseURL}/chat/completions`,
      value: "bearer" as const,
    },
  ];
  return rest ? [...others, sdk] : [sdk, ...others];
}

async function askDeployment(
  { baseURL, query }: Address,
  label: string,
): Promise<StepAnswer<ServiceFields>> {
  const deployment = await askText({
    title: vscode.l10n.t("{0}: Deployment", label),
    backButton: true,
    prompt: vscode.l10n.t("The name of the deployment; who runs the event knows it."),
    placeholder: "gpt-35-turbo",
    check: text =>
      /^[^/\\?#\s]{1,128}$/.test(text.trim())
        ? undefined
        : wrong(vscode.l10n.t("A deployment's name has no slashes and no spaces.")),
  });
  if (typeof deployment !== "string") return deployment;
  const apiVersion = await askText({
    title: vscode.l10n.t("{0}: API version", label),
    backButton: true,
    value: query["api-version"] ?? eventApiVersion,
    prompt: vscode.l10n.t("The API version that the proxy wants."),
    check: text =>
      /^[\w.-]{1,64}$/.test(text.trim())
        ? undefined
        : wrong(vscode.l10n.t("A version looks like 2024-10-21.")),
  });
  if (apiVersion === back) return askDeployment({ baseURL, query } as Address, label);
  if (apiVersion === undefined) return undefined;
  const named = { deployment: deployment.trim(), apiVersion: apiVersion.trim() };
  return deploymentFields({ baseURL, ...named });
}

/** No document says where IndoxRouter answers. */
async function askPath(label: string, backButton: boolean): Promise<StepAnswer<ServiceFields>> {
  const path = await askText({
    title: vscode.l10n.t("{0}: Path", label),
    backButton,
    value: "/chat/completions",
    prompt: vscode.l10n.t("The path below the base URL where chats are answered."),
    check: text =>
      /^\/[^?#\s]*$/.test(text.trim())
        ? undefined
        : wrong(vscode.l10n.t("A path begins with “/”.")),
  });
  return typeof path === "string" ? { path: path.trim() } : path;
}
