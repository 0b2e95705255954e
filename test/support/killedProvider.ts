import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Moment, Pace } from "./killedPlans";
import { type ChatBody, frame, LoopbackProvider } from "./provider";

/** An answer as the server gave it; times are of `performance.now`. */
export interface Given {
  /** The text of the user's message, which is never the same twice. */
  readonly question: string;
  /** What the model was sent. */
  readonly messages: ChatBody["messages"];
  readonly pieces: { readonly at: number; readonly text: string }[];
  /** When its end was written; absent while there is none. */
  endedAt?: number;
  /** When who asked had gone before the end. */
  cutAt?: number;
}

/** A provider that answers piece by piece, and remembers when it wrote each of them. */
export class PacedProvider {
  /** By the question, in the order in which they came. */
  readonly given = new Map<string, Given>();
  /** Told of what happens, while it happens. */
  onMoment: (moment: Moment, given: Given) => void = () => {};

  private constructor(
    private readonly provider: LoopbackProvider,
    private readonly nextPace: () => Pace,
  ) {
    provider.otherwise = response => this.reply(response);
  }

  static async start(nextPace: () => Pace): Promise<PacedProvider> {
    return new PacedProvider(await LoopbackProvider.start(), nextPace);
  }

  get baseURL(): string {
    return this.provider.baseURL;
  }

  stop(): Promise<void> {
    return this.provider.stop();
  }

  private async reply(response: ServerResponse): Promise<void> {
    response.on("error", () => undefined); // Whoever asked is killed sooner or later.
    const given = this.took();
    response.on("close", () => {
      if (given.endedAt === undefined) this.cut(given);
    });
    const { wait, gap, pieces } = this.nextPace();
    await sleep(wait);
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
    for (const [index, text] of pieces.entries()) {
      if (response.destroyed) return;
      response.write(frame({ delta: { content: text }, finish_reason: null }));
      given.pieces.push({ at: performance.now(), text });
      if (index === 0) this.onMoment("begun", given);
      await sleep(gap);
    }
    if (response.destroyed) return;
    response.end(`${frame({ delta: {}, finish_reason: "stop" })}data: [DONE]\n\n`);
    given.endedAt = performance.now();
    this.onMoment("ended", given);
  }

  private cut(given: Given): void {
    given.cutAt = performance.now();
    this.onMoment("cut", given);
  }

  private took(): Given {
    const messages = this.provider.chats.at(-1)?.body?.messages ?? [];
    this.provider.requests.length = 0; // Thousands of them would fill the memory.
    const given: Given = { question: messages.at(-1)?.content ?? "", messages, pieces: [] };
    this.given.set(given.question, given);
    this.onMoment("asked", given);
    return given;
  }
}
