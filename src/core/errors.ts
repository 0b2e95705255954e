/** What can go wrong with an answer. Decide by kind, never by message text. */
export type ChatErrorKind =
  | "noModel"
  | "noConnection"
  | "noKey"
  | "secretStore"
  | "keyElsewhere"
  | "insecure"
  | "dialectMissing"
  | "auth"
  | "keyWanted"
  | "modelNotFound"
  | "modelGone"
  | "notFound"
  | "rateLimit"
  | "badRequest"
  | "refusedRequest"
  | "server"
  | "unreachable"
  | "redirect"
  | "notAnApi"
  | "silent"
  | "cutOff"
  | "tooLarge"
  | "inStream"
  | "unknown";

/** An error as data: it travels the same path as text, is shown, and is kept in the journal. */
export interface ChatError {
  readonly kind: ChatErrorKind;
  /** Values for the placeholders of the advice's text, such as the host. */
  readonly values?: readonly string[];
  readonly status?: number;
  /** The provider's or the system's own words, redacted. */
  readonly detail?: string;
  /** The provider's own code for it. */
  readonly code?: string;
  readonly requestId?: string;
}

/** The one useful thing that the user can do about an error. */
export type ErrorAction = "setKey" | "retry" | "chooseModel" | "editConnection";

export interface ErrorAdvice {
  /** English text, the key of its translation; `{0}` is `values[0]`. */
  readonly title: string;
  readonly advice: string;
  readonly action: ErrorAction;
}

/** Title, advice and button for every kind. */
export const errorAdvice: Readonly<Record<ChatErrorKind, ErrorAdvice>> = {
  noModel: {
    title: "No model is chosen yet",
    advice: "Choose a provider and a model, then try again. Your message is kept.",
    action: "chooseModel",
  },
  noConnection: {
    title: "The connection “{0}” is not there any more",
    advice: "It may have been removed from the settings. Choose another model, then try again.",
    action: "chooseModel",
  },
  noKey: {
    title: "{0} needs a key",
    advice: "Set the key, then try again. It is kept in VS Code's secret storage only.",
    action: "setKey",
  },
  secretStore: {
    title: "The key could not be read",
    advice:
      "VS Code's secret storage did not answer. Set the key again, or check the keyring of this computer.",
    action: "setKey",
  },
  keyElsewhere: {
    title: "The key was stored for {0}, but this connection goes to {1}",
    advice: "Nothing was sent. Set the key again if it belongs to the new address.",
    action: "setKey",
  },
  insecure: {
    title: "The connection to {0} is not encrypted",
    advice: "Nothing was sent, because you did not agree to it. Try again to be asked once more.",
    action: "retry",
  },
  dialectMissing: {
    title: "Parley cannot talk to {0} yet",
    advice: "Nothing was sent: its dialect is not in this version. Choose another model for now.",
    action: "chooseModel",
  },
  auth: {
    title: "{0} refused the key",
    advice: "Set a valid key, then try again.",
    action: "setKey",
  },
  keyWanted: {
    title: "{0} wants a key, and this connection sends none",
    advice: "Change what the connection sends, then try again.",
    action: "editConnection",
  },
  notFound: {
    title: "{0} has nothing at this address",
    advice: "Check the connection's URL; it often ends in /v1.",
    action: "editConnection",
  },
  modelNotFound: {
    title: "{0} does not know the model “{1}”",
    advice: "Choose another model, or check its name.",
    action: "chooseModel",
  },
  modelGone: {
    title: "{0} has no model “{1}” any more",
    advice: "Choose “{2}”, which takes its place, or another model.",
    action: "chooseModel",
  },
  rateLimit: {
    title: "Too many requests, or the quota is used up",
    advice: "Wait a moment, then try again.",
    action: "retry",
  },
  badRequest: {
    title: "{0} did not accept the request",
    advice: "See what it said below. Another model may accept it.",
    action: "chooseModel",
  },
  refusedRequest: {
    title: "{0} does not allow this request",
    advice: "The key may lack a permission for this model.",
    action: "chooseModel",
  },
  server: {
    title: "{0} has a problem",
    advice: "It is on their side. Try again in a moment.",
    action: "retry",
  },
  unreachable: {
    title: "{0} cannot be reached",
    advice: "Check the address and the network. If it is a server on this computer: is it running?",
    action: "retry",
  },
  redirect: {
    title: "{0} redirects to {1}, which Parley does not follow",
    advice: "Nothing was sent there. If the new address is right, change the connection's URL.",
    action: "editConnection",
  },
  notAnApi: {
    title: "{0} sent a web page or something else instead of an answer",
    advice:
      "This is not a Chat Completions address. Check the connection's URL; it often ends in /v1.",
    action: "editConnection",
  },
  silent: {
    title: "{0} sent nothing for {1} seconds",
    advice: "What had arrived is kept. Try again.",
    action: "retry",
  },
  cutOff: {
    title: "The answer was cut off",
    advice: "The connection ended before the answer did. What had arrived is kept.",
    action: "retry",
  },
  tooLarge: {
    title: "{0} sent more than Parley reads at once",
    advice: "What had arrived before is kept.",
    action: "retry",
  },
  inStream: {
    title: "{0} reported an error while answering",
    advice: "What had arrived is kept.",
    action: "retry",
  },
  unknown: {
    title: "Something went wrong",
    advice: "Try again. If it stays, choose another model.",
    action: "retry",
  },
};

/** A failure that already knows how it is to be shown. */
export class ChatFailure extends Error {
  constructor(readonly error: ChatError) {
    super(error.detail ?? error.kind);
    this.name = "ChatFailure";
  }
}

/** What any thrown value says. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : typeof error === "string" ? error : "";
}
