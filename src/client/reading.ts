import type { ChatEvent } from "../core/answering";
import type { AnswerDetails, FinishReason } from "../core/messages";
import { isObject } from "../core/decode";
import { phrase } from "../core/phrase";
import { type Content, contentOf } from "./content";
import { newDetails } from "./readDetails";
import { ReasoningDetails } from "./reasoningDetails";
import { usageIn } from "./readUsage";
import { ToolCalls } from "./toolCalls";

type Fields = Readonly<Record<string, unknown>>;

/** What a reader tells: thoughts that are marked as such are still among the text. */
export type ReadEvent =
  | ChatEvent
  | { readonly type: "text"; readonly text: string; readonly thought: true };

/** Longest arguments of a tool call, and how many images an answer may have. */
const limits = { arguments: 1 << 20, images: 32 };

/**
 * Reads the chunks of one answer, of any dialect: deltas and whole messages, with every field absent,
 * null, or somewhere else. Knows no provider.
 */
export class AnswerReader {
  finish: FinishReason | undefined;
  /** The first error that the provider reported in the answer. */
  error: { readonly body: unknown } | undefined;
  /** What makes it senseless to read on. */
  failure: "tooLarge" | "damaged" | undefined;
  /** A whole message came, and nothing says that more is to follow. */
  whole = false;
  private readonly calls = new ToolCalls();
  private readonly thoughts = new ReasoningDetails();
  private readonly said: Record<"text" | "reasoning" | "refusal", string> = {
    text: "",
    reasoning: "",
    refusal: "",
  };
  private details: AnswerDetails = {};
  private readonly images: string[] = [];
  private skipped = false;
  private deltas = false;

  take(chunk: unknown): readonly ReadEvent[] {
    if (!isObject(chunk)) return [];
    const choice = choiceOf(chunk);
    if (isObject(choice["error"])) this.error ??= { body: choice["error"] };
    const finish = finishOf(chunk, choice);
    if (finish !== "") this.finish = finish;
    const content = this.contentOf(chunk, choice);
    return [...this.detailsOf(chunk, finish), ...content, ...this.usageOf(chunk, choice)];
  }

  /** A frame could not be read. Within a tool call nothing can be left out. */
  skip(): readonly ReadEvent[] {
    if (this.calls.open) this.failure = "damaged";
    if (this.skipped || this.failure) return [];
    this.skipped = true;
    const warning = phrase("A part of the answer was damaged, and is left out.");
    return [{ type: "warning", warning }];
  }

  /** What completes the answer, but for its end. */
  end(): readonly ReadEvent[] {
    const cut = this.failure !== undefined || this.finish === undefined || this.finish === "length";
    const pieces = this.calls.end(cut);
    const reasoningDetails = this.calls.count > 0 ? this.thoughts.whole : undefined;
    return [
      ...pieces.map((piece): ReadEvent => ({ type: "toolCall", ...piece })),
      ...(reasoningDetails ? [{ type: "details", details: { reasoningDetails } } as const] : []),
    ];
  }

  private contentOf(chunk: Fields, choice: Fields): readonly ReadEvent[] {
    const { delta, message } = choice;
    const native = isObject(chunk["message"]) ? chunk["message"] : undefined;
    const formed = isObject(delta) || isObject(message) || native !== undefined;
    const bare = formed ? undefined : bareTextOf(chunk, choice);
    if (isObject(delta)) this.deltas = true;
    const something = formed || typeof bare === "string";
    this.whole = something && !isObject(delta) && chunk["done"] !== false;
    return [
      ...(isObject(delta) ? this.message(delta, false) : []),
      ...(isObject(message) ? this.message(message, true) : []),
      ...(native ? this.message(native, false) : []),
      ...(typeof bare === "string" ? this.message({ content: bare }, false) : []),
    ];
  }

  private message(message: Fields, whole: boolean): readonly ReadEvent[] {
    const content = contentOf(message);
    if (!whole || !this.deltas) this.thoughts.take(message["reasoning_details"]);
    return [
      ...this.more("reasoning", content.reasoning, whole),
      ...this.text(content, whole),
      ...this.more("refusal", content.refusal, whole),
      ...this.imagesOf(content.images, whole),
      ...this.toolCalls(message, whole),
    ];
  }

  private text({ text, thought }: Content, whole: boolean): readonly ReadEvent[] {
    const events = this.more("text", text, whole);
    return thought ? events.map(event => ({ ...event, thought: true }) as ReadEvent) : events;
  }

  /** A whole message may begin with what has come already, and after deltas it has nothing else that is new. */
  private more(
    type: "text" | "reasoning" | "refusal",
    text: string,
    whole: boolean,
  ): readonly ReadEvent[] {
    const said = this.said[type];
    const again = whole && said !== "" && text.startsWith(said);
    const more = again ? text.slice(said.length) : text;
    if (more === "" || (whole && !again && this.deltas && said !== "")) return [];
    this.said[type] += more;
    return [{ type, text: more } as ReadEvent];
  }

  /** A whole message shows again what came before it. */
  private imagesOf(urls: readonly string[], whole: boolean): readonly ReadEvent[] {
    const fresh = whole ? urls.filter(url => !this.images.includes(url)) : urls;
    const taken = fresh.slice(0, limits.images - this.images.length);
    this.images.push(...taken);
    return taken.map(url => ({ type: "image", url }));
  }

  private toolCalls(message: Fields, whole: boolean): readonly ReadEvent[] {
    const { tool_calls: calls, function_call: legacy } = message;
    const pieces = [
      ...(Array.isArray(calls) ? calls : [calls]),
      ...(isObject(legacy) ? [{ function: legacy }] : []),
    ];
    const events = this.calls.take(pieces, whole);
    if (this.calls.longest > limits.arguments) this.failure = "tooLarge";
    if (this.skipped && this.calls.nameless) this.failure = "damaged";
    return events.map(piece => ({ type: "toolCall", ...piece }));
  }

  private detailsOf(chunk: Fields, finish: string): readonly ReadEvent[] {
    const details = newDetails(this.details, chunk, finish);
    if (Object.keys(details).length === 0) return [];
    this.details = { ...this.details, ...details };
    return [{ type: "details", details }];
  }

  /** The last one counts; a sum would count twice. */
  private usageOf(chunk: Fields, choice: Fields): readonly ReadEvent[] {
    const usage = usageIn(chunk, choice);
    return usage ? [{ type: "usage", usage }] : [];
  }
}

/** The first choice; `OtherChoices` reads the others. */
function choiceOf({ choices }: Fields): Fields {
  const list: readonly unknown[] = Array.isArray(choices) ? choices : [];
  const first = list.find(choice => isObject(choice) && Number(choice["index"] ?? 0) === 0);
  return isObject(first) ? first : {};
}

/** Text outside of any message; beside one it is the same text once more (Together AI). */
function bareTextOf(chunk: Fields, choice: Fields): unknown {
  return choice["text"] ?? chunk["response"] ?? chunk["content"] ?? chunk["data"];
}

/** Why the answer ended; an empty text says nothing. Native Ollama says `done` beside its reason. */
function finishOf(chunk: Fields, choice: Fields): FinishReason {
  const reasons = [choice["finish_reason"], chunk["done_reason"], chunk["finish_reason"]];
  const reason = reasons.find(value => typeof value === "string" && value !== "");
  return typeof reason === "string" ? reason : chunk["done"] === true ? "stop" : "";
}
