import assert from "node:assert/strict";
import { fill } from "../../../src/core/phrase";
import { type Preset, readPresets, withDefault, withPreset } from "../../../src/core/presets";
import { chatsOver, MemoryStore } from "../../support/memoryStore";
import { openReadyPanel } from "../../support/memoryStore";

const precise: Preset = {
  name: "Precise",
  parameters: { temperature: 0 },
  systemPrompt: "Be brief.",
};
const wild: Preset = { name: "Wild", parameters: { temperature: 2 } };

describe("the presets of the settings", () => {
  it("are read as they stand", () => {
    const setting = [precise, { ...wild, default: true }, { name: "Empty" }];
    assert.deepEqual(readPresets(setting), {
      presets: [precise, { ...wild, default: true }, { name: "Empty", parameters: {} }],
      problems: [],
    });
    assert.deepEqual(readPresets(undefined), { presets: [], problems: [] });
  });

  it("are left out where they are wrong, each with its place and why", () => {
    const setting = [
      1,
      { parameters: {} },
      wild,
      wild,
      { name: "a", parameters: 1 },
      { name: "b", parameters: { temperature: "warm" } },
      { name: "c", parameters: { later: 1 } },
      { name: "d", systemPrompt: 1 },
    ];
    const { presets, problems } = readPresets(setting);
    assert.deepEqual(presets, [wild]);
    const words = problems.map(
      ({ entry, phrase: { text, values } }) => `${entry} ${fill(text, values)}`,
    );
    assert.deepEqual(words, [
      "1 it must be an object.",
      "2 “name” must be a text that is not empty.",
      "4 the name “Wild” is used twice.",
      "5 “parameters” must be an object.",
      "6 Temperature must be a number from 0 to 2.",
      "7 There is no parameter “later”. Clear it.",
      "8 “systemPrompt” must be a text.",
    ]);
    assert.equal(readPresets({}).problems.length, 1);
  });

  it("have one default at most, which stays where its preset is saved anew", () => {
    const presets = withDefault([precise, { ...wild, default: true }], "Precise");
    assert.deepEqual(presets, [{ ...precise, default: true }, wild]);
    assert.deepEqual(withDefault(presets, ""), [precise, wild]);
    const changed = { name: "Precise", parameters: { top_p: 1 } };
    assert.deepEqual(withPreset(presets, changed), [{ ...changed, default: true }, wild]);
    assert.deepEqual(withPreset([wild], precise), [wild, precise]);
  });
});

describe("a preset", () => {
  it("is what a new conversation begins with, and an older one does not", async () => {
    const store = new MemoryStore();
    const old = chatsOver(store).chats.start();
    const { chats } = chatsOver(store, undefined, { ...precise, default: true });
    const { conversation } = chats.start();
    assert.deepEqual(conversation.parameters, { temperature: 0 });
    assert.equal(conversation.systemPrompt, "Be brief.");
    assert.deepEqual(old.conversation.parameters, {});
    await chats.flush();
    assert.equal(store.reading(conversation.id), undefined); // Nothing has happened in it.
    chats.start(conversation.id).setSystemPrompt("Be long.");
    await chats.flush();
    const kept = { ...conversation, systemPrompt: "Be long." };
    assert.deepEqual(store.reading(conversation.id)?.conversation, kept);
  });

  it("is applied, and saved with the system prompt, by its name", async () => {
    const { controller, acted, id } = await openReadyPanel();
    const session = await controller.session();
    const { actions } = controller.ports;
    actions.presets = () => [precise, wild];
    const in1 = { conversationId: id };
    await controller.receive({ type: "applyPreset", ...in1, name: "Precise" });
    assert.deepEqual(session.conversation.parameters, { temperature: 0 });
    await controller.receive({ type: "applyPreset", ...in1, name: "Wild" });
    assert.deepEqual(session.conversation.parameters, { temperature: 2 });
    // A preset that says nothing of it leaves the prompt alone.
    assert.equal(session.conversation.systemPrompt, "Be brief.");
    await controller.receive({ type: "savePreset", ...in1, name: " Mine " });
    await controller.receive({ type: "deletePreset", name: "Wild" });
    await controller.receive({ type: "defaultPreset", name: "Wild" });
    const mine = { name: "Mine", parameters: { temperature: 2 }, systemPrompt: "Be brief." };
    assert.deepEqual(
      acted.filter(([name]) => name === "writePresets").map(([, presets]) => presets),
      [[precise, wild, mine], [precise], [precise, { ...wild, default: true }]],
    );
  });

  it("is not saved while something is wrong with it", async () => {
    const { controller, acted, id: conversationId } = await openReadyPanel();
    await controller.receive({ type: "changeParameters", conversationId, json: '{"seed":"x"}' });
    await controller.receive({ type: "savePreset", conversationId, name: "Mine" });
    assert.ok(acted.every(([name]) => name !== "writePresets"));
  });
});
