import type { AskModel } from "./answering";
import type { ImageRules } from "./imageRules";
import type { ModelChoice } from "./messages";
import { phrase } from "./phrase";
import type { WireMessage } from "./prompt";
import type { ConversationStore } from "./store";

export interface ImagePorts {
  readonly store: Pick<ConversationStore, "readFile" | "writeFile">;
  /** What holds for pictures at a model. Never throws. */
  imagesAt?(choice: ModelChoice): Promise<ImageRules>;
}

/**
 * Asks a model in one conversation: what names a file of it is sent with the file's bytes, and a
 * picture of the answer that holds its own bytes becomes a file.
 */
export function withImages(ask: AskModel, id: string, ports: ImagePorts): AskModel {
  return async function* (request, signal) {
    const ready = hasImages(request.messages)
      ? await (await import("./imageKeeping")).filled(request, id, ports)
      : request;
    if ("kind" in ready) return yield { type: "error", error: ready };
    for await (const event of ask(ready, signal)) {
      if (event.type !== "image") {
        yield event;
        continue;
      }
      const { kept } = await import("./imageKeeping");
      const url = await kept(event.url, id, ports);
      yield { ...event, url: url ?? event.url };
      if (url === undefined) yield { type: "warning", warning: notKept };
    }
  };
}

const notKept = phrase("An image of this answer could not be kept as a file.");

export function hasImages(messages: readonly WireMessage[]): boolean {
  return messages.some(
    ({ content }) => Array.isArray(content) && content.some(({ type }) => type === "image_url"),
  );
}
