import assert from "node:assert/strict";
import { askModel } from "../../../src/client/ask";
import { WireLog } from "../../../src/client/wireLog";
import { systemClock } from "../../../src/core/answering";
import type { SentParameters } from "../../../src/core/messages";
import type { Exchange } from "../../../src/core/wire";
import { wireCopies } from "../../../src/core/wireCopies";
import { testKey, toEnd } from "../../support/asking";
import { compilesInPython, programs } from "../../support/copiedPrograms";
import { destinationOfEntry } from "../../support/entries";
import { answer, json, LoopbackProvider, type ReceivedRequest } from "../../support/provider";

const odd = 'It\'s "quoted" `code` $HOME ${PATH} \\n \\ %s\nJSON\n\'\'\'"""\u2028 汉 😀 \ud83d';

interface Case {
  readonly entry: Readonly<Record<string, unknown>>;
  readonly secrets?: Readonly<Record<string, string>>;
  readonly parameters?: SentParameters;
  /** The variables that the copies read, with what they are set to. */
  readonly variables: Readonly<Record<string, string>>;
  /** Headers that must come again. */
  readonly headers: readonly string[];
}

const cases: Readonly<Record<string, Case>> = {
  "with a key, words of every kind and fields that no package knows": {
    entry: {
      provider: "openai",
      headers: { "X-Team": "it's us" },
      extraBody: { temperature: 0, odd_field: { deep: [true, false, null, odd] }, stop: [] },
    },
    variables: { OPENAI_API_KEY: testKey },
    headers: ["authorization", "x-team"],
  },
  "at a deployment of Azure, with its version": {
    entry: { provider: "azure", deployment: "d", apiVersion: "2024-10-21" },
    variables: { AZURE_OPENAI_API_KEY: testKey },
    headers: ["api-key", "authorization"],
  },
  "with secrets in a header and in the body": {
    entry: {
      provider: "openai-compatible",
      headers: { "X-Pass": "${secret:gate}" },
      extraBody: { upstream: "${secret:up-stream}", cost: "$5 `now` \\" },
    },
    secrets: { gate: "gate-0123456789", "up-stream": "up-9876543210" },
    variables: {
      MINE_API_KEY: testKey,
      GATE: "gate-0123456789",
      UP_STREAM: "up-9876543210",
    },
    headers: ["authorization", "x-pass"],
  },
  "without any key": {
    entry: { provider: "ollama", auth: "none" },
    variables: {},
    headers: ["authorization"],
  },
  "to a path of its own, without a model": {
    entry: { provider: "openai-compatible", path: "/ask/me", omitModel: true },
    variables: { MINE_API_KEY: testKey },
    headers: ["authorization"],
  },
  "for a whole answer": {
    entry: { provider: "openai" },
    parameters: { stream: false },
    variables: { OPENAI_API_KEY: testKey },
    headers: ["authorization"],
  },
};

describe("a request copied", function () {
  this.timeout(30_000);
  let server: LoopbackProvider;
  beforeEach(async () => {
    server = await LoopbackProvider.start();
    const message = { role: "assistant", content: "Paris." };
    server.otherwise = response =>
      server.chats.at(-1)?.body?.stream
        ? answer(["Par", "is."])(response)
        : json(200, { choices: [{ index: 0, message }] })(response);
  });
  afterEach(() => server.stop());

  for (const form of ["curl", "typescript", "python"] as const) {
    for (const [name, { variables, headers, ...one }] of Object.entries(cases)) {
      it(`as ${form} sends the same again, ${name}`, async function () {
        if (!(await programs[form].there())) this.skip();
        const text = wireCopies[form](await exchange(server, one));
        assertNoSecret(text, Object.values(variables));
        const printed = await programs[form].run(text, variables);
        assert.ok(printed.includes("Par"), printed);
        const [first, again] = server.chats;
        assert.ok(first && again);
        const wanted = partsOf(first, headers);
        // Python cannot send half of a sign.
        const sent = form === "python" ? wanted.replaceAll("\\ud83d", "\ufffd") : wanted;
        assert.equal(partsOf(again, headers), sent);
      });
    }
  }

  it("as Python is Python, also where the package is not there", async function () {
    for (const one of Object.values(cases)) {
      const text = wireCopies.python(await exchange(server, one));
      const compiles = await compilesInPython(text);
      if (compiles === undefined) this.skip();
      assert.ok(compiles, text);
    }
  });

  it("as curl holds a body longer than an argument may be", async () => {
    const url = `data:image/png;base64,${"A".repeat(300_000)}`;
    const entry = { provider: "openai", extraBody: { picture: url } };
    const sent = await exchange(server, { entry });
    await programs.curl.run(wireCopies.curl(sent), { OPENAI_API_KEY: testKey });
    assert.deepEqual(server.chats[1]?.body, server.chats[0]?.body);
  });
});

/** Asks once, and gives what was kept of it. */
async function exchange(
  { baseURL }: LoopbackProvider,
  { entry, secrets, parameters }: Pick<Case, "entry" | "secrets" | "parameters">,
): Promise<Exchange> {
  const wire = new WireLog(systemClock);
  const destination = destinationOfEntry({ ...entry, baseURL }, secrets);
  const ask = askModel({
    fetch: (url, init) => fetch(url, init),
    clock: systemClock,
    wire,
    resolve: async () => destination,
  });
  const request = {
    choice: { connectionId: "mine", model: "small" },
    messages: [{ role: "user", content: odd }] as const,
    parameters: { ...destination.connection.extraBody, ...parameters },
    answerId: "a",
  };
  await toEnd(ask(request, new AbortController().signal));
  const [kept] = wire.of("a");
  assert.ok(kept);
  return kept;
}

function assertNoSecret(text: string, secrets: readonly string[]): void {
  for (const secret of secrets) assert.ok(!text.includes(secret.slice(0, 8)), text);
}

/** What two requests must have in common, as text; the order of the body's fields is free. */
function partsOf(
  { method, url, headers, body }: ReceivedRequest,
  names: readonly string[],
): string {
  const fields = Object.entries(body ?? {}).toSorted(([one], [other]) => one.localeCompare(other));
  return JSON.stringify([method, url, names.map(name => headers[name]), fields], null, 1);
}
