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

/** How much text stays in memory for the next key, in characters; what is beyond is read again each time. */
const mostKeptInMemory = 256 << 20;

interface Known {
  readonly changedAt: number;
  readonly texts: Promise<readonly SearchText[]>;
  /** In characters, once it is read. */
  size: number;
}

/**
 * Looks through every message of every conversation. There is no index: a scan of the text in memory
 * beats it up to a hundred megabytes, and needs no upkeep. What was read stays until it changes.
 */
export class Search {
  private readonly known = new Map<string, Known>();
  private kept = 0;
  private readonly scanning: Slices;
  private readonly reading: Slices;

  constructor(
    private readonly ports: SearchPorts,
    private readonly mostKept = mostKeptInMemory,
  ) {
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
    const ahead = conversations.slice(0, readAtOnce).map(first => this.textsOf(first));
    for (const [index, conversation] of conversations.entries()) {
      const next = conversations[index + readAtOnce];
      if (next) ahead.push(this.textsOf(next));
      const texts = await ahead.shift();
      if (signal.aborted || !texts) return;
      const result = await this.look(query, conversation, texts, signal);
      if (signal.aborted) return;
      if (result) tell(result);
    }
  }

  /** Gives the memory back. */
  forget(): void {
    this.known.clear();
    this.kept = 0;
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
    this.drop(id);
    const made: Known = { changedAt, texts: this.read(id), size: 0 };
    this.known.set(id, made);
    void made.texts.then(texts => this.keep(id, made, texts));
    return made.texts;
  }

  /** What cannot be read now is looked for again the next time. */
  private async read(id: string): Promise<readonly SearchText[]> {
    try {
      return await this.ports.read(id, this.reading);
    } catch {
      this.drop(id);
      return [];
    }
  }

  private keep(id: string, made: Known, texts: readonly SearchText[]): void {
    if (this.known.get(id) !== made) return;
    made.size = texts.reduce((sum, { text }) => sum + text.length, 0);
    this.kept += made.size;
    if (this.kept > this.mostKept) this.drop(id);
  }

  private drop(id: string): void {
    this.kept -= this.known.get(id)?.size ?? 0;
    this.known.delete(id);
  }

  private forgetOthers(conversations: readonly ConversationSummary[]): void {
    const ids = new Set(conversations.map(({ id }) => id));
    for (const id of this.known.keys()) if (!ids.has(id)) this.drop(id);
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
  return { messageId, role, model, line, text: shownText(text.slice(at, at + length)) };
}

/** What was found as the page shows it: without the marks, and with one space for many. */
function shownText(text: string): string {
  return /[*_`~]|\s{2}/.test(text)
    ? text.replace(/[*_`~]+(?=\s)|(?<=\s)[*_`~]+/g, "").replace(/\s+/g, " ")
    : text;
}

/** The next beginning of a word, where one is near. */
function startOfWord(text: string, start: number): number {
  if (start === 0) return 0;
  const space = text.slice(start, start + before / 2).search(/\s/);
  return space < 0 ? start : start + space + 1;
}
