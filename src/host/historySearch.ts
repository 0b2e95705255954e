import * as vscode from "vscode";
import { folded } from "../core/folded";
import type { Search, SearchHit, SearchResult } from "../core/search";
import { type SearchQuery, searchQueryOf } from "../core/searchQuery";
import type { ConversationSummary } from "../core/store";
import { reportFailure } from "./failures";
import { buttons, type HistoryItem, rowLabel, whenFormat } from "./historyItem";
import { plain } from "./modelItem";

export interface HistorySearchPorts {
  /** The row of a conversation. */
  row(summary: ConversationSummary): HistoryItem;
  /** Shows rows in the place of those before; `busy` while there may be more. */
  show(items: readonly HistoryItem[], busy: boolean): void;
}

/** How many conversations are shown by their titles, and how many by what was said in them. */
const most = { titles: 50, conversations: 100 };
/** How often rows are shown while there are more and more, in milliseconds. */
const often = 100;

/** What was typed, looked for in titles and in everything that was said. */
export class HistorySearch {
  private query: SearchQuery | undefined;
  private titles: readonly HistoryItem[] = [];
  private results: SearchResult[] = [];
  private end = new AbortController();
  /** There were more than are shown. */
  private cut = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly search: Search,
    private readonly ports: HistorySearchPorts,
  ) {}

  /** Looks for what is typed; false where that is nothing. */
  look(typed: string, summaries: readonly ConversationSummary[]): boolean {
    this.stop();
    this.query = searchQueryOf(typed);
    if (!this.query) return false;
    const titled = summaries.filter(({ title }) => holds(title, this.query));
    this.titles = titled
      .slice(0, most.titles)
      .map(summary => ({ ...this.ports.row(summary), alwaysShow: true }));
    this.results = [];
    this.cut = titled.length > most.titles;
    void this.run(this.query, summaries).catch(reportFailure);
    return true;
  }

  stop(): void {
    this.end.abort();
    this.end = new AbortController();
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private async run(query: SearchQuery, summaries: readonly ConversationSummary[]): Promise<void> {
    const { end } = this;
    const enough = new AbortController();
    this.soon();
    await this.search.run(
      query,
      summaries,
      result => {
        this.results.push(result);
        if (this.results.length >= most.conversations) enough.abort();
        this.soon();
      },
      AbortSignal.any([end.signal, enough.signal]),
    );
    if (end.signal.aborted) return;
    this.stop();
    this.cut ||= enough.signal.aborted;
    this.show(false);
  }

  /** What was found by then; the first rows are not waited for. */
  private soon(): void {
    this.timer ??= setTimeout(
      () => {
        this.timer = undefined;
        this.show(true);
      },
      this.results.length < 2 ? 0 : often,
    );
  }

  private show(busy: boolean): void {
    const items = [...this.titles, ...this.results.flatMap(rowsOf)];
    if (busy) return this.ports.show(items, true);
    const words =
      items.length === 0
        ? [vscode.l10n.t("Nothing was found. All words must be in one message.")]
        : this.cut
          ? [vscode.l10n.t("Only the newest are shown. More words find less.")]
          : [];
    this.ports.show([...items, ...words.map(label => ({ label, alwaysShow: true }))], false);
  }
}

function holds(title: string, query: SearchQuery | undefined): boolean {
  const text = folded(title);
  return query?.words.every(word => text.includes(word)) ?? false;
}

/** A row for each place, with its line below the title of the conversation. */
function rowsOf({ conversation, hits, count }: SearchResult): readonly HistoryItem[] {
  const { id, title, changedAt } = conversation;
  const when = whenFormat().format(changedAt);
  return hits.map((hit, index) => {
    const left = index === hits.length - 1 ? count - hits.length : 0;
    const more = left > 0 ? [vscode.l10n.t("{0} more in it", left)] : [];
    return {
      id,
      place: { messageId: hit.messageId, text: hit.text },
      iconPath: new vscode.ThemeIcon("comment"),
      label: rowLabel(title),
      description: [speaker(hit), when, ...more].join(" · "),
      detail: plain(hit.line),
      alwaysShow: true,
      buttons: [buttons.inEditor],
    };
  });
}

function speaker({ role, model }: SearchHit): string {
  if (role === "user") return vscode.l10n.t("You");
  return role === "assistant" ? plain(model) : vscode.l10n.t("Result");
}
