import { emptyConversation, newHeader } from "./conversation";
import { folded } from "./folded";
import { readLines } from "./journal";
import type { Message } from "./messages";
import { contentText } from "./prompt";
import { reduceAll } from "./reduce";
import type { Slices } from "./slices";
import type { ConversationStore } from "./store";

/** A message as it is looked through. */
export interface SearchText {
  readonly messageId: string;
  readonly role: Message["role"];
  /** The model's name; empty for what is no answer. */
  readonly model: string;
  readonly text: string;
  readonly folded: string;
}

/** All messages of a journal, of all branches; those that were deleted are not among them. */
export async function readTexts(
  store: Pick<ConversationStore, "readFrom">,
  id: string,
  slices: Slices,
): Promise<readonly SearchText[]> {
  let conversation = emptyConversation(newHeader(id, 0, null));
  for await (const part of partsOf(store, id)) {
    conversation = reduceAll(conversation, readLines(part).events);
    if (slices.full(part.length)) await slices.next();
  }
  const texts: SearchText[] = [];
  for (const message of conversation.messages.values()) {
    const text = textOf(message);
    if (!text) continue;
    texts.push(text);
    if (slices.full(text.text.length)) await slices.next();
  }
  return texts;
}

/** A part of a journal is about so long, in characters. */
const partLength = 64 << 10;

/** A journal in parts of whole lines. */
async function* partsOf(store: Pick<ConversationStore, "readFrom">, id: string) {
  let end = 0;
  for (let piece = await store.readFrom(id, end); piece && piece.text !== ""; ) {
    for (let start = 0; start < piece.text.length; ) {
      const line = piece.text.indexOf("\n", start + partLength);
      const next = line < 0 ? piece.text.length : line + 1;
      yield piece.text.slice(start, next);
      start = next;
    }
    ({ end } = piece);
    piece = await store.readFrom(id, end);
  }
}

function textOf(message: Message): SearchText | undefined {
  const text = message.deleted ? "" : wordsOf(message);
  if (text === "") return undefined;
  const { id: messageId, role } = message;
  const model = role === "assistant" ? message.modelLabel : "";
  return { messageId, role, model, text, folded: folded(text) };
}

/** What of a message can be read in the chat. */
function wordsOf(message: Message): string {
  if (message.role === "user") return contentText(message.content);
  if (message.role !== "assistant") return message.text;
  const { text, reasoning, refusal, toolCalls } = message;
  const calls = toolCalls.map(call => `${call.name} ${call.arguments}`);
  return [text, reasoning, refusal, ...calls].filter(words => words !== "").join("\n\n");
}
