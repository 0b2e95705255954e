import { isObject } from "../core/decode";

type Fields = Readonly<Record<string, unknown>>;

/** Members of which one at least is in every chunk or whole answer. */
const answerMembers = ["choices", "message", "response", "data", "delta", "usage", "content"];

/** The error in a body that came with success, if it is one; beside it there may be a part of an answer. */
export function errorIn(body: Fields): unknown {
  const { error } = body;
  if (typeof error === "object" ? Object.keys(error ?? {}).length > 0 : typeof error === "string")
    return error === "" ? undefined : error;
  if (
    error === true ||
    body["object"] === "error" ||
    body["type"] === "error" ||
    body["success"] === false
  )
    return body;
  if (hasFailed(body["base_resp"])) return body["base_resp"];
  return isComplaint(body) ? body : undefined;
}

/** MiniMax says in every chunk how it stands; 0 is well. */
function hasFailed(state: unknown): boolean {
  const code = isObject(state) ? Number(state["status_code"] ?? 0) : 0;
  return code !== 0;
}

/** Whether a body holds anything of an answer. */
export function isAnswer(body: Fields): boolean {
  return answerMembers.some(name => {
    const member = body[name];
    return name === "data" || name === "response" || name === "content"
      ? typeof member === "string"
      : typeof member === "object" && member !== null;
  });
}

/** Words, and nothing of an answer: `{ "detail": "…" }`, or `{ "code": 401, "msg": "…" }`. */
function isComplaint(body: Fields): boolean {
  if (isAnswer(body)) return false;
  const { message, detail } = body;
  if (typeof message === "string" || typeof detail === "string" || Array.isArray(detail))
    return true;
  const code = body["code"] ?? body["error_code"];
  const words = body["msg"] ?? body["error_msg"];
  return typeof words === "string" && code !== undefined && ![0, 200].includes(Number(code));
}
