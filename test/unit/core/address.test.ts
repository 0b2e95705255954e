import assert from "node:assert/strict";
import * as fc from "fast-check";
import { hostOf, isLoopback, openableLink, originOf, readAddress } from "../../../src/core/address";

describe("readAddress", () => {
  const read: Readonly<Record<string, string>> = {
    "https://host/v1": "https://host/v1",
    "  https://host/v1/  ": "https://host/v1",
    "https://host/v1///": "https://host/v1",
    "HTTPS://Host/v1": "https://host/v1",
    "https://host:443/v1": "https://host/v1",
    "https://host": "https://host/v1",
    "https://host/": "https://host/v1",
    "https://host//": "https://host/v1",
    host: "https://host/v1",
    "host:8080": "https://host:8080/v1",
    "host/api/v3/": "https://host/api/v3",
    "//host/v1": "https://host/v1",
    "https://host/v1?": "https://host/v1",
    "https://host/openai/v1": "https://host/openai/v1",
    "https://host/v1/chat/completions": "https://host/v1",
    "https://host/v1/chat/completions/": "https://host/v1",
    "https://host/v1/completions": "https://host/v1",
    "https://host/v1/models": "https://host/v1",
    "https://host/models/v1": "https://host/models/v1",
    "https://bücher.example": "https://xn--bcher-kva.example/v1",
    localhost: "http://localhost/v1",
    "localhost:11434": "http://localhost:11434/v1",
    "LOCALHOST:11434/v1": "http://localhost:11434/v1",
    "model.localhost:1": "https://model.localhost:1/v1",
    "127.0.0.1:8080/v1/": "http://127.0.0.1:8080/v1",
    "[::1]:8080": "http://[::1]:8080/v1",
    "https://localhost:1": "https://localhost:1/v1",
    "localhost.evil:1": "https://localhost.evil:1/v1",
    "192.168.0.2:8080": "https://192.168.0.2:8080/v1",
    "[fd00::2]:8080": "https://[fd00::2]:8080/v1",
  };
  for (const [typed, baseURL] of Object.entries(read)) {
    it(`reads “${typed}” as ${baseURL}`, () => {
      assert.deepEqual(readAddress(typed), { ok: true, baseURL, insecure: false });
    });
  }

  for (const typed of ["http://host/v1", "http://localhost.evil", "http://10.0.0.1:1"]) {
    it(`warns that ${typed} is not encrypted`, () => {
      const reading = readAddress(typed);
      assert.equal(reading.ok && reading.insecure, true);
    });
  }

  for (const typed of ["http://127.1:1", "http://0x7f.1", "http://[::1]:1"]) {
    it(`knows that ${typed} stays on this computer`, () => {
      const reading = readAddress(typed);
      assert.equal(reading.ok && reading.insecure, false);
    });
  }

  const refused: Readonly<Record<string, RegExp>> = {
    "": /Enter the base URL/,
    " \t": /Enter the base URL/,
    "https://": /not a URL/,
    "https:// host": /not a URL/,
    "[::1": /not a URL/,
    "::1": /not a URL/,
    "host:99999": /not a URL/,
    "<https://host/v1>": /not a URL/,
    "Endpoint: https://host/v1": /not a URL/,
    "curl https://host/v1": /not a URL/,
    "https://host/v1 Key: secret": /not a URL/,
    '"https://host/v1"': /not a URL/,
    "'https://host/v1'": /not a URL/,
    "https:/host/v1": /not a URL/,
    "http//host/v1": /not a URL/,
    "https:host": /not a URL/,
    "javascript:alert(1)": /not a URL/,
    "data:text/html,x": /not a URL/,
    "ftp://host": /http and https/,
    "file:///etc/passwd": /http and https/,
    "https://user:secret@host/v1": /user name and password/,
    "user@host": /user name and password/,
    "https://host/v1?key=secret": /from “\?”/,
    "https://host/openai/deployments/x/chat/completions?api-version=1": /from “\?”/,
    "https://host/v1#top": /from “\?”/,
  };
  for (const [typed, problem] of Object.entries(refused)) {
    it(`refuses “${typed}” with a reason that shows no secret`, () => {
      const reading = readAddress(typed);
      assert.ok(!reading.ok);
      assert.match(reading.problem, problem);
      assert.ok(!reading.problem.includes("secret"));
    });
  }

  it("never throws, and reads its own result as it is", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.ipV6(), fc.domain()), typed => {
        const reading = readAddress(typed);
        if (!reading.ok) return;
        assert.deepEqual(readAddress(reading.baseURL), reading);
        assert.ok(!reading.baseURL.endsWith("/"));
      }),
    );
  });
});

describe("isLoopback", () => {
  for (const host of ["localhost", "LocalHost", "[::1]", "127.0.0.1", "127.8.9.10"]) {
    it(`takes ${host} for this computer`, () => assert.equal(isLoopback(host), true));
  }

  const others = [
    "localhost.evil",
    "a.localhost",
    "notlocalhost",
    "127.0.0.1.evil",
    "127.evil",
    "128.0.0.1",
  ];
  for (const host of [...others, "0.0.0.0", "[::]", "[::2]", "::1", "evil", ""]) {
    it(`takes “${host}” for another computer`, () => assert.equal(isLoopback(host), false));
  }

  it("takes the other spellings of 127.0.0.1 for this computer once they are in a URL", () => {
    const hosts = ["127.1", "0x7f.1", "2130706433", "0177.0.0.1"];
    assert.ok(hosts.every(host => isLoopback(new URL(`http://${host}`).hostname)));
  });
});

describe("openableLink", () => {
  for (const link of ["https://host/a?b#c", "http://host", "mailto:a@b.example", "HTTPS://host"]) {
    it(`lets ${link} be opened`, () => assert.equal(openableLink(link)?.href, new URL(link).href));
  }

  const others = [
    "command:workbench.action.quit",
    "vscode://parley.parley/x",
    "javascript:alert(1)",
  ];
  others.push("data:text/html,x", "file:///etc/passwd", "vscode-file://x", "JaVaScRiPt:alert(1)");
  others.push("\u0001javascript:alert(1)", "java\nscript:alert(1)", "blob:https://host/x");
  others.push("ssh://host", "about:blank", "//host", "/path", "a.html", "");
  for (const link of others) {
    it(`opens nothing for ${JSON.stringify(link)}`, () => {
      assert.equal(openableLink(link), undefined);
    });
  }
});

describe("hostOf and originOf", () => {
  it("name host and port, and what a key is bound to", () => {
    assert.equal(hostOf("https://host:8080/v1"), "host:8080");
    assert.equal(originOf("https://host:8080/v1"), "https://host:8080");
  });

  it("do not throw for what is no URL", () => {
    assert.deepEqual([hostOf("?"), originOf("?")], ["?", ""]);
  });
});
