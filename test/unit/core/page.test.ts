import assert from "node:assert/strict";
import { pageHtml } from "../../../src/core/page";

const sources = {
  uri: (path: string) => `https://own/${path}`,
  source: "https://own",
  language: "en",
  bundle: {},
};

describe("pageHtml", () => {
  it("has the one policy, with a new nonce for its one script each time", () => {
    const page = pageHtml(sources);
    const nonce = /<script [^>]*nonce="([^"]+)"/.exec(page)?.[1] ?? "";
    const policy = [
      "default-src 'none'",
      `script-src 'nonce-${nonce}' 'strict-dynamic' https://own`,
      "style-src https://own",
      "img-src https://own data: blob:",
      "form-action 'none'",
      "base-uri 'none'",
      "require-trusted-types-for 'script'",
      "trusted-types 'none'",
    ].join("; ");
    assert.ok(nonce.length >= 16);
    assert.ok(page.includes(`http-equiv="Content-Security-Policy" content="${policy}"`));
    assert.equal(page.match(/<script/g)?.length, 1);
    assert.ok(!pageHtml(sources).includes(nonce));
  });

  it("lets no translation leave its attribute", () => {
    const text = '"><script>&quot;';
    const page = pageHtml({ ...sources, language: text, bundle: { [text]: text } });
    assert.equal(page.match(/<script/g)?.length, 1);
    const attribute = /data-l10n="([^"]*)"/.exec(page)?.[1] ?? "";
    const read = attribute
      .replaceAll("&lt;", "<")
      .replaceAll("&quot;", '"')
      .replaceAll("&amp;", "&");
    assert.deepEqual(JSON.parse(read), { [text]: text });
  });
});
