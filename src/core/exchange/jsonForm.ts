import { base64Of } from "../base64";
import { titleOf } from "../conversation";
import type { ConversationStore } from "../store";
import { lastChange } from "./incoming";
import type { StoredConversation } from "./reading";
import type { Slices } from "../slices";

/** What the file of an export begins with; docs/export.md says what all of it means. */
export const exportFormat = { format: "parley-export", version: 1 } as const;

/** Pieces of a file that has any number of conversations; of each it is told how large it is there. */
export async function* jsonForm(
  conversations: AsyncIterable<StoredConversation>,
  store: Pick<ConversationStore, "readFile">,
  now: number,
  slices: Slices,
  written: (stored: StoredConversation, bytes: number) => void,
): AsyncGenerator<string> {
  const head = JSON.stringify({ ...exportFormat, exportedAt: now });
  yield `${head.slice(0, -1)},"conversations":[`;
  let comma = "";
  for await (const stored of conversations) {
    yield comma;
    let bytes = 0;
    for await (const piece of conversationForm(stored, store, slices)) {
      bytes += new TextEncoder().encode(piece).length;
      yield piece;
    }
    written(stored, bytes);
    comma = ",";
  }
  yield "\n]}\n";
}

/** One conversation: a line for what it is, one for each message, and one for each picture. */
async function* conversationForm(
  { header, conversation, files }: StoredConversation,
  store: Pick<ConversationStore, "readFile">,
  slices: Slices,
): AsyncGenerator<string> {
  const { messages, ...rest } = conversation;
  const changedAt = lastChange(conversation);
  const shownTitle = titleOf(conversation);
  const head = JSON.stringify({ ...header, changedAt, shownTitle, ...rest });
  yield `\n${head.slice(0, -1)},"messages":[`;
  let comma = "";
  for (const message of messages.values()) {
    const text = JSON.stringify(message);
    yield `${comma}\n${text}`;
    comma = ",";
    await slices.spend(text.length);
  }
  yield '\n],"files":{';
  comma = "";
  for (const name of files) {
    const bytes = await store.readFile(header.id, name).catch(() => undefined); // Gone, or as good as that.
    if (!bytes) continue;
    yield `${comma}\n"${name}":"${base64Of(bytes)}"`;
    comma = ",";
    await slices.spend(bytes.length * 4);
  }
  yield "\n}}";
}
