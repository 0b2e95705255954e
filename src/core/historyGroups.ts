import type { ConversationSummary } from "./store";

/** What a group of past conversations has in common: the present workspace, or when they were talked in. */
export type HistorySpan = "workspace" | "today" | "yesterday" | "week" | "days" | "month";

/** Conversations that stand below one heading, the last changed first. */
export interface HistoryGroup {
  /** The same from list to list. */
  readonly id: string;
  readonly span: HistorySpan;
  /** When a month began, in milliseconds since 1970. */
  readonly from: number;
  readonly rows: readonly ConversationSummary[];
}

export interface Grouping {
  /** URI of the open workspace folder; empty when there is none. */
  readonly workspace: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/**
 * Puts conversations, the last changed first, below headings: those of the present workspace, then
 * all others by days and months of the user's calendar. What nothing was ever sent in is left out.
 */
export function historyGroups(
  summaries: readonly ConversationSummary[],
  { workspace, now }: Grouping,
): readonly HistoryGroup[] {
  const here: ConversationSummary[] = [];
  const groups: Growing[] = [];
  for (const summary of summaries) {
    if (summary.empty) continue;
    if (workspace !== "" && summary.workspace === workspace) here.push(summary);
    else groupFor(summary, groups, now).rows.push(summary);
  }
  const own: HistoryGroup = { id: "workspace", span: "workspace", from: 0, rows: here };
  return here.length > 0 ? [own, ...groups] : groups;
}

interface Growing extends HistoryGroup {
  readonly rows: ConversationSummary[];
}

/** The last group where it reaches so far back; else the next one, which is looked for by the calendar. */
function groupFor({ changedAt }: ConversationSummary, groups: Growing[], now: number): Growing {
  const last = groups.at(-1);
  if (last && changedAt >= last.from) return last;
  const group = { ...spanOf(changedAt, now), rows: [] };
  groups.push(group);
  return group;
}

function spanOf(at: number, now: number): Omit<HistoryGroup, "rows"> {
  const today = new Date(now);
  const back = (days: number) =>
    new Date(today.getFullYear(), today.getMonth(), today.getDate() - days).getTime();
  for (const [span, days] of spans) {
    const from = back(days);
    if (at >= from) return { id: span, span, from };
  }
  const day = new Date(at);
  const [year, month] = [day.getFullYear(), day.getMonth()];
  const from = new Date(year, month, 1).getTime();
  return { id: `${year}-${month + 1}`, span: "month", from };
}

/** How many days before today each of them begins. */
const spans = [
  ["today", 0],
  ["yesterday", 1],
  ["week", 7],
  ["days", 30],
] as const satisfies readonly (readonly [HistorySpan, number])[];
