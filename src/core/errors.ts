/** What can go wrong with an answer. Decide by kind, never by message text. */
export type ChatErrorKind =
  | "noModel"
  | "noConnection"
  | "noKey"
  | "secretStore"
  | "keyElsewhere"
  | "insecure"
  | "auth"
  | "eventOver"
  | "keyWanted"
  | "modelNotFound"
  | "modelGone"
  | "modelNotPulled"
  | "notFound"
  | "rateLimit"
  | "quota"
  | "contextOverflow"
  | "contentFilter"
  | "noVision"
  | "imageGone"
  | "badRequest"
  | "refusedRequest"
  | "server"
  | "overloaded"
  | "timeout"
  | "unreachable"
  | "hostNotFound"
  | "proxy"
  | "certificate"
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
  /** The provider's own code, as text, redacted. */
  readonly code?: string;
  readonly requestId?: string;
  /** How long the provider asks to wait, in milliseconds; above 0 and at most a day. */
  readonly retryAfterMs?: number;
  /** The one parameter of the request that the provider does not take, by its name in the body. */
  readonly parameter?: string;
  /** What the provider wants in that parameter's place. */
  readonly replacement?: string;
}

/** The one useful thing that the user can do about an error. */
export type ErrorAction = "setKey" | "retry" | "chooseModel" | "editConnection" | "shorten";

export interface ErrorAdvice {
  /** English text, the key of its translation; `{0}` is `values[0]`. */
  readonly title: string;
  readonly advice: string;
  readonly action: ErrorAction;
  /** A second way out that is as good, where there is one. */
  readonly otherAction?: ErrorAction;
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
  auth: {
    title: "{0} refused the key",
    advice: "Set a valid key, then try again.",
    action: "setKey",
  },
  eventOver: {
    title: "{0} refused the event token",
    advice:
      "The event may be over: its token is bound in time. Ask who runs the event, or set another token.",
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
  modelNotPulled: {
    title: "{0} does not have the model “{1}”",
    advice: "Run “ollama pull {1}” in a terminal, then try again. Or choose another model.",
    action: "chooseModel",
  },
  rateLimit: {
    title: "Too many requests to {0}",
    advice: "Wait a moment, then try again.",
    action: "retry",
  },
  quota: {
    title: "The quota or credit at {0} is used up",
    advice: "Trying again will not help until it is filled up there. Another model may be free.",
    action: "chooseModel",
  },
  contextOverflow: {
    title: "This conversation is too long for “{1}”",
    advice: "Leave out the oldest turns, or choose a model that takes longer ones.",
    action: "shorten",
    otherAction: "chooseModel",
  },
  contentFilter: {
    title: "The content filter of {0} stopped this",
    advice: "Say it in other words, or choose another model.",
    action: "chooseModel",
  },
  noVision: {
    title: "The model “{1}” takes no images",
    advice: "Nothing was sent. Choose a model with vision, then try again.",
    action: "chooseModel",
  },
  imageGone: {
    title: "The image “{0}” cannot be read any more",
    advice:
      "Nothing was sent. Its file is gone from this computer: edit the message that has it and remove or attach it again, then try again.",
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
  overloaded: {
    title: "{0} is overloaded, or not ready yet",
    advice: "It is on their side. Try again in a moment, or choose another model.",
    action: "retry",
  },
  timeout: {
    title: "{0} took too long",
    advice: "Try again. Behind a proxy, check VS Code's setting “http.proxy”.",
    action: "retry",
  },
  unreachable: {
    title: "{0} cannot be reached",
    advice: "Check the address and the network. If it is a server on this computer: is it running?",
    action: "retry",
  },
  hostNotFound: {
    title: "There is no host {0}, or the network is down",
    advice:
      "Check the address and the network. Behind a proxy, check VS Code's setting “http.proxy”.",
    action: "retry",
  },
  proxy: {
    title: "The proxy on the way to {0} did not let the request through",
    advice: "Check VS Code's setting “http.proxy”, and the user name and password in it.",
    action: "retry",
  },
  certificate: {
    title: "The certificate of {0} is not trusted, so nothing was sent",
    advice:
      "If your network or server has its own certificate authority, install it in the system and keep VS Code's setting “http.systemCertificates” on.",
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
