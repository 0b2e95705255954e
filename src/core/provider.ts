import type { FunctionColumn } from "./functions";
import type { ImageColumn } from "./imageRules";
import type { ParameterColumn } from "./parameterColumns";

/** How a key is sent. */
export type AuthStyle = "bearer" | "api-key" | "none";

/** What a provider does differently; each is handled at one place in `src/client`. */
export type Quirk =
  /** Answers by itself, with no network. */
  | "cannedAnswers"
  /** Lists models in its own way: key in `x-api-key`, a version header, pages. */
  | "anthropicModelList"
  /** Lists ids as `models/<id>`, which requests take without the prefix. */
  | "prefixedModelIds"
  /** Its token is bound in time: a refusal may mean that the event is over. */
  | "eventToken"
  /** A model has to be fetched to this computer before it can be asked. */
  | "pulledModels"
  /** Gives no list of models: none is asked for. */
  | "unlistedModels"
  /** Refuses the request for usage in a stream, or may. */
  | "usageUnasked"
  /** Refuses a message that has a name. */
  | "namelessMessages"
  /** Answers in an envelope of its own; see `dialects/indoxRouter.ts`. */
  | "indoxRouter"
  /** Lists base models, while a request names the user's own deployment. */
  | "deployments";

export type Prefill = "lastMessage" | "prefix" | { readonly prefixAt: string };

/** One provider. A row is data; the picker, the key prompt, the settings and the README derive from it. */
export interface Provider {
  /** Also the id of its default connection. */
  readonly id: string;
  readonly label: string;
  /** Today's address, without a trailing slash. Absent where the user must give it. */
  readonly baseURL?: string;
  /** Addresses it had before, or is often given with; pasted, they become today's. */
  readonly formerBaseURLs?: readonly string[];
  readonly auth: AuthStyle;
  /** Answers without a key too; one is sent only when there is one. */
  readonly keyOptional?: true;
  /** Stands for any server: whether and how it wants a key is asked for. */
  readonly generic?: true;
  /** Page where a key is made. */
  readonly keyUrl?: string;
  /** Environment variables that may hold a key, in order of preference. */
  readonly keyVariables?: readonly string[];
  /** Environment variables that may hold the address; they fill the prompt in and are never used silently. */
  readonly urlVariables?: readonly string[];
  /** Names of secrets that requests may carry beside the key, and are asked for once. */
  readonly optionalSecrets?: readonly string[];
  /** What people should know before they choose it: one English sentence, the key of its translation. */
  readonly note?: string;
  /** Its owner switched it off. */
  readonly retired?: true;
  /** The list of models is given without a key too, or may be: then it proves nothing about a key. */
  readonly publicModels?: true | "perhaps";
  /** Below the base URL: answers 200 to a good key and 401 to another. */
  readonly keyCheckPath?: string;
  /** Models that are gone, with the one that their provider names instead. */
  readonly successors?: Readonly<Record<string, string>>;
  /**
   * Goes on with an answer that is the last message of a request: as it is, when that message has
   * `prefix: true`, or so at another path of the same host.
   */
  readonly prefill?: Prefill;
  /** What its models take, under which names and within which ranges. */
  readonly parameters?: ParameterColumn;
  /** What it takes of functions, where it differs. */
  readonly functions?: FunctionColumn;
  /** What it says of pictures, where that is known. */
  readonly images?: ImageColumn;
  /** Runs on this computer: longer time limits, and asked for when the empty view opens. */
  readonly local?: boolean;
  /** A model that can be chosen without asking for a list. */
  readonly models?: readonly string[];
  readonly quirks?: readonly Quirk[];
}
