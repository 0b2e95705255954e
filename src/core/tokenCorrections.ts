import { formatModelChoice } from "./connections";
import { isObject } from "./decode";
import type { ModelChoice } from "./messages";
import type { StateStore } from "./state";

/** How a model counts a prompt, beside the estimate: `offset + factor × estimate`. */
export interface TokenCorrection {
  /** What is added to each prompt, such as a provider's own words. */
  readonly offset: number;
  readonly factor: number;
}

const none: TokenCorrection = { offset: 0, factor: 1 };

/** Shorter prompts show what is added to each, longer ones how their text is counted; in tokens. */
const long = 200;
/** No vocabulary is further from the estimate than this; beyond it something else was counted. */
const factors = { least: 0.3, most: 3 };

/** What answers told about how models count: remembered for each model, in every window. */
export class TokenCorrections {
  private known: Readonly<Record<string, unknown>> = {};
  private turn: Promise<void> = Promise.resolve();

  constructor(private readonly state: StateStore) {}

  /** Reads what is remembered. Never throws. */
  load(): Promise<void> {
    return this.inTurn(() => this.read());
  }

  /** An estimate as the model would count it. */
  apply(choice: ModelChoice, estimate: number): number {
    const { offset, factor } = this.of(choice);
    return Math.max(0, Math.round(offset + factor * estimate));
  }

  /** Takes what a prompt really was; the next estimate of the same one says that. */
  learn(choice: ModelChoice, estimate: number, real: number): Promise<void> {
    return this.inTurn(async () => {
      await this.read();
      const next = learnt(this.of(choice), estimate, real);
      this.known = { ...this.known, [formatModelChoice(choice)]: next };
      await this.state.write("token-corrections", this.known).catch(() => undefined); // The next answer tells again.
    });
  }

  private of(choice: ModelChoice): TokenCorrection {
    const name = formatModelChoice(choice);
    const found = Object.hasOwn(this.known, name) ? this.known[name] : undefined;
    return isCorrection(found) ? found : none;
  }

  private async read(): Promise<void> {
    const value = await this.state.read("token-corrections").catch(() => undefined); // As if nothing was learnt.
    this.known = { ...this.known, ...(isObject(value) && value) };
  }

  /** One after the other, so that no change is lost between reading and writing. */
  private inTurn(work: () => Promise<void>): Promise<void> {
    this.turn = this.turn.then(work);
    return this.turn;
  }
}

function learnt({ offset, factor }: TokenCorrection, estimate: number, real: number) {
  if (real <= 0) return { offset, factor }; // Some servers say 0 where the whole prompt was cached.
  if (estimate < long) return { offset: rounded(real - factor * estimate), factor };
  const wanted = (real - offset) / estimate;
  const within = Math.min(factors.most, Math.max(factors.least, wanted));
  return { offset: rounded(real - within * estimate), factor: rounded(within) };
}

function rounded(value: number): number {
  return Number(value.toFixed(4));
}

function isCorrection(value: unknown): value is TokenCorrection {
  return isObject(value) && Number.isFinite(value["offset"]) && Number.isFinite(value["factor"]);
}
