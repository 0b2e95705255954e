import assert from "node:assert/strict";
import * as vscode from "vscode";
import { exampleFunctions, functionsText, readFunctions } from "../../../src/core/functionText";
import { FunctionRoom } from "../../../src/host/functionRoom";
import { ScriptedSession } from "../../support/scriptedSession";

describe("the room in which functions are declared", () => {
  let scripted: ScriptedSession;
  let room: FunctionRoom;
  let said: string[];

  beforeEach(() => {
    scripted = new ScriptedSession();
    said = [];
    room = new FunctionRoom({
      chats: {
        load: async id => (id === idOf() ? scripted.session : undefined),
        shown: () => () => {},
      },
      say: (_id, words) => said.push(words),
      changed: () => {},
    });
  });
  afterEach(() => room.dispose());

  const idOf = () => scripted.session.conversation.id;
  const uri = (id = idOf(), name = "functions.parley.json") =>
    vscode.Uri.from({ scheme: "parley-functions", path: `/${id}/${name}` });
  const functions = () => scripted.session.conversation.functions;

  it("begins with an example, which nothing is declared by until it is saved", async () => {
    const text = await room.read(uri());
    assert.deepEqual(readFunctions(text), { ok: true, declared: exampleFunctions });
    assert.deepEqual(functions().declared, []);
    await room.write(uri(), text);
    assert.deepEqual(functions().declared, exampleFunctions);
    assert.deepEqual(said, ["1 function is declared."]);
  });

  it("gives back what was written as it was written, at a later time each time", async () => {
    const { mtime: before } = await room.stat(uri());
    const typed = '[ { "name":"a" } ]';
    await room.write(uri(), typed);
    assert.equal(await room.read(uri()), typed);
    const { mtime, size } = await room.stat(uri());
    assert.ok(mtime > before);
    assert.equal(size, typed.length);
    assert.deepEqual(await room.stat(uri()), await room.stat(uri()));
    scripted.session.setFunctions({ declared: [{ name: "b" }] });
    assert.equal(await room.read(uri()), functionsText({ declared: [{ name: "b" }] }));
  });

  it("keeps what is wrong as it was typed, and how functions are called", async () => {
    scripted.session.setFunctions({ declared: [], choice: "auto" });
    await room.write(uri(), "[{");
    assert.deepEqual(functions(), { declared: [], choice: "auto", unfinished: "[{" });
    assert.match(said.at(-1) ?? "", /Nothing is sent/);
    await room.write(uri(), "[]");
    assert.deepEqual(functions(), { declared: [], choice: "auto" });
  });

  it("writes nothing into a chat that another window writes", async () => {
    scripted.session.setAccess("other");
    assert.equal((await room.stat(uri())).permissions, vscode.FilePermission.Readonly);
    await assert.rejects(room.write(uri(), "[]"), vscode.FileSystemError);
  });

  it("knows no other documents", async () => {
    const other = "01890000-0000-7000-8000-000000000001";
    for (const wrong of [uri(other), uri("..", "functions.parley.json"), uri(idOf(), "other.json")])
      await assert.rejects(room.read(wrong), vscode.FileSystemError);
  });
});
