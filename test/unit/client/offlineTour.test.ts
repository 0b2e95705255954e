import assert from "node:assert/strict";
import { tourText } from "../../../src/client/offlineTour";
import { defaultConnection } from "../../../src/core/connections";
import { offlineTour, providerOf } from "../../../src/core/providers";
import { ask, endOf, textOf } from "../../support/asking";

describe("the offline tour", () => {
  const row = providerOf(offlineTour);
  if (!row) throw new Error("no row");
  const { baseURL = "", ...rest } = defaultConnection(row);

  it("streams through the SDK with no network, labels itself and finishes", async () => {
    const real = globalThis.fetch;
    let asked = 0;
    globalThis.fetch = () => {
      asked += 1;
      return Promise.reject(new Error("the tour may not use the network"));
    };
    const events = await ask({ connection: { ...rest, baseURL } }).finally(
      () => (globalThis.fetch = real),
    );
    assert.equal(asked, 0);
    assert.match(textOf(events), /canned text, not an AI/);
    assert.deepEqual(endOf(events), { type: "finish", finish: "stop" });
    assert.ok(events.length > 50, "it comes in pieces");
  }).timeout(30_000);

  it("stops when it is told to", async () => {
    const controller = new AbortController();
    const asked = ask({ connection: { ...rest, baseURL } }, undefined, controller.signal);
    setTimeout(() => controller.abort(), 20);
    assert.deepEqual(endOf(await asked), { type: "finish", finish: "stopped" });
  });

  it("repeats code word for word, and says that it does not explain it", () => {
    const content = "Explain the selected code.\n\na.ts, line 1\n```ts\nlet a = 1;\n```";
    const text = tourText(JSON.stringify({ messages: [{ role: "user", content }] }));
    assert.match(text, /It cannot answer/);
    assert.ok(text.includes(content));
  });
});
