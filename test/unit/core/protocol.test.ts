import assert from "node:assert/strict";
import * as fc from "fast-check";
import { emptyConversation, newHeader } from "../../../src/core/conversation";
import {
  type ConversationSnapshot,
  decodePanelMessage,
  fromSnapshot,
  snapshotOf,
} from "../../../src/core/protocol";
import { reduceAll } from "../../../src/core/reduce";

const conversationId = "01890000-0000-7000-8000-000000000000";
const messages: readonly ({ readonly type: string } & Record<
  string,
  string | readonly string[]
>)[] = [
  { type: "ready" },
  { type: "send", conversationId, text: "hello", partIds: ["a", "b"] },
  { type: "stop", conversationId },
  { type: "retry", conversationId, answerId: "a" },
  { type: "changeDraft", conversationId, text: "" },
  { type: "removePart", conversationId, partId: "a" },
  { type: "changeSystemPrompt", conversationId, text: "Be brief." },
  { type: "editQueued", conversationId, queuedId: "a" },
  { type: "removeQueued", conversationId, queuedId: "a" },
  { type: "sendQueued", conversationId },
  { type: "pickFiles", conversationId },
  { type: "findFiles", query: "a" },
  { type: "attachFound", conversationId, uri: "file:///a" },
  { type: "attachDropped", conversationId, uris: ["file:///a"] },
  { type: "attachTexts", conversationId, names: ["a.txt"], texts: ["x"], refused: "" },
  { type: "newChat" },
  { type: "openHistory" },
  { type: "chooseModel" },
  { type: "setKey", connectionId: "" },
  { type: "editConnection", connectionId: "openai" },
  { type: "startOfflineTour" },
  { type: "getStarted" },
  { type: "focused" },
  { type: "blurred" },
  { type: "useServer", baseURL: "http://localhost:1/v1" },
  { type: "insertCode", conversationId, messageId: "a", text: "x" },
  { type: "replaceSelection", conversationId, messageId: "a", text: "x" },
  { type: "newFile", conversationId, messageId: "a", text: "x", language: "ts" },
  { type: "findPlaces", conversationId, messageId: "a", places: ["a.ts:1"] },
  { type: "openPlace", conversationId, messageId: "a", place: "a.ts:1" },
  { type: "showWire", conversationId, answerId: "a", form: "curl" },
  { type: "openLink", url: "https://host" },
  { type: "copy", text: "x" },
];

describe("decodePanelMessage", () => {
  for (const message of messages) {
    it(`takes ${message.type}, keeps only its fields, and needs each of them`, () => {
      assert.deepEqual(decodePanelMessage({ ...message, more: 1 }), message);
      for (const name of Object.keys(message)) {
        const list = ["partIds", "uris", "names", "texts", "places"].includes(name) ? "x" : ["x"];
        for (const wrong of [undefined, null, 7, list, [7], { length: 1 }]) {
          assert.equal(decodePanelMessage({ ...message, [name]: wrong }), undefined, name);
        }
      }
    });
  }

  for (const id of [
    "",
    "../x",
    "01890000",
    conversationId.replace("7", "G"),
    `${conversationId}\n`,
  ]) {
    it(`drops a message for the conversation ${JSON.stringify(id)}`, () => {
      assert.equal(decodePanelMessage({ type: "stop", conversationId: id }), undefined);
    });
  }

  for (const type of ["__proto__", "constructor", "toString", "snapshot", "", "Ready"]) {
    it(`drops a message of the type “${type}”`, () => {
      assert.equal(decodePanelMessage({ type }), undefined);
    });
  }

  it("drops whatever is not a message", () => {
    const types = messages.map(({ type }) => type);
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withMap: true, withDate: true }), value => {
        const message = decodePanelMessage(value);
        assert.ok(message === undefined || types.includes(message.type));
      }),
    );
  });

  it("gives texts and lists of texts only, whatever they hold", () => {
    const type = fc.constantFrom(...messages.map(({ type }) => type));
    const field = fc.oneof(fc.string(), fc.anything(), fc.constant(conversationId));
    const names = [
      "conversationId",
      "partIds",
      "text",
      "answerId",
      "connectionId",
      "baseURL",
      "url",
    ];
    const fields = fc.dictionary(fc.constantFrom(...names, "more"), field);
    fc.assert(
      fc.property(type, fields, (type, fields) => {
        const message = decodePanelMessage({ ...fields, type });
        const known = messages.find(message => message.type === type) ?? {};
        if (!message) return;
        assert.deepEqual(Object.keys(message), Object.keys(known));
        const { partIds = [], ...texts } = message as Record<string, unknown>;
        for (const value of [...Object.values(texts), ...(partIds as readonly unknown[])])
          assert.equal(typeof value, "string");
      }),
    );
  });
});

describe("a snapshot", () => {
  it("crosses to the panel and back unchanged", () => {
    const conversation = reduceAll(emptyConversation(newHeader(conversationId, 1, null)), [
      { type: "messageAdded", at: 7, id: "__proto__", parentId: null, content: [] },
      { type: "messageAdded", at: 7, id: "1", parentId: "__proto__", content: [] },
    ]);
    const crossed: ConversationSnapshot = JSON.parse(JSON.stringify(snapshotOf(conversation)));
    assert.deepEqual(fromSnapshot(crossed), conversation);
  });
});
