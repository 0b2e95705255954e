import type { ConversationEvent } from "../../src/core/events";

/** The events of so many turns, one behind the other: questions `u0`, `u1`, … and answers `a0`, … */
export function turns(count: number, words = "words"): readonly ConversationEvent[] {
  return Array.from({ length: count }, (_, n) => turn(n, words)).flat();
}

function turn(n: number, words: string): readonly ConversationEvent[] {
  const [question, id] = [`u${n}`, `a${n}`];
  const before = n === 0 ? null : `a${n - 1}`;
  const content = [{ type: "text", text: `Question ${n}` }] as const;
  const choice = { connectionId: "lab", model: "small" };
  const asked = { choice, modelLabel: "small", parameters: {} };
  return [
    { type: "messageAdded", at: n, id: question, parentId: before, content },
    { type: "answerStarted", at: n, id, parentId: question, ...asked },
    { type: "textReceived", at: n, id, text: `Answer ${n}: ${words}` },
    { type: "answerFinished", at: n, id, finish: "stop" },
  ];
}
