import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import type { ChatEvent } from "../../src/core/answering";
import { Chats, type ChatsPorts } from "../../src/core/chats";
import { newHeader } from "../../src/core/conversation";
import type { ConversationEvent } from "../../src/core/events";
import { Drafts } from "../../src/core/drafts";
import { PanelController } from "../../src/core/panelController";
import { Queues } from "../../src/core/queue";
import type { HostToPanel } from "../../src/core/protocol";
import type { ChatSession } from "../../src/core/session";
import { systemClock } from "../../src/core/answering";
import { fileStore } from "../../src/desktop/fileStore";
import { noActions } from "../support/noActions";
import { median, timed } from "./figures";

const rounds = 7;
const choice = { connectionId: "lab", model: "small" };

/** Prints how long a long conversation takes to open, and whether an append costs more in it. */
export async function printConversationTimes(): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "parley-bench-"));
  try {
    await printOpening(folder);
    await printAppends(folder);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

async function printOpening(folder: string): Promise<void> {
  const id = "019aa1f0-0000-7000-8000-000000000001";
  const file = path.join(folder, "conversations", `${id}.jsonl`);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, journal(id, 20e6));
  const bare: number[] = [];
  const opened: number[] = [];
  for (let round = 0; round < rounds; round++) {
    bare.push(await timed(async () => void parse(await fs.promises.readFile(file, "utf8"))));
    opened.push(await timed(() => open(folder, id)));
  }
  const size = (fs.statSync(file).size / 1e6).toFixed(1);
  console.log(`\nOpening a conversation of ${size} MB, ms, ${rounds} rounds`);
  console.log(`  reading and JSON.parse of its file  ${median(bare).toFixed(0)}`);
  console.log(`  Parley, until its end is posted     ${median(opened).toFixed(0)}`);
  const ratio = median(opened.map((time, round) => time / (bare[round] ?? Number.NaN)));
  console.log(`  ratio                               ${ratio.toFixed(2)} (expected: at most 3)`);
}

function parse(text: string): number {
  let lines = 0;
  for (const line of text.split("\n")) if (line !== "" && JSON.parse(line)) lines += 1;
  return lines;
}

/** The whole way of the host: claim, reading, folding, and the message that the page gets. */
async function open(folder: string, id: string): Promise<void> {
  const store = fileStore(folder);
  const chats = new Chats(portsOver(folder));
  const posted: HostToPanel[] = [];
  const drafts = new Drafts(store);
  const controller = new PanelController({
    chats,
    store,
    drafts,
    queues: new Queues(chats, drafts),
    actions: noActions,
    first: async () => (await chats.load(id)) ?? chats.start(),
    shows: () => {},
    post: message => void posted.push(structuredClone(message)),
  });
  await controller.receive({ type: "ready" });
  if (
    !posted.some(message => message.type === "snapshot" && message.conversation.messages.length > 1)
  )
    throw new Error("nothing was shown");
  controller.dispose();
  await chats.close();
}

/** The same pieces of an answer, gathered, reduced and written, early and late in one conversation. */
async function printAppends(folder: string): Promise<void> {
  const early: number[] = [];
  const late: number[] = [];
  for (let round = 0; round < rounds; round++) {
    early.push(await appends(folder, 10));
    late.push(await appends(folder, 10_000));
  }
  console.log(`\nOne piece of an answer, reduced and written, µs, ${rounds} rounds`);
  console.log(`  at turn 10      ${median(early).toFixed(1)}`);
  console.log(`  at turn 10,000  ${median(late).toFixed(1)}`);
  const ratio = median(late.map((time, round) => time / (early[round] ?? Number.NaN)));
  console.log(`  ratio           ${ratio.toFixed(2)} (expected: about 1)`);
}

async function appends(folder: string, turn: number): Promise<number> {
  const id = `019aa1f0-0000-7000-8000-${String(turn).padStart(12, "0")}`;
  const file = path.join(folder, "conversations", `${id}.jsonl`);
  fs.writeFileSync(file, journal(id, Number.POSITIVE_INFINITY, turn, 200));
  const pieces = 3000;
  let took = 0;
  const ports = portsOver(folder);
  const chats = new Chats({
    ...ports,
    ask: async function* (): AsyncGenerator<ChatEvent> {
      const start = performance.now();
      // Images are neither gathered nor held back: each is reduced and written by itself.
      for (let index = 0; index < pieces; index++) {
        yield { type: "image", url: "https://example.com/a.png" };
        if (index % 100 === 0) await chats.flush();
      }
      await chats.flush();
      took = performance.now() - start;
      yield { type: "finish", finish: "stop" };
    },
  });
  const session = await chats.load(id);
  if (!session) throw new Error("the conversation cannot be read");
  await asked(session);
  await chats.close();
  fs.rmSync(file);
  return (took * 1000) / pieces;
}

function asked(session: ChatSession): Promise<void> {
  return new Promise(resolve => {
    session.listen({ events: () => {}, activity: ({ state }) => state === "idle" && resolve() });
    session.send([{ type: "text", text: "Show me." }]);
  });
}

function portsOver(folder: string): ChatsPorts {
  return {
    store: fileStore(folder),
    clock: systemClock,
    workspace: "",
    ask: async function* () {},
    trouble: error => {
      if (error !== undefined) throw error;
    },
    defaultChoice: () => choice,
    labelOf: () => "small",
    parametersOf: () => ({}),
  };
}

/** A journal of so many bytes or turns, with pieces as a stream of 100 tokens a second leaves them. */
function journal(
  id: string,
  bytes: number,
  turns = Number.POSITIVE_INFINITY,
  length = 4000,
): string {
  const lines: string[] = [JSON.stringify(newHeader(id, 1, null))];
  let parentId: string | null = null;
  for (let turn = 0, size = 0; turn < turns && size < bytes; turn++) {
    for (const event of turnOf(turn, parentId, length)) {
      const line = JSON.stringify(event);
      size += line.length + 1;
      lines.push(line);
    }
    parentId = `a${turn}`;
  }
  return `${lines.join("\n")}\n`;
}

const words = "The quick brown fox jumps over the lazy dog, and `code` is **bold** here. ";
/** What 250 ms of a stream carry, in characters. */
const piece = 100;

function turnOf(turn: number, parentId: string | null, length: number): ConversationEvent[] {
  const at = 1_700_000_000_000 + turn;
  const question = `q${turn}`;
  const id = `a${turn}`;
  const text = words.repeat(Math.ceil(piece / words.length)).slice(0, piece);
  return [
    { type: "messageAdded", at, id: question, parentId, content: [{ type: "text", text: words }] },
    {
      type: "answerStarted",
      at,
      id,
      parentId: question,
      choice,
      modelLabel: "small",
      parameters: {},
    },
    ...Array.from(
      { length: length / piece },
      (): ConversationEvent => ({ type: "textReceived", at, id, text }),
    ),
    {
      type: "answerFinished",
      at,
      id,
      finish: "stop",
      usage: { promptTokens: 10, completionTokens: 900 },
    },
  ];
}
