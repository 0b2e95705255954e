import { foundIn, type SearchQuery } from "./searchQuery";
import type { SearchText } from "./searchTexts";
import { Slices } from "./slices";
import type { ConversationSummary } from "./store";

/** A message in which a query was found. */
export interface SearchHit {
  readonly messageId: string;
  readonly role: SearchText["role"];
  /** The model's name; empty for what is no answer. */
  readonly model: string;
  /** One line around what was found. */
  readonly line: string;
  /** What was found, as it stands in the message. */
  readonly text: string;
}

/** What was found in one conversation. */
export interface SearchResult {
  readonly conversation: ConversationSummary;
  /** The best of them: where the phrase stands comes before where its words do. */
  readonly hits: readonly SearchHit[];
  /** In how many messages it was found. */
  readonly count: number;
}

export interface SearchPorts {
  /** All messages of a conversation, in slices. */
  read(id: string, slices: Slices): Promise<readonly SearchText[]>;
  /** Resolves when everything else that waits has had its turn. */
  readonly pause: () => Promise<void>;
}

/** How much is looked through at one go, in characters: a hundredth of a second or less. */
export const searchSlice = 4 << 20;
/** How much of journals is read at one go, in characters; it is parsed, which takes longer. */
export const readingSlice = 256 << 10;
/** How many conversations are read from the disk at once. */
const readAtOnce = 8;
const hitsOfEach = 3;

interface Known {
  readonly changedAt: number;
  readonly texts: Promise<readonly SearchText[]>;
}

/**
 * Looks through every message of every conversation. There is no index: a scan of the text in memory
 * beats it up to a hundred megabytes, and is never out of date. What was read stays until it changes.
 */
export class Search {
  private readonly known = new Map<string, Known>();
  private readonly scanning: Slices;
  private readonly reading: Slices;

  constructor(private readonly ports: SearchPorts) {
    this.scanning = new Slices(searchSlice, ports.pause);
    this.reading = new Slices(readingSlice, ports.pause);
  }

  /** Looks through conversations in this order, and tells what it finds as it goes; ends with the signal. */
  async run(
    query: SearchQuery,
    conversations: readonly ConversationSummary[],
    tell: (result: SearchResult) => void,
    signal: AbortSignal,
  ): Promise<void> {
    this.forgetOthers(conversations);
    for (const first of conversations.slice(0, readAtOnce)) void this.textsOf(first);
    for (const [index, conversation] of conversations.entries()) {
      const next = conversations[index + readAtOnce];
      if (next) void this.textsOf(next);
      const texts = await this.textsOf(conversation);
      if (signal.aborted) return;
      const result = await this.look(query, conversation, texts, signal);
      if (signal.aborted) return;
      if (result) tell(result);
    }
  }

  /** Gives the memory back. */
  forget(): void {
    this.known.clear();
  }

  private async look(
    query: SearchQuery,
    conversation: ConversationSummary,
    texts: readonly SearchText[],
    signal: AbortSignal,
  ): Promise<SearchResult | undefined> {
    const whole: SearchHit[] = [];
    const others: SearchHit[] = [];
    let count = 0;
    for (const text of texts) {
      if (this.scanning.full(text.folded.length)) await this.scanning.next();
      if (signal.aborted) return undefined;
      const found = foundIn(text.folded, query);
      if (!found) continue;
      count += 1;
      const hits = found.whole ? whole : others;
      if (hits.length < hitsOfEach) hits.push(hitIn(text, found.at, found.length));
    }
    const hits = [...whole, ...others].slice(0, hitsOfEach);
    return count === 0 ? undefined : { conversation, hits, count };
  }

  private textsOf({ id, changedAt }: ConversationSummary): Promise<readonly SearchText[]> {
    const known = this.known.get(id);
    if (known?.changedAt === changedAt) return known.texts;
    // What cannot be read now is looked for again the next time.
    const texts = this.ports.read(id, this.reading).catch(() => {
      this.known.delete(id);
      return [];
    });
    this.known.set(id, { changedAt, texts });
    return texts;
  }

  private forgetOthers(conversations: readonly ConversationSummary[]): void {
    const ids = new Set(conversations.map(({ id }) => id));
    for (const id of this.known.keys()) if (!ids.has(id)) this.known.delete(id);
  }
}

/** How much is shown before and behind what was found, in characters. */
const before = 40;
const behind = 120;

function hitIn(
  { messageId, role, model, text }: SearchText,
  at: number,
  length: number,
): SearchHit {
  const start = Math.max(0, at - before);
  const end = Math.min(text.length, at + length + behind);
  const part = text.slice(startOfWord(text, start), end).replace(/\s+/g, " ").trim();
  const line = `${start > 0 ? "…" : ""}${part}${end < text.length ? "…" : ""}`;
  return { messageId, role, model, line, text: text.slice(at, at + length) };
}

/** The next beginning of a word, where one is near. */
function startOfWord(text: string, start: number): number {
  if (start === 0) return 0;
  const space = text.slice(start, start + before / 2).search(/\s/);
  return space < 0 ? start : start + space + 1;
}
