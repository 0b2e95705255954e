import assert from "node:assert/strict";
import { readEntry } from "../../../src/core/connectionEntry";
import { defaultConnection } from "../../../src/core/connections";
import type { WireMessage } from "../../../src/core/prompt";
import { providers } from "../../../src/core/providers";
import { ask, destinationAt } from "../../support/asking";
import { answer, LoopbackProvider } from "../../support/provider";

const messages: readonly WireMessage[] = [
  { role: "user", content: "Hi" },
  { role: "assistant", content: "The quick", prefill: true },
];
const bare = [
  { role: "user", content: "Hi" },
  { role: "assistant", content: "The quick" },
];
const marked = [bare[0], { ...bare[1], prefix: true }];

/** Where and in what form each of them goes on with an answer; all others are asked in words. */
const forms: Readonly<Record<string, { readonly url: string; readonly messages: unknown }>> = {
  codestral: { url: "/v1/chat/completions", messages: marked },
  mistral: { url: "/v1/chat/completions", messages: marked },
  groq: { url: "/v1/chat/completions", messages: bare },
  deepseek: { url: "/beta/chat/completions", messages: marked },
  anthropic: { url: "/v1/chat/completions", messages: bare },
};

describe("an answer to go on with", () => {
  let server: LoopbackProvider;
  before(async () => {
    server = await LoopbackProvider.start();
  });
  after(() => server.stop());

  it("is sent by the rows whose documents say how, and by no others", () => {
    const rows = providers.filter(({ prefill }) => prefill).map(({ id }) => id);
    assert.deepEqual(rows.toSorted(), Object.keys(forms).toSorted());
  });

  for (const row of providers.filter(({ prefill }) => prefill)) {
    it(`leaves to ${row.id} as its documents have it`, async () => {
      server.requests.splice(0);
      server.next(answer([" brown fox"]));
      const { prefill } = defaultConnection(row);
      assert.ok(prefill);
      await ask(destinationAt(server.baseURL, { prefill }), messages);
      assert.deepEqual(server.requests[0]?.url, forms[row.id]?.url);
      assert.deepEqual(server.requests[0]?.body?.messages, forms[row.id]?.messages);
    });
  }

  it("leaves no other request changed", async () => {
    server.requests.splice(0);
    await ask(destinationAt(server.baseURL, { prefill: { prefixAt: "/beta" } }));
    assert.equal(server.requests[0]?.url, "/v1/chat/completions");
  });

  it("is not known of an address or a path that the user gave", () => {
    const entry = { id: "deepseek", provider: "deepseek" };
    const prefillOf = (more: object) => readEntry({ ...entry, ...more }).connection?.prefill;
    assert.ok(prefillOf({}));
    assert.equal(prefillOf({ baseURL: "https://proxy.example.com/v1" }), undefined);
    assert.equal(prefillOf({ path: "/other" }), undefined);
  });
});
