import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { certificate } from "../../support/certificates";
import { ChatView } from "../../support/chatView";
import { takeFailurePictures } from "../../support/failurePictures";
import { answer, LoopbackProvider } from "../../support/provider";
import { ProxyServer } from "../../support/proxyServer";
import { startVSCode, type VSCode } from "../../support/vscode";

const host = "provider.test";
const azure = "parley-test.openai.azure.com";
const authority = certificate({ name: "Private Authority", authority: true });
const leaf = certificate({ name: host, hosts: [host, azure], issuer: authority });

/** The connection whose host only the proxy knows. */
const settings = {
  "parley.connections": [
    {
      id: "far",
      provider: "openai-compatible",
      label: "Far",
      baseURL: `https://${host}/v1`,
      auth: "none",
    },
  ],
  "parley.defaultModel": "far/small",
};

describe("VS Code's proxy and certificates", function () {
  this.timeout(120_000);
  let provider: LoopbackProvider;
  let proxy: ProxyServer;
  let folder: string;
  let vscode: VSCode | undefined;

  before(async () => {
    provider = await LoopbackProvider.start(0, leaf);
    proxy = await ProxyServer.start("user", "pass word", provider.port);
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "parley-authority-"));
    fs.writeFileSync(path.join(folder, "authority.pem"), authority.cert);
  });
  takeFailurePictures(() => vscode);
  afterEach(async () => {
    await vscode?.stop();
    vscode = undefined;
  });
  after(async () => {
    await proxy?.stop();
    await provider?.stop();
    fs.rmSync(folder, { recursive: true });
  });

  /** A VS Code with the proxy, and perhaps with the authority. */
  async function open(credentials: string, trusted: boolean): Promise<ChatView> {
    vscode = await startVSCode({
      settings: {
        ...settings,
        "http.proxy": `http://${credentials}127.0.0.1:${proxy.port}`,
        "http.proxySupport": "override",
        "http.systemCertificates": true,
        "http.systemCertificatesNode": true,
      },
      // What OpenSSL takes for the system's own store, so that no test changes the real one.
      env: trusted ? { SSL_CERT_FILE: path.join(folder, "authority.pem") } : {},
    });
    proxy.asked.splice(0);
    provider.requests.splice(0);
    return ChatView.open(vscode);
  }

  it("carry a message through a proxy that wants a password, to a server of a private authority", async () => {
    const chat = await open("user:pass%20word@", true);
    provider.next(answer(["Through both."]));
    await chat.ask("Hello");
    await chat.shows("Through both.");
    assert.ok(proxy.asked.length > 0 && proxy.asked.every(asked => asked.host === `${host}:443`));
    assert.equal(provider.chats.length, 1);
    assert.equal(provider.chats[0]?.headers["proxy-authorization"], undefined);
  });

  it("lead to Azure's own host, in the form that was pasted", async () => {
    const chat = await open("user:pass%20word@", true);
    const label = "Azure OpenAI";
    const below = "/openai/deployments/my-gpt/chat/completions?api-version=2024-10-21";
    await vscode?.runCommand("Parley: Edit Connection");
    await vscode?.choose(label, "Edit Connection");
    await vscode?.answer(`https://${azure}${below}`, `${label}: URL`);
    await vscode?.choose("As pasted, with api-version 2024-10-21", `${label}: Address`);
    await vscode?.answer("azure-key-0123456789", `API Key for ${label}`);
    await chat.button("Model: my-gpt").waitFor();
    provider.next(answer(["From a deployment."]));
    await chat.ask("Hello");
    await chat.shows("From a deployment.");
    assert.equal(provider.requests[0]?.url, "/openai/models?api-version=2024-10-21");
    assert.equal(provider.chats[0]?.url, below);
    assert.equal(provider.chats[0]?.headers.host, azure);
    assert.equal(provider.chats[0]?.headers["api-key"], "azure-key-0123456789");
  });

  it("say so when the proxy refuses, and which setting helps", async () => {
    const chat = await open("", true);
    await chat.send("Hello");
    await chat.fails("The proxy on the way to provider.test did not let the request through");
    await chat.fails("http.proxy");
    assert.equal(provider.chats.length, 0);
  });

  it("say so when the authority is unknown, and send nothing", async () => {
    const chat = await open("user:pass%20word@", false);
    await chat.send("Hello");
    await chat.fails("The certificate of provider.test is not trusted");
    await chat.fails("http.systemCertificates");
    assert.equal(provider.chats.length, 0);
  });
});
