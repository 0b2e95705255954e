import { formatModelChoice } from "./connections";
import type { ModelChoice, Repair } from "./messages";
import { isObject, isRepair } from "./decode";
import type { ChatError } from "./errors";
import type { StateStore } from "./state";

/** What makes a request what it is: never left out. */
const needed = ["model", "messages"];

/**
 * Parameters that a model refused once: what is left out or renamed for it from then on, in every
 * window. What is kept is read again before each use, for another window may have changed it.
 */
export class Repairs {
  private known = new Map<string, readonly Repair[]>();
  private turn: Promise<void> = Promise.resolve();
  /** The last change could not be kept, and holds in this window only. */
  private unwritten = false;

  constructor(private readonly state: StateStore) {}

  /** Reads what is remembered. Never throws. */
  load(): Promise<void> {
    return this.inTurn(() => this.read());
  }

  of(choice: ModelChoice): readonly Repair[] {
    return this.known.get(formatModelChoice(choice)) ?? [];
  }

  /** Remembers a repair for a model. */
  add(choice: ModelChoice, repair: Repair): Promise<void> {
    return this.change(choice, repair.parameter, [repair]);
  }

  /** The parameter is sent again from now on. */
  forget(choice: ModelChoice, parameter: string): Promise<void> {
    return this.change(choice, parameter, []);
  }

  private change(choice: ModelChoice, name: string, now: readonly Repair[]): Promise<void> {
    return this.inTurn(async () => {
      await this.read();
      const others = this.of(choice).filter(({ parameter }) => parameter !== name);
      this.known.set(formatModelChoice(choice), [...others, ...now]);
      await this.write();
    });
  }

  /** One after the other, so that no change is lost between reading and writing. */
  private inTurn(work: () => Promise<void>): Promise<void> {
    this.turn = this.turn.then(work);
    return this.turn;
  }

  private async read(): Promise<void> {
    if (this.unwritten) return;
    const value = await this.state.read("repairs").catch(() => undefined); // Refused and repaired again.
    this.known = new Map();
    for (const [model, repairs] of Object.entries(isObject(value) ? value : {})) {
      if (Array.isArray(repairs)) this.known.set(model, repairs.filter(isRepair));
    }
  }

  private async write(): Promise<void> {
    const kept = [...this.known].filter(([, list]) => list.length > 0);
    try {
      await this.state.write("repairs", Object.fromEntries(kept));
      this.unwritten = false;
    } catch {
      this.unwritten = true; // Kept until the window closes.
    }
  }
}

/** The change of a request that an error asks for; nothing when it names no parameter that was sent. */
export function repairFor(
  { kind, parameter = "", replacement }: ChatError,
  sent: ReadonlySet<string>,
): Repair | undefined {
  const name = /^[\w-]+/.exec(parameter)?.[0];
  if (kind !== "badRequest" || name === undefined || needed.includes(name) || !sent.has(name))
    return undefined;
  const renamed =
    name === parameter &&
    replacement !== undefined &&
    /^[\w-]+$/.test(replacement) &&
    !needed.includes(replacement) &&
    !sent.has(replacement);
  return renamed ? { parameter: name, replacement } : { parameter: name };
}

/** A body without the parameters that its model refuses, or with their other names. */
export function repaired<Body extends object>(body: Body, repairs: readonly Repair[]): Body {
  const changed = { ...body } as Record<string, unknown>;
  for (const { parameter, replacement } of repairs) {
    if (needed.includes(parameter) || !Object.hasOwn(changed, parameter)) continue;
    const value = changed[parameter];
    delete changed[parameter];
    if (replacement !== undefined && !Object.hasOwn(changed, replacement))
      changed[replacement] = value;
  }
  return changed as Body;
}
