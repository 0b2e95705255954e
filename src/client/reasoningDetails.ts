import { isObject } from "../core/decode";
import { writeJson } from "./writeJson";

type Item = Readonly<Record<string, unknown>>;

/** Most of all items together, in characters of JSON; what is longer is not kept. */
const largest = 256 << 10;

/** Fields that come in pieces. */
const pieced = ["text", "summary", "data"];

/**
 * {@link https://openrouter.ai/docs/use-cases/reasoning-tokens OpenRouter's} items of reasoning, which
 * want to go back as they came: put together from their pieces by number and kind, and not read.
 */
export class ReasoningDetails {
  private items: Item[] = [];
  private size = 0;

  take(list: unknown): void {
    if (!Array.isArray(list)) return;
    for (const item of list.filter(isObject)) {
      this.size += writeJson(item)?.length ?? 0;
      const at = this.items.findIndex(
        ({ index, type }) =>
          index !== undefined && index === item["index"] && type === item["type"],
      );
      if (at < 0) this.items.push(item);
      else this.items[at] = joined(this.items[at] ?? {}, item);
    }
  }

  /** Nothing where there is none, or too much. */
  get whole(): readonly Item[] | undefined {
    return this.items.length > 0 && this.size <= largest ? this.items : undefined;
  }
}

function joined(item: Item, piece: Item): Item {
  const fields = Object.entries(piece).flatMap(([name, value]) => {
    const before = item[name];
    const goesOn = pieced.includes(name) && typeof before === "string" && typeof value === "string";
    if (goesOn) return [[name, before + value]];
    return value === null && before !== undefined ? [] : [[name, value]];
  });
  return { ...item, ...(Object.fromEntries(fields) as Item) };
}
