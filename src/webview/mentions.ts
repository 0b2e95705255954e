import type { FoundFile } from "../core/foundFiles";
import type { MentionList } from "./mentionList";

/** What an open list of files does to the composer. */
export interface MentionPorts {
  readonly box: HTMLTextAreaElement;
  /** Asks the host for files. */
  find(query: string): void;
  /** The user took a file; the box holds something else now. */
  take(file: FoundFile): void;
  say(text: string): void;
}

/** A word that begins with `@`, and the list of files that it opens. */
export class Mentions {
  private list: MentionList | undefined;
  /** Where the `@` stands whose list the user left: it does not open again. */
  private left = -1;

  constructor(private readonly ports: MentionPorts) {
    ports.box.addEventListener("blur", () => this.list?.close());
  }

  /** The text changed: opens the list, asks anew, or closes it. */
  async typed(): Promise<void> {
    const mention = mentionBefore(this.ports.box);
    if (mention?.at !== this.left) this.left = -1;
    if (!mention || mention.at === this.left) return this.list?.close();
    this.list ??= await this.load();
    // Loading takes a moment, and the user types on.
    const now = mentionBefore(this.ports.box);
    if (now) this.list?.ask(now.query);
  }

  /** Whether an open list took the key. */
  pressed(event: KeyboardEvent): boolean {
    return this.list?.pressed(event) ?? false;
  }

  show(query: string, files: readonly FoundFile[]): void {
    if (mentionBefore(this.ports.box)?.query === query) this.list?.show(files);
  }

  private async load(): Promise<MentionList | undefined> {
    const { ports } = this;
    // Without its chunk the button still attaches files; asking again would fail again.
    const chunk = await import("./mentionList").catch(() => undefined);
    return (
      this.list ??
      (chunk &&
        new chunk.MentionList({
          ...ports,
          take: file => {
            const mention = mentionBefore(ports.box);
            const end = ports.box.selectionStart;
            if (mention) ports.box.setRangeText("", mention.at, end, "end");
            ports.take(file);
          },
          left: () => (this.left = mentionBefore(ports.box)?.at ?? -1),
        }))
    );
  }
}

/** Longest name that is asked for, in characters: the text before is not looked at. */
const longest = 80;

/** The word before the cursor, where it begins with `@`. */
function mentionBefore({ value, selectionStart, selectionEnd }: HTMLTextAreaElement) {
  if (selectionStart !== selectionEnd) return undefined;
  const before = value.slice(Math.max(0, selectionStart - longest - 2), selectionStart);
  const query = /(?:^|\s)@([^\s@]*)$/.exec(before)?.[1];
  if (query === undefined || query.length > longest) return undefined;
  return { query, at: selectionStart - query.length - 1 };
}
