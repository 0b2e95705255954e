import assert from "node:assert/strict";
import * as vscode from "vscode";
import { type Connection, defaultConnection } from "../../../src/core/connections";
import type { ChatError } from "../../../src/core/errors";
import { providerOf } from "../../../src/core/providers";
import { Keys } from "../../../src/host/keys";

/** The key that would be sent, or why there is none. */
async function keyFor(keys: Keys, connection: Connection): Promise<string | undefined | ChatError> {
  const found = await keys.secretsFor(connection);
  return "kind" in found ? found : found.key;
}

describe("Keys over a secret storage that", () => {
  const row = providerOf("openai");
  if (!row) throw new Error("no row");
  const openai = defaultConnection(row);

  it("works: stores a key for its origin, and removes it", async () => {
    const secrets = memorySecrets();
    const keys = new Keys(secrets, () => undefined);
    await keys.set(openai, "sk-test-123");
    assert.equal(await keyFor(keys, openai), "sk-test-123");
    assert.equal(
      secrets.values.get("parley.key.openai"),
      '{"v":1,"key":"sk-test-123","origin":"https://api.openai.com"}',
    );
    assert.equal(await keys.source(openai), "stored");
    await keys.remove(openai);
    assert.deepEqual(await keyFor(keys, openai), { kind: "noKey", values: ["OpenAI"] });
  });

  it("works: does not send a key to another origin unless the user says so, and asks once", async () => {
    const secrets = memorySecrets();
    const keys = new Keys(secrets, () => undefined);
    await keys.set(openai, "sk-test-123");
    const moved: Connection = { ...openai, baseURL: "https://elsewhere.example/v1" };
    // Dialogs are refused in a test host: the user said no.
    for (let asked = 0; asked < 2; asked++) {
      assert.deepEqual(await keyFor(keys, moved), {
        kind: "keyElsewhere",
        values: ["https://api.openai.com", "https://elsewhere.example"],
      });
    }
  });

  it("is empty: takes the environment's key for the untouched default connection only", async () => {
    const keys = new Keys(memorySecrets(), name =>
      name === "OPENAI_API_KEY" ? "sk-env" : undefined,
    );
    assert.equal(await keyFor(keys, openai), "sk-env");
    assert.deepEqual(await keys.source(openai), { variable: "OPENAI_API_KEY" });
    assert.equal(typeof (await keyFor(keys, { ...openai, keyVariables: [] })), "object");
  });

  it("throws: says so as data, and tells that it does not work", async () => {
    const keys = new Keys(
      { ...memorySecrets(), get: () => Promise.reject(new Error("keyring locked")) },
      () => undefined,
    );
    assert.deepEqual(await keyFor(keys, openai), { kind: "secretStore", detail: "keyring locked" });
    assert.equal(keys.problem, "keyring locked");
    assert.equal(await keys.source(openai), "none");
  });

  it("never answers: gives up after three seconds", async () => {
    const keys = new Keys(
      { ...memorySecrets(), get: () => new Promise<undefined>(() => {}) },
      () => undefined,
    );
    const error = await keyFor(keys, openai);
    assert.ok(typeof error === "object" && error.kind === "secretStore");
    assert.match(error.detail ?? "", /3 seconds/);
  }).timeout(30_000);

  it("forgets what it stores: says that the key was not kept", async () => {
    const keys = new Keys({ ...memorySecrets(), store: async () => {} }, () => undefined);
    await assert.rejects(keys.set(openai, "sk-test-123"), /did not keep the key/);
  });

  it("holds junk: asks for the key again", async () => {
    const secrets = memorySecrets();
    secrets.values.set("parley.key.openai", "not json");
    assert.deepEqual(await keyFor(new Keys(secrets, () => undefined), openai), {
      kind: "noKey",
      values: ["OpenAI"],
    });
  });

  it("works again: is no problem any more", async () => {
    const secrets = memorySecrets();
    let broken = true;
    const keys = new Keys(
      { ...secrets, get: name => (broken ? Promise.reject(new Error("no")) : secrets.get(name)) },
      () => undefined,
    );
    await keyFor(keys, openai);
    broken = false;
    await keyFor(keys, openai);
    assert.equal(keys.problem, undefined);
  });
});

/** A secret storage whose single calls a test can replace. */
function memorySecrets() {
  const values = new Map<string, string>();
  return {
    values,
    get: async (name: string) => values.get(name),
    store: async (name: string, value: string) => void values.set(name, value),
    delete: async (name: string) => void values.delete(name),
    keys: async () => [...values.keys()],
    onDidChange: new vscode.EventEmitter<vscode.SecretStorageChangeEvent>().event,
  };
}
