import assert from "node:assert/strict";
import { errorBodyOf } from "../../../src/client/errorBody";
import { errorOfResponse } from "../../../src/client/errors";
import { retryAfterOf } from "../../../src/client/retryAfter";
import { destinationAt } from "../../support/asking";

const now = Date.UTC(2026, 0, 1);

/** The wait that headers and words ask for. */
function waitOf(headers: Readonly<Record<string, string>>, words = ""): number | undefined {
  return retryAfterOf(new Headers(headers), errorBodyOf(words), now);
}

describe("the wait that a provider asks for", () => {
  const cases: readonly (readonly [
    string,
    Readonly<Record<string, string>>,
    number | undefined,
  ])[] = [
    ["nothing", {}, undefined],
    ["seconds", { "retry-after": "20" }, 20_000],
    ["61 seconds", { "retry-after": "61" }, 61_000],
    ["a fraction", { "retry-after": "1.5" }, 1500],
    ["0", { "retry-after": "0" }, 1000],
    ["a number below 0", { "retry-after": "-5" }, 1000],
    ["an HTTP date", { "retry-after": "Thu, 01 Jan 2026 00:00:30 GMT" }, 30_000],
    ["a date that is past", { "retry-after": "Wed, 31 Dec 2025 00:00:30 GMT" }, 1000],
    ["more than a day", { "retry-after": "9999999" }, 86_400_000],
    ["text", { "retry-after": "soon" }, undefined],
    ["milliseconds", { "retry-after-ms": "250", "retry-after": "1" }, 250],
    ["0 milliseconds beside a second", { "retry-after-ms": "0", "retry-after": "1" }, 1000],
    ["0 milliseconds alone", { "retry-after-ms": "0" }, 1000],
    ["minutes and seconds", { "x-ratelimit-reset-tokens": "17m16.8s" }, 1_036_800],
    ["a unit of milliseconds", { "x-ratelimit-reset-requests": "635ms" }, 635],
    ["hours", { "x-ratelimit-reset-requests": "1h2m3s" }, 3_723_000],
    ["milliseconds since 1970", { "x-ratelimit-reset": String(now + 9000) }, 9000],
    ["seconds since 1970", { "x-ratelimit-reset": String(now / 1000 + 9) }, 9000],
    ["plain seconds", { "x-ratelimit-reset": "7" }, 7000],
    ["a date of Anthropic's", { "anthropic-ratelimit-tokens-reset": "2026-01-01T00:00:05Z" }, 5000],
  ];
  for (const [name, headers, wait] of cases) {
    it(`is read from ${name}`, () => assert.equal(waitOf(headers), wait));
  }

  it("is that of the limit that is used up", () => {
    const headers = {
      "x-ratelimit-remaining-requests": "0",
      "x-ratelimit-reset-requests": "2s",
      "x-ratelimit-remaining-tokens": "9000",
      "x-ratelimit-reset-tokens": "9m",
    };
    assert.equal(waitOf(headers), 2000);
    assert.equal(waitOf({ ...headers, "x-ratelimit-remaining-requests": "3" }), undefined);
  });

  const words: readonly (readonly [string, number | undefined])[] = [
    ["Rate limit reached. Please try again in 20s. Visit https://host", 20_000],
    ["Please try again in 7m12.5s.", 432_500],
    ["Please try again in 680ms", 680],
    ["Please retry after 13 seconds.", 13_000],
    ["Try again in 2 minutes", 120_000],
    ["Please try again later.", undefined],
    ["try again in 3 days", undefined],
  ];
  for (const [text, wait] of words) {
    it(`is read from “${text}”`, () => assert.equal(waitOf({}, text), wait));
  }

  it("is read from the body: Gemini's delay, and OpenRouter's headers", () => {
    const gemini = errorBodyOf([{ error: { details: [{}, { retryDelay: "13.5s" }] } }]);
    assert.equal(retryAfterOf(new Headers(), gemini, now), 13_500);
    const metadata = {
      headers: { "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": `${now + 4}` },
    };
    assert.equal(retryAfterOf(new Headers(), errorBodyOf({ error: { metadata } }), now), 4);
  });

  it("is told only where the same request may be answered later", () => {
    const waitAfter = (status: number) =>
      errorOfResponse(
        destinationAt("https://host.example/v1"),
        "small",
        { status, headers: new Headers({ "retry-after": "2" }), body: "" },
        now,
      ).retryAfterMs;
    assert.deepEqual([429, 503, 400, 401].map(waitAfter), [2000, 2000, undefined, undefined]);
  });
});
