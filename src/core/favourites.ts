import { formatModelChoice, parseModelChoice } from "./connections";
import type { ModelChoice } from "./messages";
import { isObject } from "./decode";
import type { StateStore } from "./state";

/** How many models are remembered as used last. */
const recentAtMost = 8;

/** The models that the user pinned, and those used last. */
export class Favourites {
  private loading: Promise<void> | undefined;
  private lists = { pinned: [] as readonly string[], recent: [] as readonly string[] };

  constructor(private readonly state: StateStore) {}

  async load(): Promise<void> {
    this.loading ??= this.read();
    await this.loading;
  }

  get pinned(): readonly ModelChoice[] {
    return choices(this.lists.pinned);
  }

  /** The last used first; what is pinned is not among them. */
  get recent(): readonly ModelChoice[] {
    return choices(this.lists.recent.filter(text => !this.lists.pinned.includes(text)));
  }

  isPinned(choice: ModelChoice): boolean {
    return this.lists.pinned.includes(formatModelChoice(choice));
  }

  /** Puts a model on top of those used last. */
  async use(choice: ModelChoice): Promise<void> {
    await this.load();
    const text = formatModelChoice(choice);
    const others = this.lists.recent.filter(other => other !== text);
    await this.write({ recent: [text, ...others].slice(0, recentAtMost) });
  }

  /** Pins a model, or takes the pin away. */
  async toggle(choice: ModelChoice): Promise<void> {
    await this.load();
    const text = formatModelChoice(choice);
    const others = this.lists.pinned.filter(other => other !== text);
    await this.write({ pinned: this.isPinned(choice) ? others : [...others, text] });
  }

  private async read(): Promise<void> {
    const value = await this.state.read("favourites");
    if (!isObject(value)) return;
    this.lists = { pinned: texts(value["pinned"]), recent: texts(value["recent"]) };
  }

  private async write(changed: Partial<typeof this.lists>): Promise<void> {
    this.lists = { ...this.lists, ...changed };
    await this.state.write("favourites", { v: 1, ...this.lists }).catch(() => undefined); // Kept until the window closes.
  }
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter(text => parseModelChoice(text) !== undefined) : [];
}

function choices(list: readonly string[]): readonly ModelChoice[] {
  return list.flatMap(text => parseModelChoice(text) ?? []);
}
