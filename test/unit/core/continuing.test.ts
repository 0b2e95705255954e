import assert from "node:assert/strict";
import type { Script } from "../../support/scriptedSession";
import { refused, said, ScriptedSession, text } from "../../support/scriptedSession";
import { textIn } from "../../support/wire";
import { settled } from "../../support/fakeClock";
import { anchorOf } from "../../../src/core/seam";

const begun = "The quick brown fox jumps over the lazy";
const cut: Script = [text(begun), { type: "finish", finish: "length" }];

describe("continuing an answer", () => {
  it("goes on with it as the last message where the model takes that, as one answer", async () => {
    const scripted = await continued({ prefills: true }, cut, said(" dog."));
    assert.deepEqual(scripted.requests.at(-1)?.messages, [
      { role: "user", content: "hello" },
      { role: "assistant", content: begun, prefill: true },
    ]);
    const { text: whole, finish, earlier } = scripted.answer;
    assert.deepEqual([whole, finish], [`${begun} dog.`, "stop"]);
    assert.deepEqual(
      earlier?.map(({ length, finish }) => [length, finish]),
      [[begun.length, "length"]],
    );
    assert.equal(scripted.session.conversation.messages.size, 2);
  });

  it("asks for it in words elsewhere, and joins what is repeated", async () => {
    const scripted = await continued({}, cut, said(`${anchorOf(begun)} dog.`));
    const [, answer, instruction] = scripted.requests.at(-1)?.messages ?? [];
    assert.deepEqual(answer, { role: "assistant", content: begun });
    assert.equal(instruction?.role, "user");
    assert.ok(textIn(instruction?.content ?? "").endsWith(anchorOf(begun)));
    assert.equal(scripted.answer.text, `${begun} dog.`);
  });

  it("asks in words when a model refuses the form, unseen", async () => {
    const refusal = refused({ kind: "badRequest", status: 400 });
    const scripted = await continued(
      { prefills: true },
      cut,
      refusal,
      said(`${anchorOf(begun)} dog.`),
    );
    assert.equal(scripted.requests.length, 3);
    assert.equal(scripted.answer.text, `${begun} dog.`);
    assert.equal(scripted.answer.error, undefined);
  });

  it("keeps the text when it fails again, and can be tried once more", async () => {
    const scripted = await continued({}, cut, refused({ kind: "server", status: 500 }));
    assert.deepEqual([scripted.answer.text, scripted.answer.error?.kind], [begun, "server"]);
    scripted.next(said(`${anchorOf(begun)} dog.`));
    assert.equal(scripted.session.continue(scripted.answer.id), true);
    await settled();
    assert.equal(scripted.answer.text, `${begun} dog.`);
    assert.deepEqual(
      scripted.answer.earlier?.map(({ finish, error }) => finish ?? error?.kind),
      ["length", "server"],
    );
  });

  it("keeps what was held back when it is stopped", async () => {
    const scripted = await continued({}, cut, [text("jumps over")]);
    assert.equal(scripted.answer.text, begun);
    scripted.session.stop();
    assert.ok(scripted.answer.text.startsWith(begun));
    assert.equal(scripted.answer.finish, "stopped");
  });

  it("is there for answers that were cut and have text, and for no others", async () => {
    const ends: readonly (readonly [Script, boolean])[] = [
      [cut, true],
      [[text("x"), { type: "error", error: { kind: "cutOff" } }], true],
      [[text("x"), { type: "finish", finish: "stop" }], false],
      [[{ type: "finish", finish: "length" }], false],
      [refused({ kind: "auth" }), false],
      [[text("x")], false],
    ];
    for (const [script, possible] of ends) {
      const scripted = new ScriptedSession();
      scripted.next(script);
      await scripted.send("hello");
      assert.equal(scripted.session.continue(scripted.answer.id), possible, JSON.stringify(script));
    }
  });

  it("sends the edited text of an answer, and goes on from that", async () => {
    const scripted = new ScriptedSession({ prefills: true });
    scripted.next(cut, said(" end."));
    await scripted.send("hello");
    scripted.session.editAnswer(scripted.answer.id, "Mine, without an");
    scripted.session.continue(scripted.answer.id);
    await settled();
    assert.equal(scripted.answer.text, "Mine, without an end.");
    assert.equal(scripted.answer.received, `${begun} end.`, "what came later came to both");
  });
});

async function continued(
  options: ConstructorParameters<typeof ScriptedSession>[0],
  first: Script,
  ...rest: readonly Script[]
): Promise<ScriptedSession> {
  const scripted = new ScriptedSession(options);
  scripted.next(first, ...rest);
  await scripted.send("hello");
  assert.equal(scripted.session.continue(scripted.answer.id), true);
  await settled();
  await scripted.advance(16);
  return scripted;
}
