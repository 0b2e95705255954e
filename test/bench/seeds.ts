import fs from "node:fs";
import path from "node:path";
import { newHeader } from "../../src/core/conversation";
import type { ConversationEvent } from "../../src/core/events";

/** A kept conversation of so many messages; its last answer ends with its name. */
export interface Seed {
  readonly name: string;
  readonly messages: number;
}

/** Leaves conversations where the extension looks for them, below the data of a VS Code that is yet to start. */
export function writeSeeds(root: string, seeds: readonly Seed[]): void {
  const folder = path.join(root, "user-data/User/globalStorage/parley.parley/conversations");
  fs.mkdirSync(folder, { recursive: true });
  for (const [index, seed] of seeds.entries()) {
    const id = `019aa1f0-0000-7000-8000-${String(index).padStart(12, "0")}`;
    const lines = [newHeader(id, 1_700_000_000_000 + index, null), ...eventsOf(seed)];
    fs.writeFileSync(
      path.join(folder, `${id}.jsonl`),
      lines.map(line => `${JSON.stringify(line)}\n`).join(""),
    );
  }
}

function eventsOf({ name, messages }: Seed): readonly ConversationEvent[] {
  const turns = messages / 2;
  return Array.from({ length: turns }, (_, turn) => turnOf(turn, name, turn === turns - 1)).flat();
}

function turnOf(turn: number, name: string, last: boolean): readonly ConversationEvent[] {
  const at = 1_700_000_000_000 + turn;
  const [question, id] = [`q${turn}`, `a${turn}`];
  const parentId = turn === 0 ? null : `a${turn - 1}`;
  const asked = turn === 0 ? name : `And what about number ${turn}?`;
  const text = `${answerText(turn)}${last ? `\n\nThe end of ${name}.` : ""}`;
  const choice = { connectionId: "lab", model: "small" };
  return [
    { type: "messageAdded", at, id: question, parentId, content: [{ type: "text", text: asked }] },
    {
      type: "answerStarted",
      at,
      id,
      parentId: question,
      choice,
      modelLabel: "small",
      parameters: {},
    },
    { type: "textReceived", at, id, text },
    { type: "answerFinished", at, id, finish: "stop" },
  ];
}

/** An ordinary short answer; every fourth has code. */
function answerText(turn: number): string {
  const words = "The quick brown fox jumps over the lazy dog, and `code` is **bold** here. ";
  const list = "- one thing\n- another thing\n- and a third\n";
  const code = `\`\`\`typescript\nexport function part${turn}(limit: number): string {\n  return String(limit);\n}\n\`\`\`\n`;
  return `${words.repeat(3)}\n\n${list}\n${turn % 4 === 0 ? code : words}`;
}
