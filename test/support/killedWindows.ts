import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { labSettings } from "./labSettings";
import { thread } from "../../src/core/conversation";
import { contentText } from "../../src/core/prompt";
import { ChatView } from "./chatView";
import { killExtensionHost } from "./extensionHost";
import { type Wrong, wrong } from "./killedJournals";
import { between, type Moment, type Pace, type Random, seeded } from "./killedPlans";
import { type Given, PacedProvider } from "./killedProvider";
import { type Findings, Witness } from "./killedWitness";
import { startVSCode, type VSCode } from "./vscode";
import { Workbench } from "./workbench";

/** How an answer is cut: SIGKILL of the extension host or of the whole server, a reload with or without notice. */
export type Break = "host" | "server" | "reload" | "abrupt";

/** How much later than on a quiet machine a window may write, beside a browser at work; in milliseconds. */
const heldUp = 150;
/** Within this time an answer begins or ends, in milliseconds. */
const patience = 30_000;

/** One VS Code whose windows are killed or reloaded one after another; what they kept accumulates. */
export class KilledWindows {
  private pace: Pace = quick;
  private fresh: Workbench | undefined;
  private count = 0;

  private constructor(
    private readonly vscode: VSCode,
    private readonly provider: PacedProvider,
    private readonly witness: Witness,
    private readonly random: Random,
  ) {
    this.fresh = vscode;
  }

  static async start(root: string, seed: number): Promise<KilledWindows> {
    const provider = await PacedProvider.start(() => windows.pace);
    const vscode = await startVSCode({
      root,
      settings: labSettings(provider),
    });
    const folder = path.join(vscode.server.userData, "User/globalStorage/parley.parley");
    const witness = new Witness(folder, provider);
    const windows = new KilledWindows(vscode, provider, witness, seeded(seed));
    return windows;
  }

  async stop(): Promise<void> {
    await this.vscode.stop();
    await this.provider.stop();
  }

  get summary(): string {
    const { conversations, finishedAnswers, damagedLines } = this.witness;
    return `${conversations} conversations, ${finishedAnswers} finished answers, ${damagedLines} torn lines`;
  }

  /** Streams an answer in a fresh window, cuts it at a random moment, and opens it again. */
  async round(how: Break): Promise<Findings> {
    const window = this.fresh ?? (await this.newWindow());
    this.fresh = undefined;
    try {
      return await this.cutIn(window, how);
    } catch (error) {
      await window.screenshot(`out/failures/window-${this.count}.png`).catch(() => undefined); // It may be gone.
      return { wrong: [wrong("other", String(error))], lost: [] };
    }
  }

  private async cutIn(window: Workbench, how: Break): Promise<Findings> {
    const chat = await ChatView.open(window);
    if (this.random() < 0.5) await newChat(chat);
    if (this.random() < 0.5) await this.askWhole(chat);
    const given = await this.streamSome(chat);
    const at = await this.cut(window, how, given);
    const again = await ChatView.open(await this.openedAgain(window, how));
    const { wrong: found, lost } = await this.witness.afterKill({ at, heldUp });
    return { wrong: [...found, ...(await this.shown(again, given.question))], lost };
  }

  private async askWhole(chat: ChatView): Promise<void> {
    this.pace = quick;
    await chat.ask(this.question());
  }

  /** Asks, and comes back at a random moment of the answer. */
  private async streamSome(chat: ChatView): Promise<Given> {
    this.pace = slow;
    const question = this.question();
    const begun = this.moment("begun", question);
    await chat.send(question);
    const given = await begun;
    await sleep(between(this.random, 0, 1500));
    return given;
  }

  /** When the process that took the answer ended. */
  private async cut(window: Workbench, how: Break, given: Given): Promise<number> {
    const pid = this.vscode.server.child?.pid ?? 0;
    const at = performance.now();
    if (how === "host") killExtensionHost(pid);
    if (how === "server") process.kill(-pid, "SIGKILL");
    if (how === "host" || how === "server") return at;
    // Away from the chat: there Escape, which opening the palette begins with, would stop the answer.
    await window.page.locator(".part.editor").click();
    const gone = this.moment("cut", given.question);
    await (how === "reload" ? window.reload() : window.reloadAbruptly());
    return (await gone).cutAt ?? at;
  }

  /** Resolves when this happens to the answer to a question. */
  private async moment(wanted: Moment, question: string): Promise<Given> {
    const limit = new AbortController();
    const happened = new Promise<Given>(resolve => {
      this.provider.onMoment = (moment, given) => {
        if (moment === "asked") this.witness.asked(given);
        if (moment === wanted && given.question === question) resolve(given);
      };
    });
    const given = await Promise.race([
      happened,
      sleep(patience, undefined, { signal: limit.signal }),
    ]);
    limit.abort();
    if (!given) throw new Error(`it never came to "${wanted}"`);
    return given;
  }

  private async openedAgain(window: Workbench, how: Break): Promise<Workbench> {
    if (how === "reload" || how === "abrupt") return window;
    if (how === "server") {
      this.vscode.server.spawn();
      await this.vscode.server.listening();
    }
    this.fresh = await this.newWindow();
    return this.fresh;
  }

  /** A page of its own; the one before is left as a user leaves it. */
  private async newWindow(): Promise<Workbench> {
    const { context } = this.vscode.browser;
    const others = context.pages();
    const window = new Workbench(await context.newPage());
    for (const page of others) {
      await page.goto("about:blank");
      await page.close();
    }
    await this.vscode.openIn(window);
    return window;
  }

  /** Compares the view with what is on disk. */
  private async shown(chat: ChatView, question: string): Promise<readonly Wrong[]> {
    const conversation = this.witness.conversationWith(question);
    if (!conversation) return [wrong("conversation", "it is not there to be shown")];
    await chat.shows("Interrupted");
    // What is off the screen is not laid out, and has no inner text.
    const texts = await chat.messages.allTextContents();
    const kept = thread(conversation).map(message =>
      message.role === "user" ? contentText(message.content) : message.text.trim(),
    );
    if (texts.length !== kept.length)
      return [wrong("message", `${texts.length} messages are shown of ${kept.length}`)];
    return kept
      .filter((text, index) => !texts[index]?.replaceAll(/\s+/g, " ").includes(text))
      .map(text => wrong("message", `not shown: ${text.slice(0, 60)}`));
  }

  private question(): string {
    this.count += 1;
    return `Question ${this.count} ${crypto.randomUUID()}`;
  }
}

async function newChat(chat: ChatView): Promise<void> {
  await chat.button("New chat").click();
  await chat.messages.first().waitFor({ state: "detached" });
}

/** Numbered words: what is shown can be compared with what was sent. */
function wordsTo(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `word${index} `);
}

const quick: Pace = { wait: 0, gap: 2, pieces: wordsTo(20) };
/** Lasts longer than a reload takes. */
const slow: Pace = { wait: 50, gap: 20, pieces: wordsTo(2000) };
