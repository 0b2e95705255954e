import assert from "node:assert/strict";
import { ask, endOf, testKey } from "../../support/asking";
import { certificate } from "../../support/certificates";
import { destinationOfEntry } from "../../support/entries";
import { httpAnswer, RawServer } from "../../support/rawServer";

const authority = certificate({ name: "Test Authority", authority: true });
const address = "127.0.0.1";
const day = 24 * 3600 * 1000;
const ago = (days: number) => new Date(Date.now() - days * day);

const certificates = {
  DEPTH_ZERO_SELF_SIGNED_CERT: [certificate({ name: "self", address }), /self-signed/],
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: [
    certificate({ name: "server", address, issuer: authority }),
    /authority is not known/,
  ],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    certificate({ name: "other", authority: true, hosts: ["other.example"] }),
    /for another host|self-signed/,
  ],
  CERT_HAS_EXPIRED: [
    certificate({ name: "old", address, authority: true, from: ago(9), until: ago(1) }),
    /has expired|self-signed/,
  ],
} as const;

describe("a server that cannot prove who it is", () => {
  for (const [code, [made, words]] of Object.entries(certificates)) {
    it(`is told by its certificate (${code}), and gets neither key nor text`, async () => {
      const server = await RawServer.start(httpAnswer(200), made);
      const host = `127.0.0.1:${server.port}`;
      const baseURL = `https://${host}/v1`;
      const end = endOf(await ask(destinationOfEntry({ provider: "openai-compatible", baseURL })));
      await server.stop();
      assert.ok(end.type === "error");
      assert.equal(end.error.kind, "certificate");
      assert.match(end.error.detail ?? "", words);
      assert.ok(end.error.detail?.includes(host));
      assert.deepEqual([server.connections, server.received], [1, ""]);
    });
  }

  it("is told when it does not speak TLS at all", async () => {
    const server = await RawServer.start(httpAnswer(200));
    const baseURL = `https://127.0.0.1:${server.port}/v1`;
    const end = endOf(await ask(destinationOfEntry({ provider: "openai-compatible", baseURL })));
    await server.stop();
    assert.ok(end.type === "error" && end.error.kind === "unreachable", JSON.stringify(end));
    assert.ok(!server.received.includes(testKey));
  });

  it("is told when its name has no address", async () => {
    const baseURL = "https://nowhere.invalid/v1";
    const end = endOf(await ask(destinationOfEntry({ provider: "openai-compatible", baseURL })));
    assert.ok(end.type === "error" && end.error.kind === "hostNotFound", JSON.stringify(end));
    assert.match(end.error.detail ?? "", /nowhere\.invalid/);
  });
});
