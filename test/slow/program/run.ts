// node run.js FOLDER URL SEED [CONVERSATION]: session, client and store of the product in a process of their own, which
// opens conversations and asks without end, until it is killed. It says what it does on its output.
import { askModel } from "../../../src/client/ask";
import { systemClock } from "../../../src/core/answering";
import { Chats } from "../../../src/core/chats";
import { decodeEvent, parseJson } from "../../../src/core/decode";
import type { ChatSession } from "../../../src/core/session";
import type { ConversationStore } from "../../../src/core/store";
import { fileStore } from "../../../src/desktop/fileStore";
import { destinationAt } from "../../support/asking";
import { between, oneOf, seeded, words } from "../../support/killedPlans";
import { beat, hashOf, type Told } from "../../support/killedTold";

const [folder = "", baseURL = "", seed = "", conversation] = process.argv.slice(2);
const random = seeded(Number(seed));
const store = fileStore(folder);
const choice = { connectionId: "loopback", model: "small" };
const chats = new Chats({
  store: telling(store),
  ask: askModel({
    fetch: (url, init) => fetch(url, init),
    clock: systemClock,
    resolve: async () => destinationAt(baseURL),
  }),
  clock: systemClock,
  workspace: "file:///home/me/project",
  trouble: error =>
    error instanceof Error && tell({ type: "problem", words: `not written: ${error.message}` }),
  defaultChoice: () => choice,
  labelOf: () => "small",
  parametersOf: () => ({}),
});

async function main(): Promise<void> {
  const talks = random() < 0.3 ? [talk(conversation), talk()] : [talk(conversation)];
  await Promise.all(talks);
}

/** One conversation after another, some turns in each. */
async function talk(first?: string): Promise<void> {
  for (let session = await opened(first); ; session = await opened(undefined)) {
    taken.add(session);
    chats.shown(session); // What nobody looks at is let go at the end of an answer.
    tell({ type: "opened", conversation: session.conversation.id });
    for (let turns = between(random, 1, 3); turns > 0; turns--) await ask(session);
    taken.delete(session);
  }
}

/** The conversations that are talked in: two talks never share one. */
const taken = new Set<ChatSession>();

/** The conversation of this id; without one a new or an old one. */
async function opened(id: string | undefined): Promise<ChatSession> {
  const wanted = id ?? (random() < 0.35 ? undefined : await someId());
  const session = wanted === undefined ? chats.start() : await chats.load(wanted);
  if (!session) return gaveUp(`${wanted} cannot be opened`);
  if (taken.has(session)) return chats.start();
  if (session.readOnly) return gaveUp(`${wanted} can only be read`);
  taken.add(session);
  return session;
}

async function someId(): Promise<string | undefined> {
  const ids = (await store.list()).map(({ id }) => id);
  return ids.length === 0 ? undefined : oneOf(random, ids);
}

function gaveUp(problem: string): ChatSession {
  tell({ type: "problem", words: problem });
  return chats.start();
}

/** Sends a message that is like no other, and waits for the end of its answer. */
async function ask(session: ChatSession): Promise<void> {
  // A long one now and then: only a write of many pages can be torn.
  const count = random() < 0.01 ? 50_000 : between(random, 1, 30);
  tell({ type: "sending" });
  const text = `${words(random, count)} ${crypto.randomUUID()}`;
  if (!session.send([{ type: "text", text }])) gaveUp("a message was not sent");
  await idle(session);
}

function idle(session: ChatSession): Promise<void> {
  return new Promise(resolve => {
    const end = session.listen({
      events: () => {},
      activity: ({ state }) => {
        if (state !== "idle") return;
        end();
        resolve();
      },
    });
  });
}

/** The same store; says when the end of an answer is written. */
function telling(kept: ConversationStore): ConversationStore {
  const append = kept.append.bind(kept);
  kept.append = async (id, text) => {
    await append(id, text);
    for (const line of text.split("\n")) {
      const event = decodeEvent(parseJson(line));
      if (typeof event === "object" && event.type === "answerFinished") await ended(id, event.id);
    }
  };
  return kept;
}

async function ended(id: string, answerId: string): Promise<void> {
  const answer = (await chats.load(id))?.conversation.messages.get(answerId);
  if (answer?.role !== "assistant") return;
  tell({ type: "finished", conversation: id, answer: answerId, hash: hashOf(answer.text) });
}

function tell(told: Told): void {
  process.stdout.write(`${JSON.stringify(told)}\n`);
}

setInterval(() => tell({ type: "beat" }), beat);
// Whoever started this one may be killed as well, and then nobody would end it.
process.stdin.on("end", () => process.exit()).resume();
main().catch((error: unknown) => tell({ type: "problem", words: String(error) }));
