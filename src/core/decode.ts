import type { ConversationHeader } from "./conversation";
import type { ConversationEvent } from "./events";
import type { Functions } from "./functions";
import type {
  ContentPart,
  FilePart,
  ImageDetail,
  ImagePart,
  ModelChoice,
  Repair,
} from "./messages";
import { type ChatError, errorAdvice } from "./errors";
import { isConversationId } from "./ids";

/** A journal line after the header: an event, a type that this version does not know, or damage. */
export type DecodedEvent = ConversationEvent | "unknown" | "damaged";

export function decodeEvent(value: unknown): DecodedEvent {
  if (!isObject(value) || typeof value["type"] !== "string") return "damaged";
  if (!Object.hasOwn(checks, value["type"])) return "unknown";
  const check = checks[value["type"] as ConversationEvent["type"]];
  return isNumber(value["at"]) && check(value)
    ? (value as unknown as ConversationEvent)
    : "damaged";
}

/** Reads a journal's first line; `newer` when a later version wrote it. */
export function decodeHeader(
  value: unknown,
): { readonly header: ConversationHeader; readonly newer: boolean } | undefined {
  if (!isObject(value) || value["format"] !== "parley-conversation") return undefined;
  const { id, createdAt, workspace, version, forkedFrom } = value;
  if (!isConversationId(id) || !isNumber(createdAt) || !isNumber(version)) return undefined;
  const header: ConversationHeader = {
    format: "parley-conversation",
    version: 1,
    id,
    createdAt: Math.min(Math.max(0, createdAt), latestDate),
    workspace: isText(workspace) ? workspace : null,
    ...(isForkedFrom(forkedFrom) && { forkedFrom }),
  };
  return { header, newer: version > 1 };
}

/** No date is later: what a file says of another one would break whatever shows it. */
const latestDate = 8.64e15;

function isForkedFrom(value: unknown): value is NonNullable<ConversationHeader["forkedFrom"]> {
  return isObject(value) && isText(value["id"]) && isText(value["messageId"]);
}

type Fields = Readonly<Record<string, unknown>>;

const checks: Readonly<Record<ConversationEvent["type"], (event: Fields) => boolean>> = {
  systemPromptChanged: event => isText(event["text"]),
  modelChosen: event => isChoice(event["choice"]),
  parametersChanged: event => isObject(event["parameters"]),
  functionsChanged: event => isFunctions(event["functions"]),
  titleChanged: event =>
    isText(event["title"]) && (event["by"] === "user" || event["by"] === "model") && isSpent(event),
  resultAdded: event =>
    isPlaced(event) &&
    (event["role"] === "tool" || event["role"] === "function") &&
    isIndex(event["index"]) &&
    [event["callId"], event["called"], event["text"]].every(isText),
  messageAdded: event =>
    isPlaced(event) && Array.isArray(event["content"]) && event["content"].every(isPart),
  answerStarted: event =>
    isPlaced(event) &&
    isChoice(event["choice"]) &&
    isText(event["modelLabel"]) &&
    isObject(event["parameters"]) &&
    isOptional(event["index"], isIndex),
  answerContinued: event =>
    isText(event["id"]) &&
    isChoice(event["choice"]) &&
    isText(event["modelLabel"]) &&
    isObject(event["parameters"]),
  answerEdited: event => isText(event["id"]) && isText(event["text"]),
  messageNamed: event => isText(event["id"]) && isText(event["name"]),
  leafChosen: event => isText(event["id"]),
  messagesDeleted: event => isTexts(event["ids"]),
  messagesRestored: event => isTexts(event["ids"]),
  textReceived: event => isText(event["id"]) && isText(event["text"]),
  reasoningReceived: event => isText(event["id"]) && isText(event["text"]),
  refusalReceived: event => isText(event["id"]) && isText(event["text"]),
  toolCallReceived: event =>
    isText(event["id"]) && isIndex(event["index"]) && isToolCallPiece(event),
  imageReceived: event => isText(event["id"]) && isText(event["url"]),
  warningAdded: event => isText(event["id"]) && isPhrase(event["warning"]),
  requestRepaired: event => isText(event["id"]) && isRepair(event["repair"]),
  repairUndone: event => isText(event["id"]) && isText(event["parameter"]),
  messagesLeftOut: event => isTexts(event["ids"]),
  messagesIncluded: event => isTexts(event["ids"]),
  answerDetailed: event => isText(event["id"]) && isDetails(event["details"]),
  answerFinished: event => isText(event["id"]) && isText(event["finish"]) && isSpent(event),
  answerFailed: event => isText(event["id"]) && isError(event["error"]) && isSpent(event),
};

function isPlaced(event: Fields): boolean {
  return isText(event["id"]) && (event["parentId"] === null || isText(event["parentId"]));
}

