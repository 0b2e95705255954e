import fs from "node:fs";
import path from "node:path";
import { newHeader } from "../../src/core/conversation";

/** A past conversation as the list sees it. */
export interface HistorySeed {
  readonly title: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** URI of its workspace folder. */
  readonly workspace?: string;
  /** What is asked and answered after the first turn. */
  readonly turns?: readonly (readonly [question: string, answer: string])[];
}

/** Where a VS Code with this root keeps conversations. */
export function conversationsIn(root: string): string {
  return path.join(root, "user-data/User/globalStorage/parley.parley/conversations");
}

/** Writes conversations of one turn into a folder, with their times; gives their ids. */
export function writeHistory(folder: string, seeds: readonly HistorySeed[]): readonly string[] {
  fs.mkdirSync(folder, { recursive: true });
  return seeds.map((seed, place) => {
    const id = seedId(seed.at, place);
    const file = path.join(folder, `${id}.jsonl`);
    fs.writeFileSync(file, linesOf(id, seed));
    fs.utimesSync(file, seed.at / 1000, seed.at / 1000);
    return id;
  });
}

/** A UUIDv7 of that time. */
function seedId(at: number, place: number): string {
  const time = Math.floor(at).toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${String(place).padStart(12, "0")}`;
}

function linesOf(id: string, { title, at, workspace, turns = [] }: HistorySeed): string {
  const all = [[`${title}\nand more`, `About ${title}.`] as const, ...turns];
  return [
    newHeader(id, at, workspace ?? null),
    ...all.flatMap(([question, text], turn) => turnOf(turn, at, question, text)),
  ]
    .map(line => `\n${JSON.stringify(line)}\n`)
    .join("");
}

function turnOf(turn: number, at: number, question: string, text: string) {
  const [asked, id] = [`q${turn}`, `a${turn}`];
  const parentId = turn === 0 ? null : `a${turn - 1}`;
  const content = [{ type: "text", text: question }];
  const choice = { connectionId: "lab", model: "small" };
  const started = { parentId: asked, choice, modelLabel: "small", parameters: {} };
  return [
    { type: "messageAdded", at, id: asked, parentId, content },
    { type: "answerStarted", at, id, ...started },
    { type: "textReceived", at, id, text },
    { type: "answerFinished", at, id, finish: "stop" },
  ];
}
