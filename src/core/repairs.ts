import { formatModelChoice } from "./connections";
import type { ModelChoice, Repair } from "./conversation";
import { isObject, isRepair } from "./decode";
import type { ChatError } from "./errors";
import type { StateStore } from "./state";

/** What makes a request what it is: never left out. */
const needed = ["model", "messages"];

/** Parameters that a model refused once: what is left out or renamed for it from then on. */
export class Repairs {
  private readonly known = new Map<string, readonly Repair[]>();
  private loading: Promise<void> | undefined;

  constructor(private readonly state: StateStore) {}

  async load(): Promise<void> {
    this.loading ??= this.read();
    await this.loading;
  }

  of(choice: ModelChoice): readonly Repair[] {
    return this.known.get(formatModelChoice(choice)) ?? [];
  }

  /** Remembers a repair for a model. */
  async add(choice: ModelChoice, repair: Repair): Promise<void> {
    const others = this.of(choice).filter(({ parameter }) => parameter !== repair.parameter);
    await this.write(choice, [...others, repair]);
  }

  /** The parameter is sent again from now on. */
  async forget(choice: ModelChoice, parameter: string): Promise<void> {
    await this.write(
      choice,
      this.of(choice).filter(repair => repair.parameter !== parameter),
    );
  }

  private async read(): Promise<void> {
    const value = await this.state.read("repairs");
    for (const [model, repairs] of Object.entries(isObject(value) ? value : {})) {
      if (Array.isArray(repairs)) this.known.set(model, repairs.filter(isRepair));
    }
  }

  private async write(choice: ModelChoice, repairs: readonly Repair[]): Promise<void> {
    this.known.set(formatModelChoice(choice), repairs);
    const kept = [...this.known].filter(([, list]) => list.length > 0);
    await this.state.write("repairs", Object.fromEntries(kept)).catch(() => undefined); // Refused and repaired again.
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
  const renamed = replacement !== undefined && /^[\w-]+$/.test(replacement) && name === parameter;
  return renamed && !sent.has(replacement) ? { parameter: name, replacement } : { parameter: name };
}

/** A body without the parameters that its model refuses, or with their other names. */
export function repaired<Body extends object>(body: Body, repairs: readonly Repair[]): Body {
  const changed = { ...body } as Record<string, unknown>;
  for (const { parameter, replacement } of repairs) {
    if (!Object.hasOwn(changed, parameter)) continue;
    const value = changed[parameter];
    delete changed[parameter];
    if (replacement !== undefined && !Object.hasOwn(changed, replacement))
      changed[replacement] = value;
  }
  return changed as Body;
}
