import assert from "node:assert/strict";
import { goesOn, type Model, PanelPage, says } from "../support/panelPage";
import { RendererPage } from "../support/rendererPage";
import { until } from "../support/until";

/** Prose, a list and code: what an answer is made of. */
function answerOf(length: number): string {
  const section = (n: number) =>
    `## Part ${n}\n\nSome words with \`code\` and **weight** in them, and then a few more of them.\n\n` +
    `- one\n- two\n\n\`\`\`js\nlet value = ${n};\nconsole.log(value);\n\`\`\`\n\n`;
  let text = "";
  for (let n = 0; text.length < length; n++) text += section(n);
  return text.slice(0, length);
}

/** In tokens of four characters. */
function tokensOf(text: string): readonly string[] {
  return text.match(/[^]{1,4}/g) ?? [];
}

/** Says a hundred tokens for each frame of the page. */
function inFrames(panel: PanelPage, tokens: readonly string[]): Model {
  return async function* () {
    for (const [index, text] of tokens.entries()) {
      if (index % 100 === 0)
        await panel.page.evaluate(() => new Promise(resolve => requestAnimationFrame(resolve)));
      yield { type: "text", text };
    }
    yield { type: "finish", finish: "stop" };
  };
}

/** Whether twice, and again twice as much input makes about twice as much work each time. */
function assertLinear(what: string, work: readonly number[]): void {
  for (const [index, amount] of work.slice(1).entries()) {
    const growth = amount / (work[index] ?? Number.NaN);
    assert.ok(growth < 2.2, `${what}: ${work.join(", ")}`);
  }
}

describe("the work for a longer answer", function () {
  this.timeout(60_000);

  describe("of the renderer", () => {
    let renderer: RendererPage;
    before(async () => {
      renderer = await RendererPage.open();
    });
    after(() => renderer?.close());

    it("grows with its length only: characters parsed and DOM writes", async () => {
      const counts = [];
      for (const length of [10_000, 20_000, 40_000])
        counts.push(await renderer.page.evaluate(countWork, answerOf(length)));
      assertLinear(
        "characters parsed",
        counts.map(({ parsed }) => parsed),
      );
      assertLinear(
        "DOM writes",
        counts.map(({ writes }) => writes),
      );
      const [{ parsed } = { parsed: 0 }] = counts;
      assert.ok(parsed < 25 * 10_000, `${parsed} characters were parsed for 10,000`);
    });
  });

  describe("of the chat view", () => {
    let panel: PanelPage;
    before(async () => {
      panel = await PanelPage.start();
      await panel.page.addInitScript(countMessages);
    });
    after(() => panel?.close());
    beforeEach(async () => {
      panel.store.current.clear(); // Each test begins a conversation of its own.
      await panel.load();
    });

    it("is that of the new text in each message that is posted, however long it is", async () => {
      for (const length of [10_000, 40_000]) {
        const text = answerOf(length);
        panel.model = inFrames(panel, tokensOf(text));
        await panel.newChat();
        await panel.page.evaluate(() =>
          Object.assign(globalThis.counts, { bytes: 0, messages: 0 }),
        );
        await panel.ask("Go on.");
        const { bytes, messages } = await panel.page.evaluate(() => globalThis.counts);
        assert.ok(messages > 20, `${messages} messages`);
        const most = 1.2 * JSON.stringify(text).length + 600 * messages;
        assert.ok(bytes < most, `${bytes} bytes in ${messages} messages for ${length} characters`);
      }
    });

    it("grows with the new text only, however long the conversation is", async () => {
      panel.model = says("A short answer.");
      const costs: number[] = [];
      for (let turn = 0; turn < 8; turn++) {
        await panel.page.evaluate(() => (globalThis.counts.bytes = 0));
        await panel.ask("Again.");
        costs.push(await panel.page.evaluate(() => globalThis.counts.bytes));
      }
      const [, second = 0] = costs;
      assert.ok((costs.at(-1) ?? Infinity) < 1.2 * second, costs.join(", "));
    });

    it("is over when the answer is: no timer and no frame is pending", async () => {
      panel.model = says(...tokensOf(answerOf(4000)));
      await panel.ask("Go on.");
      // Colours, and what is announced, come a little later.
      await until(async () => (await panel.page.evaluate(pending)) === 0);
      const { calls } = await panel.page.evaluate(() => globalThis.counts);
      const later = await panel.page.evaluate(afterTwoSeconds);
      assert.equal(later, calls);
      assert.equal(await panel.page.evaluate(pending), 0);
    });

    it("waits for a silent model without drawing frames", async () => {
      panel.model = goesOn("A beginning");
      await panel.send("Go on.");
      await panel.answer.filter({ hasText: "A beginning" }).waitFor();
      const frames = () => panel.page.evaluate(() => globalThis.counts.frames.size);
      await until(async () => (await frames()) === 0);
      await panel.page.keyboard.press("Escape");
      await panel.answer.filter({ hasText: "Stopped" }).waitFor();
    });
  });
});

