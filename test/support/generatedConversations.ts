import * as fc from "fast-check";
import {
  type Conversation,
  type ConversationHeader,
  emptyConversation,
  newHeader,
} from "../../src/core/conversation";
import { closingOf } from "../../src/core/copying";
import type { ConversationEvent } from "../../src/core/events";
import { reduceAll } from "../../src/core/reduce";
import { idOf } from "./storeFolder";

/** A conversation with the events that made it. */
export interface GeneratedConversation {
  readonly header: ConversationHeader;
  readonly events: readonly ConversationEvent[];
  /** With its open answers ended, as a reader has it. */
  readonly conversation: Conversation;
}

/** What may happen; places stand for the messages that are there then. */
type Happening = (state: {
  readonly ids: readonly string[];
  next(): string;
}) => ConversationEvent[];

const oddTexts = [
  "",
  "\n",
  "\r\n",
  "\ud83d",
  "\ude00",
  "__proto__",
  "-->",
  "```\n<details>",
  '\'"}\n{"',
];
const text = fc.oneof(fc.string({ maxLength: 8, unit: "binary" }), fc.constantFrom(...oddTexts));
const at = fc.integer({ min: 1, max: 2_000_000_000_000 });
const place = fc.nat(30);
const choice = fc.record({ connectionId: text, model: text });
const json = fc.dictionary(text, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 2 });
const usage = fc.record({ promptTokens: fc.nat(), raw: json }, { requiredKeys: [] });
const cost = fc.constant({ dollars: 0.25, from: "table" as const, asOf: "2026-01-01" });
const spent = fc.record({ usage, cost }, { requiredKeys: [] });
/** The names of files that a test gives a conversation. */
export const pictureNames = ["a", "b"].map(sign => `${sign.repeat(64)}.png`);
const url = fc.constantFrom(
  ...pictureNames,
  "https://images.example/a.png",
  "data:image/gif;base64,R0lGODlhAQABAAAAACw=",
);
const part = fc.oneof(
  fc.record({ type: fc.constant("text" as const), text }),
  fc.record({
    type: fc.constant("file" as const),
    path: text,
    language: text,
    startLine: fc.nat(),
    endLine: fc.nat(),
    text,
  }),
  fc.record(
    {
      type: fc.constant("image" as const),
      url,
      name: text,
      width: fc.nat(),
      detail: fc.constant("low" as const),
    },
    { requiredKeys: ["type", "url"] },
  ),
);
const finish = fc.constantFrom("stop", "length", "stopped", "tool_calls");

/** A message is put below any other, or at the beginning. */
function added(
  make: fc.Arbitrary<(id: string, parentId: string | null) => ConversationEvent[]>,
): fc.Arbitrary<Happening> {
  return fc.tuple(make, place).map(
    ([make, place]): Happening =>
      state => {
        const { ids } = state;
        return make(
          state.next(),
          ids.length === 0 || place === 0 ? null : (ids[place % ids.length] ?? null),
        );
      },
  );
}

/** Something happens to a message that is there. */
function happened(make: fc.Arbitrary<(id: string) => ConversationEvent>): fc.Arbitrary<Happening> {
  return fc.tuple(make, place).map(
    ([make, place]): Happening =>
      ({ ids }) => {
        const id = ids[place % Math.max(1, ids.length)];
        return id === undefined ? [] : [make(id)];
      },
  );
}