/** Whether a value says what is declared for models to call, and how. */
export function isFunctions(value: unknown): value is Functions {
  if (!isObject(value) || !Array.isArray(value["declared"])) return false;
  const { declared, unfinished, choice, parallel, legacy } = value;
  return (
    declared.every(isDeclared) &&
    isOptional(unfinished, isText) &&
    isOptional(choice, isFunctionChoice) &&
    [parallel, legacy].every(flag => flag === undefined || typeof flag === "boolean")
  );
}

function isDeclared(value: unknown): boolean {
  if (!isObject(value) || !isText(value["name"])) return false;
  const { description, parameters, strict } = value;
  const flag = strict === undefined || typeof strict === "boolean";
  return flag && isOptional(description, isText) && isOptional(parameters, isObject);
}

function isFunctionChoice(value: unknown): boolean {
  if (isObject(value)) return isText(value["name"]);
  return isText(value) && ["none", "auto", "required"].includes(value);
}

function isPart(value: unknown): value is ContentPart {
  if (!isObject(value)) return false;
  if (value["type"] === "image") return isImagePart(value);
  if (!isText(value["text"])) return false;
  return value["type"] === "text" || isFilePart(value);
}

/** Whether a value is a picture. */
export function isImagePart(value: unknown): value is ImagePart {
  if (!isObject(value) || value["type"] !== "image") return false;
  const { url, detail, name, width, height, size } = value;
  return (
    isText(url) &&
    isOptional(detail, isImageDetail) &&
    isOptional(name, isText) &&
    [width, height, size].every(number => isOptional(number, isNumber))
  );
}

export function isImageDetail(value: unknown): value is ImageDetail {
  return value === "low" || value === "high" || value === "auto";
}

/** Whether a value is code taken from the editor. */
export function isFilePart(value: unknown): value is FilePart {
  if (!isObject(value) || value["type"] !== "file") return false;
  const texts = [value["path"], value["language"], value["text"]];
  return texts.every(isText) && isNumber(value["startLine"]) && isNumber(value["endLine"]);
}

function isChoice(value: unknown): value is ModelChoice {
  return isObject(value) && isText(value["connectionId"]) && isText(value["model"]);
}

function isError(value: unknown): value is ChatError {
  if (!isObject(value) || !isText(value["kind"]) || !Object.hasOwn(errorAdvice, value["kind"]))
    return false;
  const { values, detail, code, status, requestId, retryAfterMs } = value;
  return (
    [detail, code, requestId].every(text => isOptional(text, isText)) &&
    [status, retryAfterMs].every(number => isOptional(number, isNumber)) &&
    isOptional(values, list => Array.isArray(list) && list.every(isText))
  );
}

function isToolCallPiece({ callId, name, arguments: text, extra }: Fields): boolean {
  return (
    [callId, name, text].every(value => isOptional(value, isText)) && isOptional(extra, isObject)
  );
}

function isPhrase(value: unknown): boolean {
  return (
    isObject(value) &&
    isText(value["text"]) &&
    Array.isArray(value["values"]) &&
    value["values"].every(isText)
  );
}

/** Texts and numbers, each of its own kind; what a later version adds is not looked at. */
function isDetails(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { created, firstPieceMs, thoughtMs, wholeMs, reasoningDetails: items, ...rest } = value;
  const texts = ["id", "model", "systemFingerprint", "requestId", "provider", "finishReason"];
  return (
    [created, firstPieceMs, thoughtMs, wholeMs].every(number => isOptional(number, isNumber)) &&
    isOptional(items, list => Array.isArray(list) && list.every(isObject)) &&
    texts.every(name => isOptional(rest[name], isText))
  );
}

function isSpent({ usage, cost }: Fields): boolean {
  return isUsage(usage) && isOptional(cost, isCost);
}

function isCost(value: unknown): boolean {
  if (!isObject(value) || !isNumber(value["dollars"])) return false;
  return isText(value["from"]) && isOptional(value["asOf"], isText);
}

function isUsage(value: unknown): boolean {
  if (value === undefined) return true;
  if (!isObject(value)) return false;
  const { raw, ...counts } = value;
  return isOptional(raw, isObject) && Object.values(counts).every(isNumber);
}

function isOptional(value: unknown, check: (value: unknown) => boolean): boolean {
  return value === undefined || check(value);
}

/** Reads JSON; nothing when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // Each caller says in its own words what is wrong with the text it has.
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

/** A place in a list; none is as long as this. */
function isIndex(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every(isText);
}

export function isRepair(value: unknown): value is Repair {
  if (!isObject(value) || !isText(value["parameter"])) return false;
  return value["replacement"] === undefined || isText(value["replacement"]);
}
