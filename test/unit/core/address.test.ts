import assert from "node:assert/strict";
import * as fc from "fast-check";
import { hostOf, openableLink, originOf, readAddress } from "../../../src/core/address";
import { isLoopback } from "../../../src/core/hosts";
import { fill } from "../../../src/core/phrase";
import { providers } from "../../../src/core/providers";

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
    "host.example/api/v3/": "https://host.example/api/v3",
    "//host.example/v1": "https://host.example/v1",
    "https://host/v1?": "https://host/v1",
    "https://host/openai/v1": "https://host/openai/v1",
    "https://host/v1/chat/completions": "https://host/v1",
    "https://host/v1/chat/completions/": "https://host/v1",
    "https://host/v1/completions": "https://host/v1",
    "https://host/v1/models": "https://host/v1",
    "https://host/models/v1": "https://host/models/v1",
    "https://bücher.example": "https://xn--bcher-kva.example/v1",
    localhost: "http://localhost/v1",
    "LOCALHOST:8081/v1": "http://localhost:8081/v1",
    "model.localhost:1": "https://model.localhost:1/v1",
    "127.0.0.1:8080/v1/": "http://127.0.0.1:8080/v1",
    "[::1]:8080": "http://[::1]:8080/v1",
    "https://localhost:1": "https://localhost:1/v1",
    "localhost.evil:1": "https://localhost.evil:1/v1",
    "host.example:8080": "https://host.example:8080/v1",
    "https://host.example/v1/responses": "https://host.example/v1",
    "https://host.example/v1/embeddings": "https://host.example/v1",
    "https://host.example/v1/messages": "https://host.example/v1",
    "https://host.example/v1/chat": "https://host.example/v1",
    "https://host.example/v1/models/small": "https://host.example/v1",
    "https://host.example/v1/models/models": "https://host.example/v1",
    "https://host.example//api//v1": "https://host.example/api/v1",
    "https://host.example/v1/,/": "https://host.example/v1",
    "https://host.example/chat": "https://host.example/chat",
    "https://host.example/v1#top": "https://host.example/v1",
    '"https://host.example/v1"': "https://host.example/v1",
    '"https://host.example/v1",': "https://host.example/v1",
    "'https://host.example/v1/';": "https://host.example/v1",
    "`https://host.example/v1`.": "https://host.example/v1",
    "“https://host.example/v1”": "https://host.example/v1",
    "<https://host.example/v1>": "https://host.example/v1",
    "(https://host.example/v1)": "https://host.example/v1",
    "\u200bhttps://host.example/v1\u200b": "https://host.example/v1",
    "BASE_URL=https://host.example/v1": "https://host.example/v1",
    'export BASE_URL="https://host.example/v1/"': "https://host.example/v1",
    '$env:BASE_URL = "https://host.example/v1"': "https://host.example/v1",
    "base_url='https://host.example/v1',": "https://host.example/v1",
    "OLLAMA_HOST=127.0.0.1:8081": "http://127.0.0.1:8081/v1",
    "0.0.0.0:8000": "http://127.0.0.1:8000/v1",
    "http://0.0.0.0:8000/v1": "http://127.0.0.1:8000/v1",
    "[::]:8000": "http://[::1]:8000/v1",
  };
  for (const [typed, baseURL] of Object.entries(read)) {
    it(`reads “${typed}” as ${baseURL}`, () => {
      assert.deepEqual(readAddress(typed), { ok: true, baseURL, insecure: false, query: {} });
    });
  }

  const near: Readonly<Record<string, string>> = {
    host: "http://host/v1",
    "host:8080": "http://host:8080/v1",
    "//nas/v1": "http://nas/v1",
    "nas.local:11434/v1": "http://nas.local:11434/v1",
    "192.168.0.2:8080": "http://192.168.0.2:8080/v1",
    "10.1.2.3": "http://10.1.2.3/v1",
    "172.31.0.1:1": "http://172.31.0.1:1/v1",
    "100.64.0.7:1": "http://100.64.0.7:1/v1",
    "[fd00::2]:8080": "http://[fd00::2]:8080/v1",
    "host.docker.internal:11434": "http://host.docker.internal:11434/v1",
  };
  for (const [typed, baseURL] of Object.entries(near)) {
    it(`takes “${typed}” for a host nearby, which has no certificate`, () => {
      const { provider: _known, ...reading } = { provider: "", ...readAddress(typed) };
      assert.deepEqual(reading, { ok: true, baseURL, insecure: true, query: {} });
    });
  }

  for (const typed of ["172.32.0.1", "100.128.0.1", "8.8.8.8", "nas:443", "local.example"]) {
    it(`takes “${typed}” for a host far away`, () => {
      const reading = readAddress(typed);
      assert.ok(reading.ok && reading.baseURL.startsWith("https://"));
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
    "Endpoint: https://host/v1": /not a URL/,
    "curl https://host/v1": /not a URL/,
    "https://host/v1 Key: secret": /not a URL/,
    "https:/host/v1": /not a URL/,
    "https:\\\\host\\v1": /not a URL/,
    "http//host/v1": /not a URL/,
    "https:host": /not a URL/,
    "javascript:alert(1)": /not a URL/,
    "data:text/html,x": /not a URL/,
    "ftp://host": /http and https/,
    "file:///etc/passwd": /http and https/,
    "https://user:secret@host/v1": /user name and password/,
    "user@host": /user name and password/,
    "https://host/v1?key=secret": /key out of the URL/,
    "https://host/v1?v=1&api-key=secret": /key out of the URL/,
    "https://host/v1?access_token=secret": /key out of the URL/,
    "https://host/v1?subscription-key=secret": /key out of the URL/,
    "https://{resource}.openai.azure.com": /not a URL/,
    "https://<resource>.openai.azure.com/": /not a URL/,
    "name=host": /not a URL/,
    "wss://host/v1": /http and https/,
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
        assertStable(reading.baseURL);
      }),
    );
  });

  it("reads its own result as it is for every path that a host may have", () => {
    const hosts = providers.flatMap(({ baseURL, formerBaseURLs = [] }) => [
      ...(baseURL === undefined ? [] : [baseURL]),
      ...formerBaseURLs,
    ]);
    const others = ["https://r.openai.azure.com", "https://host.example", "http://nas.local:11434"];
    const origin = fc.constantFrom(...hosts.map(address => new URL(address).origin), ...others);
    const parts = ["v1", "openai", "deployments", "chat", "completions", "models", "api", "v1beta"];
    const path = fc.array(fc.constantFrom(...parts, "x", "", "responses"), { maxLength: 7 });
    fc.assert(
      fc.property(origin, path, (origin, names) => {
        const reading = readAddress([origin, ...names].join("/"));
        assert.ok(reading.ok);
        assertStable(reading.baseURL);
      }),
      { numRuns: 2000 },
    );
  });

  function assertStable(baseURL: string): void {
    const again = readAddress(baseURL);
    assert.equal(again.ok && again.baseURL, baseURL);
    assert.ok(!baseURL.endsWith("/"));
  }
});

