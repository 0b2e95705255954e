import assert from "node:assert/strict";
import { errorOf, errorOfResponse } from "../../../src/client/errors";
import { defaultConnection } from "../../../src/core/connections";
import type { ChatErrorKind } from "../../../src/core/errors";
import { providerOf } from "../../../src/core/providers";
import { destinationAt } from "../../support/asking";

const here = destinationAt("https://host.example/v1");

/** What a response means to a connection of a row. */
function kindOf(status: number, message: string, model = "small", provider = "openai-compatible") {
  const row = providerOf(provider);
  assert.ok(row);
  const connection = { ...defaultConnection(row), baseURL: "https://host.example/v1" };
  const body = message === "" ? "" : JSON.stringify({ error: { message } });
  return errorOfResponse({ ...here, connection }, model, { status, headers: new Headers(), body });
}

describe("a refusal", () => {
  const cases: readonly (readonly [number, string, ChatErrorKind])[] = [
    [400, "API key not valid. Please pass a valid API key.", "auth"],
    [400, "API Key not found. Please pass a valid API key.", "auth"],
    [400, "Incorrect%20API%20key%20provided:%20ba***na.", "auth"],
    [403, "Invalid API key", "auth"],
    [403, "Your team is not allowed to use this model", "refusedRequest"],
    [400, "The model `small` has been decommissioned and is no longer supported.", "modelNotFound"],
    [400, "Model Not Exist", "modelNotFound"],
    [410, "The model small is deprecated", "modelNotFound"],
    [400, "`temperature` is deprecated for this model.", "badRequest"],
    [400, "tool x does not exist", "badRequest"],
    [400, "the api_key field is not a parameter", "badRequest"],
    [402, "Insufficient Balance", "quota"],
  ];
  for (const [status, words, kind] of cases) {
    it(`with ${status} and “${words}” is ${kind}`, () => {
      assert.equal(kindOf(status, words).kind, kind);
    });
  }

  it("of a list names no model", () => {
    assert.equal(kindOf(400, "Model Not Exist", "").kind, "badRequest");
  });

  it("of a connection without a key, which may have one, asks for it", () => {
    const { key: _key, ...keyless } = here;
    const response = { status: 401, headers: new Headers(), body: "" };
    assert.equal(errorOfResponse(keyless, "", response).kind, "noKey");
    const none = { ...here, connection: { ...here.connection, auth: "none" as const } };
    assert.equal(errorOfResponse(none, "", response).kind, "keyWanted");
  });

  const gone: readonly (readonly [number, string])[] = [
    [404, "The model grok-beta was deprecated on 2025-09-15, use grok-3"],
    [404, ""],
    [410, "gone"],
    [400, ""],
    [400, "Unknown model"],
    [403, "The model grok-beta is no longer available"],
  ];
  for (const [status, words] of gone) {
    it(`of a model that is gone names its successor: ${status} ${words}`, () => {
      const { kind, values } = kindOf(status, words, "grok-beta", "xai");
      assert.deepEqual([kind, values], ["modelGone", ["xAI", "grok-beta", "grok-4.3"]]);
    });
  }

  it("of something else about such a model stays what it is", () => {
    assert.equal(kindOf(400, "temperature must be below 2", "grok-3", "xai").kind, "badRequest");
    assert.equal(kindOf(429, "slow down", "grok-3", "xai").kind, "rateLimit");
    assert.equal(kindOf(401, "no", "grok-3", "xai").kind, "auth");
    assert.equal(kindOf(404, "no model", "grok-4.3", "xai").kind, "modelNotFound");
  });
});

describe("errorOf", () => {
  it("shows neither key nor secrets, wherever they come back", () => {
    const secrets = { a: "first-secret-0123456789", b: "other-secret-0123456789" };
    const words = Object.values(secrets).join(" and ");
    const error = errorOf(new Error(words), { ...here, secrets }, false);
    assert.equal(error.detail, "••• and •••");
  });
});
