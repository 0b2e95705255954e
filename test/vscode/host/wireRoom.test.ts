import assert from "node:assert/strict";
import * as vscode from "vscode";
import { emptyConversation, newHeader } from "../../../src/core/conversation";
import { reduceAll } from "../../../src/core/reduce";
import { type Exchange, markOf } from "../../../src/core/wire";
import { WireRoom } from "../../../src/host/wireRoom";

const at = 1_763_650_000_000;
const conversation = reduceAll(emptyConversation(newHeader("c", at, null)), [
  {
    type: "answerStarted",
    at,
    id: "a",
    parentId: null,
    choice: { connectionId: "lab", model: "lab/small" },
    modelLabel: "lab/small",
    parameters: {},
  },
]);
const sent: Exchange = {
  at,
  method: "POST",
  url: "https://lab.example/v1/chat/completions",
  headers: { authorization: `Bearer ${markOf("LAB_API_KEY")}` },
  body: '{"model":"lab/small","messages":[]}',
};

describe("the room of what went over the wire", () => {
  let kept: readonly Exchange[];
  let rebuilt: Exchange | undefined;
  let room: WireRoom;

  beforeEach(() => {
    kept = [sent];
    rebuilt = undefined;
    room = new WireRoom({
      exchangesOf: () => kept,
      rebuilt: () => rebuilt,
      readFile: async () => undefined,
    });
  });
  afterEach(async () => {
    room.dispose();
    await vscode.commands.executeCommand("workbench.action.closeAllEditors");
  });

  it("shows request and response in a document that cannot be changed", async () => {
    kept = [{ ...sent, response: { status: 200, headers: {}, text: "data: 1", cut: false } }];
    assert.equal(await room.show({ conversation }, "a", "shown"), undefined);
    const { document } = vscode.window.activeTextEditor ?? {};
    assert.equal(document?.uri.scheme, "parley-wire");
    assert.match(document.getText(), /Bearer \$LAB_API_KEY[^]*HTTP 200[^]*data: 1/);
  });

  it("shows it anew when another request has come", async () => {
    await room.show({ conversation }, "a", "shown");
    kept = [sent, { ...sent, url: "https://other.example/" }];
    await room.show({ conversation }, "a", "shown");
    assert.match(vscode.window.activeTextEditor?.document.getText() ?? "", /other\.example/);
  });

  it("copies a request, and says which variable holds its key", async () => {
    const words = await room.show({ conversation }, "a", "curl");
    assert.match(words ?? "", /\$LAB_API_KEY/);
    assert.match(await vscode.env.clipboard.readText(), /^curl [^]*"\$LAB_API_KEY"/);
  });

  it("says when a request was made anew, and when it cannot be", async () => {
    kept = [];
    assert.match((await room.show({ conversation }, "a", "curl")) ?? "", /not kept/);
    rebuilt = { ...sent, rebuilt: true };
    assert.match((await room.show({ conversation }, "a", "curl")) ?? "", /made anew/);
  });
});
