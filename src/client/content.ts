import { isObject } from "../core/decode";

type Fields = Readonly<Record<string, unknown>>;

/** What a message or a delta holds, one way for all dialects. */
export interface Content {
  readonly text: string;
  /** The text is marked as a thought, tags and all. */
  readonly thought: boolean;
  readonly reasoning: string;
  readonly refusal: string;
  readonly images: readonly string[];
}

/** Names of the field that holds reasoning; some servers send the same text in two of them. */
const reasoningFields = ["reasoning_content", "reasoning", "reasoning_text", "thinking"];

/** Reads a delta or a message. {@link https://docs.mistral.ai/capabilities/reasoning Mistral} sends reasoning as a part of the content. */
export function contentOf(message: Fields): Content {
  const parts = partsOf(message["content"]);
  const said = reasoningFields.map(name => textOf(message[name])).find(text => text !== "");
  const inParts = join(parts, "reasoning");
  return {
    text: join(parts, "text"),
    thought: isThought(message),
    reasoning: (said ?? detailsOf(message["reasoning_details"])) + inParts,
    refusal: textOf(message["refusal"]) + join(parts, "refusal"),
    images: [
      ...parts.flatMap(part => (part.kind === "image" ? [part.text] : [])),
      ...imagesOf(message["images"]),
    ],
  };
}

interface Part {
  readonly kind: "text" | "reasoning" | "refusal" | "image";
  readonly text: string;
}

function join(parts: readonly Part[], kind: Part["kind"]): string {
  return parts.map(part => (part.kind === kind ? part.text : "")).join("");
}

function partsOf(content: unknown): readonly Part[] {
  if (Array.isArray(content)) return content.flatMap(partsOf);
  if (typeof content === "string") return [{ kind: "text", text: content }];
  if (!isObject(content)) return [];
  const { type } = content;
  if (typeof type === "string" && /(^|_)image(_|$)/.test(type))
    return [{ kind: "image", text: addressOf(content) || placeholderOf(content) }];
  if (type === "refusal") return [{ kind: "refusal", text: textOf(content["refusal"]) }];
  if (type === "thinking" || type === "reasoning") {
    const inner =
      content["thinking"] ?? content["reasoning"] ?? content["text"] ?? content["summary"];
    return [{ kind: "reasoning", text: textOf(inner) }];
  }
  return [{ kind: "text", text: textOf(content["text"] ?? content["content"]) }];
}

/** A text, a list of texts, or an object that has one. */
function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(textOf).join("");
  return isObject(value) ? textOf(value["text"] ?? value["content"] ?? value["summary"]) : "";
}

/** {@link https://openrouter.ai/docs/use-cases/reasoning-tokens OpenRouter's} items: texts, summaries, and encrypted ones that say nothing. */
function detailsOf(details: unknown): string {
  if (!Array.isArray(details)) return "";
  return details
    .map(item => (isObject(item) ? textOf(item["text"] ?? item["summary"]) : ""))
    .join("");
}

/** {@link https://ai.google.dev/gemini-api/docs/openai#thinking Gemini} marks thoughts among the content. */
function isThought({ extra_content: extra }: Fields): boolean {
  const google = isObject(extra) ? extra["google"] : undefined;
  return isObject(google) && google["thought"] === true;
}

function imagesOf(images: unknown): readonly string[] {
  if (!Array.isArray(images)) return [];
  return images.map(addressOf).filter(url => url !== "");
}

function addressOf(image: unknown): string {
  if (typeof image === "string") return image;
  if (!isObject(image)) return "";
  const data = image["b64_json"] ?? image["data"];
  const type = image["media_type"] ?? image["mime_type"];
  if (typeof data === "string" && data !== "") {
    if (data.startsWith("data:")) return data;
    return `data:${typeof type === "string" ? type : "image/png"};base64,${data}`;
  }
  return addressOf(image["image_url"] ?? image["url"] ?? image["image"] ?? image["source"]);
}

/** An image that stands elsewhere: nothing to open, but it is not hidden that there is one. */
function placeholderOf(part: Fields): string {
  const inner = Object.values(part).find(isObject) ?? {};
  const name = [part["file_id"], inner["file_id"], part["id"], inner["id"]].find(
    id => typeof id === "string" && id !== "",
  );
  return `image:${typeof name === "string" ? name : "unnamed"}`;
}
