import assert from "node:assert/strict";
import type { FilePart } from "../../../src/core/messages";
import { settled } from "../../support/fakeClock";
import { openReadyPanel } from "../../support/memoryStore";

const part: FilePart = {
  type: "file",
  path: "src/a.ts",
  language: "typescript",
  startLine: 3,
  endLine: 4,
  text: "let a;\nlet b;",
};

describe("the code of an answer", () => {
  it("goes to the editor as it is, with what was asked about", async () => {
    const { receive, acted, messageId } = await answered();
    await receive({ type: "insertCode", messageId, text: "x\n" });
    await receive({ type: "replaceSelection", messageId, text: "y" });
    await receive({ type: "newFile", messageId, text: "z", language: "ts" });
    await receive({ type: "openPlace", messageId, place: "src/a.ts:3" });
    assert.deepEqual(acted(), [
      ["insertCode", "x\n"],
      ["replaceSelection", "y", [part]],
      ["newFile", "z", "ts"],
      ["openPlace", "src/a.ts:3"],
    ]);
  });

  it("replaces nothing that was not asked about in the question above it", async () => {
    const { controller, receive, acted } = await answered();
    await controller.send([{ type: "text", text: "shorter" }]);
    await settled();
    const messageId = controller.view?.leafId ?? "";
    await receive({ type: "replaceSelection", messageId, text: "y" });
    await receive({ type: "replaceSelection", messageId: "unknown", text: "y" });
    assert.deepEqual(acted(), [
      ["replaceSelection", "y", []],
      ["replaceSelection", "y", []],
    ]);
  });

  it("does nothing for a conversation that is not shown", async () => {
    const { controller, acted, messageId } = await answered();
    const conversationId = "01890000-0000-7000-8000-000000000000";
    const code = { conversationId, messageId, text: "x" };
    await controller.receive({ ...code, type: "insertCode" });
    await controller.receive({ ...code, type: "replaceSelection" });
    await controller.receive({ ...code, type: "newFile", language: "" });
    await controller.receive({ ...code, type: "openPlace", place: "a.ts:1" });
    assert.deepEqual(acted(), []);
  });

  it("names places, and hears which of them exist", async () => {
    const { receive, posted, messageId } = await answered();
    await receive({ type: "findPlaces", messageId, places: ["src/a.ts:1", "b.ts:2"] });
    assert.deepEqual(posted.at(-1), { type: "placesFound", messageId, places: ["src/a.ts:1"] });
  });
});

/** A conversation with an answer to a question about code. */
async function answered() {
  const { controller, acted, posted, id } = await openReadyPanel();
  await controller.send([{ type: "text", text: "explain" }, part]);
  await settled();
  await controller.receive({ type: "stop", conversationId: id });
  await settled();
  const before = acted.length;
  return {
    controller,
    posted,
    messageId: controller.view?.leafId ?? "",
    receive: (message: object) => controller.receive({ ...message, conversationId: id }),
    acted: () =>
      acted.slice(before).filter(([name]) => !String(name).toLowerCase().endsWith("changed")),
  };
}
