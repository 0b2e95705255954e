import assert from "node:assert/strict";
import { ChatView } from "../../support/chatView";
import { takeFailurePictures } from "../../support/failurePictures";
import { answer, json, LoopbackProvider, type Reply } from "../../support/provider";
import { startVSCode, type VSCode } from "../../support/vscode";

/** A provider as a user meets it: what its list is like, and how its key must arrive. */
interface Met {
  readonly label: string;
  /** Below the loopback server's origin. */
  readonly path: string;
  readonly key: string;
  readonly keyHeader: readonly [string, string];
  readonly models: unknown;
  /** The model to choose, and what the request must name. */
  readonly choose: string;
  readonly detail?: string;
  /** The row has an address, which is changed; else it is asked for. */
  readonly addressed?: false;
}

const met: readonly Met[] = [
  {
    label: "Groq",
    path: "/openai/v1",
    key: "gsk_0123456789abcdef",
    keyHeader: ["authorization", "Bearer gsk_0123456789abcdef"],
    models: {
      object: "list",
      data: [
        { id: "llama-3.3-70b-versatile", context_window: 131072 },
        { id: "whisper-large-v3", context_window: 448 },
      ],
    },
    choose: "llama-3.3-70b-versatile",
    detail: "131.1K tokens · $0.59 in, $0.79 out per million · tools",
  },
  {
    label: "Google Gemini",
    path: "/v1beta/openai",
    key: "AIzaSy0123456789",
    keyHeader: ["authorization", "Bearer AIzaSy0123456789"],
    models: { object: "list", data: [{ id: "models/gemini-9-flash" }] },
    choose: "gemini-9-flash",
  },
  {
    label: "Anthropic",
    path: "/v1",
    key: "sk-ant-0123456789",
    keyHeader: ["authorization", "Bearer sk-ant-0123456789"],
    models: {
      data: [{ id: "claude-test-5", display_name: "Claude Test 5", max_input_tokens: 200000 }],
      has_more: false,
    },
    choose: "claude-test-5",
    detail: "200K tokens",
  },
  {
    label: "Azure OpenAI",
    path: "/openai/v1",
    key: "azure0123456789",
    keyHeader: ["api-key", "azure0123456789"],
    models: { object: "list", data: [{ id: "gpt-4o" }] },
    choose: "my-deployment",
    addressed: false,
  },
  {
    label: "OpenRouter",
    path: "/api/v1",
    key: "sk-or-0123456789",
    keyHeader: ["authorization", "Bearer sk-or-0123456789"],
    models: {
      data: [
        {
          id: "lab/seer",
          name: "Lab: Seer",
          context_length: 1_000_000,
          pricing: { prompt: "0.000003", completion: "0.000015" },
          architecture: { input_modalities: ["text", "image"], output_modalities: ["text"] },
          supported_parameters: ["tools"],
        },
      ],
    },
    choose: "lab/seer",
    detail: "1M tokens · $3 in, $15 out per million · images, tools",
  },
];

describe("five providers, by gestures alone", function () {
  this.timeout(120_000);
  let provider: LoopbackProvider;
  let vscode: VSCode;
  let chat: ChatView;

  before(async () => {
    provider = await LoopbackProvider.start();
    vscode = await startVSCode();
    chat = await ChatView.open(vscode);
  });
  takeFailurePictures(() => vscode);
  after(async () => {
    await vscode?.stop();
    await provider?.stop();
  });

  for (const { label, path, key, keyHeader, models, choose, detail, addressed = true } of met) {
    it(`asks ${label}: address, key, list, choice, stream, error`, async () => {
      const origin = provider.baseURL.replace(/\/v1$/, "");
      const [name, value] = keyHeader;
      provider.models = withKeyOnly([name, "x-api-key"], models);
      await vscode.runCommand("Parley: Edit Connection");
      await vscode.choose(label, "Edit Connection");
      if (addressed) await vscode.choose("Address", `Edit “${label}”`);
      const title = addressed ? `Address of ${label}` : `${label}: URL`;
      await vscode.answer(`${origin}${path}/chat/completions`, title);
      await vscode.answer(key, `API Key for ${label}`);
      if (addressed) {
        await chat.hint.filter({ hasText: `The key for ${label} works` }).waitFor();
        await chat.focused();
        await chat.button(/^Model:/).click();
        await vscode.choose(label, "Provider and Model");
        await vscode.titled(`Model at ${label}`);
      } else {
        await vscode.titled(`The key for ${label} works`);
      }
      if (detail) await vscode.page.getByText(detail, { exact: true }).first().waitFor();
      await vscode.answer(choose);
      await chat.button(`Model: ${choose}`).waitFor();
      await chat.focused();
      provider.next(answer(["Hello from ", label]));
      await chat.ask(`Hello, ${label}`);
      await chat.shows(`Hello from ${label}`);
      const sent = provider.chats.at(-1);
      assert.equal(sent?.url, `${path}/chat/completions`);
      assert.equal(sent?.body?.model, choose);
      assert.equal(sent?.headers[name], value);
      provider.next(json(401, { error: { message: "no such key" } }));
      await chat.ask("And with a wrong key?");
      await chat.fails(`${label} refused the key`);
    });
  }

  it("shows the model in the status bar, and the last ones on top of the picker", async () => {
    await vscode.page.locator(".statusbar-item", { hasText: "lab/seer" }).waitFor();
    await vscode.page.locator(".statusbar-item", { hasText: "lab/seer" }).click();
    await vscode.page
      .locator(".quick-input-list")
      .getByText("recent", { exact: true })
      .first()
      .waitFor();
    assert.deepEqual((await vscode.quickPick()).slice(0, 2), ["lab/seer", "my-deployment"]);
    await vscode.choose("claude-test-5");
    await chat.button("Model: claude-test-5").waitFor();
  });
});

/** Gives the list only to a request that carries a key in one of these headers. */
function withKeyOnly(names: readonly string[], list: unknown): Reply {
  return response => {
    const { headers } = response.req;
    const known = names.some(name => headers[name] !== undefined);
    void (known ? json(200, list) : json(401, { error: { message: "no key" } }))(response);
  };
}
