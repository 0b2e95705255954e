import assert from "node:assert/strict";
import { ask, endOf } from "../../support/asking";
import { certificate } from "../../support/certificates";
import { destinationOfEntry } from "../../support/entries";
import { httpAnswer, RawServer } from "../../support/rawServer";

const key = "canary-key-0123456789abcdef";
const prompt = "canary-prompt-fedcba9876543210";

const codes = [301, 302, 303, 307, 308];

/** The ways to send a key. */
const styles: Readonly<Record<string, object>> = {
  bearer: { auth: "bearer" },
  "api-key": { auth: "api-key" },
  "a header of the server's own": { auth: "none", headers: { "x-api-key": "${secret:k}" } },
  "a secret in a header, with a word": {
    auth: "none",
    headers: { authorization: "Token ${secret:k}" },
  },
  none: { auth: "none" },
};

describe("a redirect", () => {
  let elsewhere: RawServer;
  let plain: RawServer;

  before(async () => {
    elsewhere = await RawServer.start(httpAnswer(200));
    plain = await RawServer.start(httpAnswer(200));
  });
  after(async () => {
    await elsewhere.stop();
    await plain.stop();
  });

  /** Where it leads, seen from a server. */
  const targets: Readonly<Record<string, (here: string, port: number) => string>> = {
    "another host": () => `http://localhost:${elsewhere.port}/v1/chat/completions`,
    "another port": () => `http://127.0.0.1:${elsewhere.port}/v1/chat/completions`,
    "plain http": () => `http://127.0.0.1:${plain.port}/v1/chat/completions`,
    "the same host, with a user": (_here, port) => `http://u:p@127.0.0.1:${port}/v2`,
    "another path": () => "/v2/chat/completions",
  };

  for (const [target, location] of Object.entries(targets)) {
    const secure = target === "plain http";
    for (const code of codes) {
      for (const [style, fields] of Object.entries(styles)) {
        it(`(${code}) to ${target} carries no key and no body, sent by ${style}`, async () => {
          const made = secure
            ? certificate({ name: "here", authority: true, address: "127.0.0.1" })
            : undefined;
          const where = { value: "" };
          const server = await redirecting(code, where, made);
          const scheme = secure ? "https" : "http";
          const here = `${scheme}://127.0.0.1:${server.port}/v1`;
          where.value = location(here, server.port);
          const entry = { provider: "openai-compatible", baseURL: here, ...fields };
          const destination = { ...destinationOfEntry(entry, { k: key }), key };
          const end = await trusting(secure, async () =>
            endOf(await ask(destination, [{ role: "user", content: prompt }])),
          );
          await server.stop();
          assert.ok(end.type === "error" && end.error.kind === "redirect", JSON.stringify(end));
          assert.ok(end.error.values?.[1]?.startsWith("http"), "it names the target");
          assert.ok(!JSON.stringify(end).includes(key) && !JSON.stringify(end).includes("u:p"));
          assert.equal(server.received.split("POST ").length - 1, 1, "one request");
          assert.ok(server.received.includes(prompt), "the server itself was asked");
          assert.equal(server.received.includes(key), style !== "none");
          for (const other of [elsewhere, plain])
            assert.deepEqual([other.connections, other.received], [0, ""]);
        });
      }
    }
  }
});

/** A server whose answer is made when it is known where it leads. */
async function redirecting(
  code: number,
  where: { readonly value: string },
  made: Parameters<typeof RawServer.start>[1],
): Promise<RawServer> {
  return RawServer.start(() => httpAnswer(code, { location: where.value }), made);
}

/** Takes any certificate meanwhile: Node has no other way for its own `fetch`. */
async function trusting<T>(on: boolean, work: () => Promise<T>): Promise<T> {
  if (!on) return work();
  const name = "NODE_TLS_REJECT_UNAUTHORIZED";
  process.env[name] = "0";
  try {
    return await work();
  } finally {
    delete process.env[name];
  }
}