const question = added(
  fc
    .record({ at, content: fc.array(part, { maxLength: 3 }) })
    .map(facts => (id, parentId) => [{ type: "messageAdded", id, parentId, ...facts }]),
);
const answer = added(
  fc
    .record({
      at,
      choice,
      modelLabel: text,
      parameters: json,
      index: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
      text,
      reasoning: text,
      finish: fc.option(finish, { nil: undefined }),
      spent,
    })
    .map(({ index, text, reasoning, finish, spent, ...facts }) => (id, parentId) => [
      { type: "answerStarted", id, parentId, ...facts, ...(index !== undefined && { index }) },
      { type: "reasoningReceived", at: facts.at, id, text: reasoning },
      { type: "textReceived", at: facts.at, id, text },
      ...(finish === undefined
        ? []
        : [{ type: "answerFinished" as const, at: facts.at, id, finish, ...spent }]),
    ]),
);
const result = added(
  fc
    .record({
      at,
      role: fc.constantFrom("tool" as const, "function" as const),
      index: fc.nat(2),
      callId: text,
      called: text,
      text,
    })
    .map(facts => (id, parentId) => [{ type: "resultAdded", id, parentId, ...facts }]),
);
const pieces = happened(
  fc.oneof(
    fc.record({ at, text }).map(
      facts =>
        (id: string): ConversationEvent => ({ type: "textReceived", id, ...facts }),
    ),
    fc.record({ at, text }).map(
      facts =>
        (id: string): ConversationEvent => ({ type: "refusalReceived", id, ...facts }),
    ),
    fc.record({ at, url }).map(
      facts =>
        (id: string): ConversationEvent => ({ type: "imageReceived", id, ...facts }),
    ),
    fc
      .record(
        { at, index: fc.nat(2), callId: text, name: text, arguments: text, extra: json },
        { requiredKeys: ["at", "index"] },
      )
      .map(
        facts =>
          (id: string): ConversationEvent => ({ type: "toolCallReceived", id, ...facts }),
      ),
    fc.record({ at, warning: fc.constant({ text: "Left out: {0}", values: ["x"] }) }).map(
      facts =>
        (id: string): ConversationEvent => ({ type: "warningAdded", id, ...facts }),
    ),
    fc.record({ at, repair: fc.constant({ parameter: "stop", replacement: "end" }) }).map(
      facts =>
        (id: string): ConversationEvent => ({ type: "requestRepaired", id, ...facts }),
    ),
    fc
      .record({ at, details: fc.record({ id: text, created: fc.nat() }, { requiredKeys: [] }) })
      .map(
        facts =>
          (id: string): ConversationEvent => ({ type: "answerDetailed", id, ...facts }),
      ),
  ),
);
const ends = happened(
  fc.oneof(
    fc.record({ at, finish, spent }).map(
      ({ spent, ...facts }) =>
        (id: string): ConversationEvent => ({ type: "answerFinished", id, ...facts, ...spent }),
    ),
    fc.record({ at, spent }).map(
      ({ at, spent }) =>
        (id: string): ConversationEvent => ({
          type: "answerFailed",
          at,
          id,
          error: { kind: "server", values: ["host"], status: 500 },
          ...spent,
        }),
    ),
    fc.record({ at, choice, modelLabel: text, parameters: json }).map(
      facts =>
        (id: string): ConversationEvent => ({ type: "answerContinued", id, ...facts }),
    ),
    fc.record({ at, text }).map(
      facts =>
        (id: string): ConversationEvent => ({ type: "answerEdited", id, ...facts }),
    ),
  ),
);
const marks = happened(
  fc.oneof(
    fc.record({ at, name: text }).map(
      facts =>
        (id: string): ConversationEvent => ({ type: "messageNamed", id, ...facts }),
    ),
    at.map(
      at =>
        (id: string): ConversationEvent => ({ type: "leafChosen", at, id }),
    ),
    fc
      .tuple(
        at,
        fc.constantFrom(
          "messagesDeleted" as const,
          "messagesRestored" as const,
          "messagesLeftOut" as const,
          "messagesIncluded" as const,
        ),
      )
      .map(
        ([at, type]) =>
          (id: string): ConversationEvent => ({ type, at, ids: [id] }),
      ),
    at.map(
      at =>
        (id: string): ConversationEvent => ({ type: "repairUndone", at, id, parameter: "stop" }),
    ),
  ),
);
const settings: fc.Arbitrary<Happening> = fc
  .oneof(
    fc.record({ type: fc.constant("systemPromptChanged" as const), at, text }),
    fc.record({ type: fc.constant("modelChosen" as const), at, choice }),
    fc.record({ type: fc.constant("parametersChanged" as const), at, parameters: json }),
    fc.record({
      type: fc.constant("functionsChanged" as const),
      at,
      functions: fc.record(
        {
          declared: fc.array(fc.record({ name: text }), { maxLength: 2 }),
          choice: fc.constant("auto" as const),
        },
        { requiredKeys: ["declared"] },
      ),
    }),
    fc
      .record({ at, title: text, by: fc.constantFrom("user" as const, "model" as const), spent })
      .map(({ spent, ...facts }) => ({ type: "titleChanged" as const, ...facts, ...spent })),
  )
  .map(event => () => [event]);

const happening = fc.oneof(
  { weight: 4, arbitrary: question },
  { weight: 6, arbitrary: answer },
  { weight: 2, arbitrary: result },
  { weight: 6, arbitrary: pieces },
  { weight: 8, arbitrary: ends },
  { weight: 4, arbitrary: marks },
  { weight: 2, arbitrary: settings },
);

/** Conversations as anything that can happen in them makes them. */
export const generatedConversation: fc.Arbitrary<GeneratedConversation> = fc
  .record({
    id: fc.nat(999),
    createdAt: at,
    workspace: fc.option(text.map(name => `file:///${name}`)),
    happenings: fc.array(happening, { minLength: 1, maxLength: 25, size: "max" }),
  })
  .map(({ id, createdAt, workspace, happenings }) => {
    const header = newHeader(idOf(id), createdAt, workspace);
    const ids: string[] = [];
    const next = () => {
      ids.push(`m-${ids.length}`);
      return ids.at(-1) ?? "";
    };
    const made = happenings.flatMap(happen => happen({ ids: [...ids], next }));
    const events: readonly ConversationEvent[] = JSON.parse(JSON.stringify(made)); // As a journal gives them.
    const folded = reduceAll(emptyConversation(header), events);
    return { header, events, conversation: reduceAll(folded, closingOf(folded, createdAt)) };
  });

/** The journal of one, as it is written. */
export function journalTextOf({ header, events }: GeneratedConversation): string {
  return `\n${[header, ...events].map(line => JSON.stringify(line)).join("\n")}\n`;
}
