import assert from "node:assert/strict";
import { askModel } from "../../../src/client/ask";
import { systemClock } from "../../../src/core/answering";
import { defaultConnection } from "../../../src/core/connections";
import { withImages } from "../../../src/core/imageFiles";
import { imageTrouble } from "../../../src/core/imageTrouble";
import type { ImageDetail, ImagePart } from "../../../src/core/messages";
import type { WirePart } from "../../../src/core/prompt";
import type { Provider } from "../../../src/core/provider";
import { offlineTour, providers } from "../../../src/core/providers";
import { fill } from "../../../src/core/phrase";
import { endOf, testKey, toEnd } from "../../support/asking";
import { jpeg, squarePixels } from "../../support/imageBytes";
import { MemoryStore } from "../../support/memoryStore";
import { answer, json, LoopbackProvider } from "../../support/provider";

const id = "01890000-0000-7000-8000-000000000001";
const bytes = jpeg(squarePixels(3));
const data = bytes.toString("base64");
const text = { type: "text", text: "What is this?" } as const;

describe("a picture", () => {
  let server: LoopbackProvider;
  let store: MemoryStore;
  beforeEach(async () => {
    server = await LoopbackProvider.start();
    store = new MemoryStore();
  });
  afterEach(() => server.stop());

  /** Asks a row's provider on loopback about a file, as a session does. */
  async function ask(row: Provider, urls: readonly string[], detail?: ImageDetail) {
    const connection = { ...defaultConnection(row), baseURL: server.baseURL };
    const client = askModel({
      fetch: (url, init) => fetch(url, init),
      clock: systemClock,
      resolve: async () => ({ connection, key: testKey }),
    });
    const model = withImages(client, id, {
      store,
      imagesAt: async () => ({ provider: row.label, model: "m", column: connection.images ?? {} }),
    });
    const parts = urls.map((url): WirePart => {
      return { type: "image_url", image_url: { url, ...(detail && { detail }) } };
    });
    const messages = [{ role: "user", content: [text, ...parts] } as const];
    const request = { choice: { connectionId: "x", model: "m" }, messages, parameters: {} };
    return toEnd(model(request, new AbortController().signal));
  }

  for (const row of providers.filter(({ id }) => id !== offlineTour))
    it(`is sent as every row wants it: ${row.id}`, async () => {
      const name = await store.writeFile(id, bytes, "jpg");
      const indox = row.id === "indoxrouter";
      server.next(indox ? json(200, { data: "So.", success: true }) : answer(["So."]));
      const end = endOf(await ask(row, [name], "low"));
      if (row.images?.refused) {
        assert.deepEqual(
          [end.type === "error" && end.error.kind, server.chats.length],
          ["noVision", 0],
        );
        return;
      }
      assert.equal(end.type, "finish");
      const sent = server.chats[0]?.body as unknown as { messages: { content: unknown[] }[] };
      const url = `data:image/jpeg;base64,${data}`;
      const detail = row.images?.detail ? { detail: "low" } : {};
      const expected = indox
        ? { type: "image", image: { data, media_type: "image/jpeg" } }
        : { type: "image_url", image_url: { url, ...detail } };
      assert.deepEqual(sent.messages.at(-1)?.content, [text, expected]);
    });

  const [openai] = providers.filter(({ id }) => id === "openai");
  if (!openai) throw new Error("no row");

  it("that is gone is an error that names it, and nothing leaves", async () => {
    const gone = `${"0".repeat(64)}.png`;
    const end = endOf(await ask(openai, [gone]));
    assert.deepEqual(end, { type: "error", error: { kind: "imageGone", values: [gone] } });
    assert.equal(server.chats.length, 0);
  });

  it("that is a link or holds its own bytes is sent as it is", async () => {
    const urls = ["https://host.example/a.png", "data:image/png;base64,AA=="];
    server.next(answer(["So."]));
    await ask(openai, urls);
    const sent = server.chats[0]?.body as unknown as { messages: { content: unknown[] }[] };
    assert.deepEqual(
      sent.messages.at(-1)?.content.slice(1),
      urls.map(url => ({ type: "image_url", image_url: { url } })),
    );
  });

  it("of an answer becomes a file, and stays as it came where that cannot be written", async () => {
    const url = `data:image/jpeg;base64,${data}`;
    const model = withImages(
      async function* () {
        yield { type: "image", url };
        yield { type: "image", url: "https://host.example/a.png" };
        yield { type: "finish", finish: "stop" };
      },
      id,
      { store },
    );
    const request = { choice: { connectionId: "x", model: "m" }, messages: [], parameters: {} };
    const heard = async () =>
      (await toEnd(model(request, new AbortController().signal))).flatMap(event =>
        event.type === "image" ? [event.url] : [],
      );
    const [name = "", link] = await heard();
    assert.deepEqual(
      [link, await store.readFile(id, name)],
      ["https://host.example/a.png", new Uint8Array(bytes)],
    );
    store.failing = true;
    assert.equal((await heard())[0], url);
  });
});

describe("what stands against pictures", () => {
  const picture: ImagePart = { type: "image", url: `${"0".repeat(64)}.png`, size: 3_000_000 };
  const link: ImagePart = { type: "image", url: "https://host.example/a.png" };
  const said = (providerId: string, images: readonly ImagePart[], vision?: boolean) => {
    const row = providers.find(row => row.id === providerId);
    const trouble = imageTrouble(images, {
      provider: row?.label ?? "",
      model: "m",
      ...(vision !== undefined && { vision }),
      column: row?.images ?? {},
    });
    return trouble && fill(trouble.text, trouble.values);
  };

  it("is nothing where there is none, or it is not known", () => {
    assert.equal(said("deepseek", [], false), undefined);
    assert.equal(said("openai-compatible", [picture, link]), undefined);
    assert.equal(said("groq", [picture], true), undefined);
  });

  it("is said with the way out", () => {
    assert.match(
      said("openai", [picture], false) ?? "",
      /^“m” takes no images: choose a model with vision/,
    );
    assert.match(said("deepseek", [picture]) ?? "", /^“m” takes no images/);
    assert.match(said("ollama", [link]) ?? "", /^Ollama takes no links to images: save the image/);
    assert.match(
      said(
        "mistral",
        Array.from({ length: 9 }, () => link),
      ) ?? "",
      /at most 8 images .* has 9/,
    );
    assert.match(said("groq", [picture, picture]) ?? "", /at most 4 MB of images .* has 7.6 MB/);
  });
});