describe("readAddress at a known host", () => {
  const azure = (host: string, model?: string) => ({
    baseURL: `https://${host}/openai/v1`,
    provider: "azure",
    ...(model !== undefined && { model }),
    remark:
      model === undefined
        ? "Azure's v1 address; the model is the name of your deployment."
        : `Azure's v1 address; “${model}” is the deployment, used as the model.`,
  });
  const versioned = (host: string, deployment: string, apiVersion: string) => ({
    ...azure(host, deployment),
    versioned: { baseURL: `https://${host}`, deployment, apiVersion },
  });
  const models = (host: string) => ({
    ...azure(host),
    remark:
      "Azure's v1 address in place of “/models”, which Azure retires from 2026-08-26; the model is the name of your deployment.",
  });
  const today = (baseURL: string, provider: string, label: string) => ({
    baseURL,
    provider,
    remark: `The address of ${label} today.`,
  });
  const groq = { baseURL: "https://api.groq.com/openai/v1", provider: "groq" };
  const router = { baseURL: "https://openrouter.ai/api/v1", provider: "openrouter" };
  const gemini = "https://generativelanguage.googleapis.com/v1beta/openai";
  const synthetic = today("https://api.synthetic.new/openai/v1", "synthetic", "Synthetic (GLHF)");
  const ollama = { baseURL: "http://localhost:11434/v1", provider: "ollama" };
  const chat = "The address of Ollama for the Chat Completions API.";

  const known: Readonly<Record<string, object>> = {
    "https://r.openai.azure.com/": azure("r.openai.azure.com"),
    "r.openai.azure.com": azure("r.openai.azure.com"),
    "AZURE_OPENAI_ENDPOINT=https://r.openai.azure.com/": azure("r.openai.azure.com"),
    "https://r.openai.azure.com/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21":
      versioned("r.openai.azure.com", "gpt-4o", "2024-10-21"),
    "https://r.openai.azure.com/openai/deployments/my%20own?api-version=1": versioned(
      "r.openai.azure.com",
      "my own",
      "1",
    ),
    "https://r.cognitiveservices.azure.com/openai/deployments/d/chat/completions?api-version=1":
      versioned("r.cognitiveservices.azure.com", "d", "1"),
    "https://r.cognitiveservices.azure.com/": azure("r.cognitiveservices.azure.com"),
    "https://r.services.ai.azure.com/models/chat/completions?api-version=2024-05-01-preview":
      models("r.services.ai.azure.com"),
    "https://r.services.ai.azure.com/models": models("r.services.ai.azure.com"),
    "https://r.services.ai.azure.com/api/projects/p": azure("r.services.ai.azure.com"),
    "https://r.openai.azure.us/openai/deployments/d": azure("r.openai.azure.us", "d"),
    "https://r.openai.azure.cn": azure("r.openai.azure.cn"),
    "https://r.openai.azure.com/openai/v1/": {
      baseURL: "https://r.openai.azure.com/openai/v1",
      provider: "azure",
    },
    "https://r.openai.azure.com/openai/v1/chat/completions?api-version=preview": {
      baseURL: "https://r.openai.azure.com/openai/v1",
      provider: "azure",
      query: { "api-version": "preview" },
    },
    "https://api.groq.com": groq,
    "http://api.groq.com/": groq,
    "api.groq.com/openai/v1/chat/completions": groq,
    "https://api.groq.com/v1": { ...groq, remark: "The address of Groq today." },
    "https://openrouter.ai": router,
    "https://openrouter.ai/api/v1/": router,
    "https://www.openrouter.ai/api": { ...router, remark: "The address of OpenRouter today." },
    "https://openrouter.ai/settings/keys": {
      ...router,
      remark: "The address of OpenRouter today.",
    },
    "https://generativelanguage.googleapis.com": { baseURL: gemini, provider: "gemini" },
    "https://generativelanguage.googleapis.com/v1beta": today(gemini, "gemini", "Google Gemini"),
    "https://generativelanguage.googleapis.com/v1beta/models/x:generateContent": today(
      gemini,
      "gemini",
      "Google Gemini",
    ),
    "https://generativelanguage.googleapis.com/v1beta/chat/completions": today(
      gemini,
      "gemini",
      "Google Gemini",
    ),
    "https://glhf.chat/api/openai/v1": synthetic,
    "https://glhf.chat/api/v1": synthetic,
    "https://api.glhf.chat/v1": synthetic,
    "https://api.synthetic.new/v1": synthetic,
    "https://synthetic.new/api/openai/v1": synthetic,
    "glhf.chat": synthetic,
    "https://api.deepseek.com": { baseURL: "https://api.deepseek.com", provider: "deepseek" },
    "https://api.deepseek.com/v1": {
      baseURL: "https://api.deepseek.com/v1",
      provider: "deepseek",
    },
    "https://api.deepseek.com/chat/completions": {
      baseURL: "https://api.deepseek.com",
      provider: "deepseek",
    },
    "https://api.deepseek.com/beta": {
      baseURL: "https://api.deepseek.com/beta",
      provider: "deepseek",
    },
    "https://models.inference.ai.azure.com/chat/completions": {
      baseURL: "https://models.inference.ai.azure.com",
      provider: "github",
    },
    "https://models.github.ai/inference": {
      baseURL: "https://models.github.ai/inference",
      provider: "github",
    },
    "https://eu.api.openai.com": { baseURL: "https://eu.api.openai.com/v1", provider: "openai" },
    "https://api.anthropic.com/v1/messages": {
      baseURL: "https://api.anthropic.com/v1",
      provider: "anthropic",
    },
    "https://ollama.com": { baseURL: "https://ollama.com/v1", provider: "ollama" },
    "localhost:11434": ollama,
    "http://localhost:11434/api/chat": { ...ollama, remark: chat },
    "127.0.0.1:1234": { baseURL: "http://127.0.0.1:1234/v1", provider: "lmstudio" },
  };
  for (const [typed, expected] of Object.entries(known)) {
    it(`understands ${typed}`, () => {
      const reading = readAddress(typed);
      assert.ok(reading.ok);
      const { ok: _ok, remark, ...rest } = reading;
      const words = remark && { remark: fill(remark.text, remark.values) };
      assert.deepEqual({ ...rest, ...words }, { insecure: false, query: {}, ...expected });
    });
  }

  for (const typed of [
    "https://openai.azure.com.evil.example/openai/v1",
    "https://api.openai.com.evil.example/v1",
    "https://evil.example/api.openai.com/v1",
    "https://api.openai.com:8443/v1",
    "https://xopenai.azure.com/v1",
    "https://evil_openai.azure.com/v1",
    "https://notapi.groq.com.example/openai/v1",
  ]) {
    it(`takes ${typed} for nobody's`, () => {
      const reading = readAddress(typed);
      assert.ok(reading.ok && reading.provider === undefined);
      assert.ok(reading.baseURL.startsWith(new URL(typed).origin));
    });
  }

  it("names the deployment of a gateway in front of Azure, and keeps the version that it wants", () => {
    const typed = "https://gate.example/openai/deployments/d/chat/completions?api-version=1";
    const reading = readAddress(typed);
    assert.ok(reading.ok && reading.remark);
    assert.equal(reading.baseURL, "https://gate.example/openai/deployments/d");
    assert.deepEqual([reading.model, reading.query], ["d", { "api-version": "1" }]);
  });

  it("says that it added /v1 where an endpoint stands without it", () => {
    const reading = readAddress("https://host.example/chat/completions");
    assert.ok(reading.ok && reading.remark);
    assert.equal(reading.baseURL, "https://host.example/v1");
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