interface Counts {
  bytes: number;
  messages: number;
  calls: number;
  readonly timers: Set<unknown>;
  readonly frames: Set<unknown>;
}

declare global {
  var counts: Counts;
}

/** Runs in the renderer's page: streams a text in tokens. */
function countWork(text: string): { readonly parsed: number; readonly writes: number } {
  const view = harness.renew();
  const before = harness.parsedCharacters();
  const observer = new MutationObserver(() => {});
  const all = { childList: true, characterData: true, attributes: true, subtree: true };
  observer.observe(harness.root, all);
  for (let start = 0; start < text.length; start += 4) view.append(text.slice(start, start + 4));
  const writes = observer.takeRecords().length;
  observer.disconnect();
  return { parsed: harness.parsedCharacters() - before, writes };
}

/** Runs in the chat view before its own script: counts what comes, what is written, and what is to be called later. */
function countMessages(): void {
  const counts: Counts = { bytes: 0, messages: 0, calls: 0, timers: new Set(), frames: new Set() };
  globalThis.counts = counts;
  window.addEventListener("message", ({ data }) => {
    counts.bytes += JSON.stringify(data).length;
    counts.messages += 1;
  });
  const { setTimeout, clearTimeout, setInterval, clearInterval } = globalThis;
  const { requestAnimationFrame, cancelAnimationFrame } = globalThis;
  const called = (work: unknown, set: Set<unknown> | undefined, id: () => unknown) => {
    return (...values: unknown[]) => {
      counts.calls += 1;
      set?.delete(id());
      if (typeof work === "function") work(...values);
    };
  };
  const counted =
    (start: (...values: never[]) => unknown, set: Set<unknown>, once: boolean) =>
    (work: unknown, ...values: unknown[]) => {
      const callback = called(work, once ? set : undefined, () => id);
      const id: unknown = start(...([callback, ...values] as never[]));
      set.add(id);
      return id;
    };
  const ended = (end: (id: never) => void, set: Set<unknown>) => (id: unknown) => {
    set.delete(id);
    end(id as never);
  };
  Object.assign(globalThis, {
    setTimeout: counted(setTimeout, counts.timers, true),
    clearTimeout: ended(clearTimeout, counts.timers),
    setInterval: counted(setInterval, counts.timers, false),
    clearInterval: ended(clearInterval, counts.timers),
    requestAnimationFrame: counted(requestAnimationFrame, counts.frames, true),
    cancelAnimationFrame: ended(cancelAnimationFrame, counts.frames),
  });
}

function pending(): number {
  return globalThis.counts.timers.size + globalThis.counts.frames.size;
}

/** How many callbacks have run by then; the time itself is not counted. */
function afterTwoSeconds(): Promise<number> {
  return new Promise(resolve => {
    AbortSignal.timeout(2000).addEventListener("abort", () => resolve(globalThis.counts.calls));
  });
}
