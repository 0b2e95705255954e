import { newHeader } from "../../src/core/conversation";
import type { ConversationEvent } from "../../src/core/events";
import { Search } from "../../src/core/search";
import { searchQueryOf } from "../../src/core/searchQuery";
import { readTexts } from "../../src/core/searchTexts";
import { Slices } from "../../src/core/slices";
import type { ConversationSummary } from "../../src/core/store";
import { fileStore } from "../../src/desktop/fileStore";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { printRow, spread, timed } from "./figures";
import { quick } from "./quick";

const rounds = quick ? 3 : 15;
const conversations = quick ? 20 : 1000;
/** So many turns of two thousand characters are a hundred megabytes. */
const turns = 50;
const pause = () => new Promise<void>(resolve => setImmediate(resolve));

/** Prints what a key costs while one looks for something in everything that was ever said. */
export async function printSearchTimes(): Promise<void> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "parley-bench-"));
  try {
    const summaries = write(path.join(folder, "conversations"));
    const store = fileStore(folder);
    const search = new Search({ read: (id, slices) => readTexts(store, id, slices), pause });
    const first = await timed(() => look(search, summaries, "not there"));
    const texts = await foldedTexts(store, summaries);
    const size = texts.reduce((sum, text) => sum + text.length, 0) / 1e6;
    console.log(`\nA key in the search over ${size.toFixed(0)} MB of text, ms, ${rounds} rounds`);
    for (const typed of ["nowhere", "number 49999", "jumps nowhere"]) {
      const own: number[] = [];
      const bare: number[] = [];
      for (let round = 0; round < rounds; round++) {
        own.push(await timed(() => look(search, summaries, typed)));
        bare.push(await timed(async () => void scan(texts, typed)));
      }
      printRow({ name: `“${typed}”`, own, other: bare, than: "a bare scan", times: 3, digits: 0 });
    }
    console.log(`  the first one reads all journals ${spread([first], 0)}`);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

async function look(search: Search, all: readonly ConversationSummary[], typed: string) {
  const query = searchQueryOf(typed);
  if (query) await search.run(query, all, () => {}, new AbortController().signal);
}

/** The least that can be done: where the words stand in the very texts that are looked through. */
function scan(texts: readonly string[], typed: string): number {
  let found = 0;
  for (const text of texts) if (text.includes(typed)) found += 1;
  return found;
}

async function foldedTexts(
  store: ReturnType<typeof fileStore>,
  summaries: readonly ConversationSummary[],
): Promise<readonly string[]> {
  const slices = new Slices(Number.POSITIVE_INFINITY, pause);
  const texts: string[] = [];
  for (const { id } of summaries)
    texts.push(...(await readTexts(store, id, slices)).map(({ folded }) => folded));
  return texts;
}

function write(folder: string): readonly ConversationSummary[] {
  fs.mkdirSync(folder, { recursive: true });
  return Array.from({ length: conversations }, (_, place) => {
    const id = `019aa1f0-0000-7000-8000-${String(place).padStart(12, "0")}`;
    const events = Array.from({ length: turns }, (_, turn) => turnOf(place * turns + turn)).flat();
    const lines = [newHeader(id, place, null), ...events].map(line => `${JSON.stringify(line)}\n`);
    fs.writeFileSync(path.join(folder, `${id}.jsonl`), lines.join(""));
    return { id, title: id, createdAt: place, changedAt: place, workspace: null, empty: false };
  });
}

function turnOf(number: number): readonly ConversationEvent[] {
  const at = number;
  const [question, id] = [`q${number}`, `a${number}`];
  const words = "The quick brown fox jumps over the lazy dog, and then it *rests* for a while. ";
  const content = [{ type: "text" as const, text: `What about number ${number}?` }];
  const asked = { choice: { connectionId: "lab", model: "small" }, modelLabel: "small" };
  return [
    { type: "messageAdded", at, id: question, parentId: null, content },
    { type: "answerStarted", at, id, parentId: question, ...asked, parameters: {} },
    { type: "textReceived", at, id, text: words.repeat(25) },
    { type: "answerFinished", at, id, finish: "stop" },
  ];
}
