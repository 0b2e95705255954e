import assert from "node:assert/strict";
import { errorOf } from "../../../src/client/errors";
import type { ChatErrorKind } from "../../../src/core/errors";
import { destinationAt } from "../../support/asking";

const here = destinationAt("https://host.example:8443/v1");

function failed(cause: unknown): Error {
  return new TypeError("fetch failed", { cause });
}

function coded(code: string, message = "x"): Error {
  return Object.assign(new Error(message), { code });
}

describe("a request that does not get through", () => {
  const cases: readonly (readonly [string, ChatErrorKind, RegExp])[] = [
    ["ENOTFOUND", "hostNotFound", /^The name has no address/],
    ["EAI_AGAIN", "hostNotFound", /^Names cannot be looked up/],
    ["ECONNREFUSED", "unreachable", /^Nobody listens/],
    ["ECONNRESET", "unreachable", /^The connection was closed/],
    ["UND_ERR_SOCKET", "unreachable", /^The connection was closed/],
    ["ETIMEDOUT", "timeout", /^There was no answer/],
    ["UND_ERR_CONNECT_TIMEOUT", "timeout", /^There was no answer/],
    ["DEPTH_ZERO_SELF_SIGNED_CERT", "certificate", /^The certificate is self-signed/],
    ["SELF_SIGNED_CERT_IN_CHAIN", "certificate", /^An authority/],
    ["CERT_HAS_EXPIRED", "certificate", /has expired/],
    ["ERR_TLS_CERT_ALTNAME_INVALID", "certificate", /for another host/],
    ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "certificate", /authority is not known/],
    ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "certificate", /authority is not known/],
    ["ERR_SSL_WRONG_VERSION_NUMBER", "unreachable", /does not speak TLS/],
  ];
  for (const [code, kind, words] of cases) {
    it(`for ${code} names cause, host and code`, () => {
      const error = errorOf(failed(coded(code)), here, false);
      assert.deepEqual([error.kind, error.values, error.code], [kind, ["host.example:8443"], code]);
      assert.match(error.detail ?? "", words);
      assert.ok(error.detail?.endsWith(`: host.example:8443 (${code})`), error.detail);
    });
  }

  it("is unfolded from several addresses, and from what Chromium says", () => {
    const several = new AggregateError([coded("ECONNREFUSED"), coded("ECONNREFUSED")], "");
    assert.equal(errorOf(failed(several), here, false).code, "ECONNREFUSED");
    const chromium = errorOf(failed(new Error("net::ERR_NAME_NOT_RESOLVED")), here, false);
    assert.deepEqual([chromium.kind, chromium.code], ["hostNotFound", "ERR_NAME_NOT_RESOLVED"]);
  });

  it("is the proxy's doing when the proxy says so", () => {
    const tunnel = coded("UND_ERR_ABORTED", "Proxy response (407) !== 200 when HTTP Tunneling");
    assert.equal(errorOf(failed(tunnel), here, false).kind, "proxy");
    const refused = errorOf(failed(new Error("net::ERR_PROXY_CONNECTION_FAILED")), here, false);
    assert.equal(refused.kind, "proxy");
  });

  it("after the answer began was cut off, for the same cause", () => {
    const { kind, detail } = errorOf(failed(coded("ECONNRESET")), here, true);
    assert.equal(kind, "cutOff");
    assert.match(detail ?? "", /^The connection was closed.*ECONNRESET/);
  });

  it("for another cause says what was said", () => {
    const { kind, detail } = errorOf(failed(new Error("odd")), here, false);
    assert.deepEqual([kind, detail], ["unreachable", "odd"]);
  });
});
