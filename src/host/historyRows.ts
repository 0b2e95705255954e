import * as vscode from "vscode";
import type { HistoryGroup } from "../core/historyGroups";
import type { ConversationSummary } from "../core/store";
import { folderName, folderPath, rowLabel, whenFormat } from "./historyItem";

/** What is known of a conversation beside the list, the most telling first. */
export type RowState = "running" | "unseen" | "elsewhere" | "shown" | "none";

export interface HistoryRow {
  readonly kind: "row";
  readonly id: string;
  readonly summary: ConversationSummary;
  readonly heading: HistoryHeading;
  readonly state: RowState;
  /** The name of the folder, where that is not the present one. */
  readonly tag: string;
  /** What of it is seen, to know when that is another. */
  readonly look: string;
}

/** The heading of a group. */
export interface HistoryHeading {
  readonly kind: "group";
  readonly id: string;
  readonly group: HistoryGroup;
}

/** Shows more rows of a large group. */
export interface HistoryMore {
  readonly kind: "more";
  readonly id: string;
  readonly heading: HistoryHeading;
  /** How many more it shows. */
  readonly next: number;
}

export type HistoryNode = HistoryRow | HistoryHeading | HistoryMore;

/** Called by VS Code where a row is opened with the keyboard or a click. */
export const openRow = "parley.historyRow";

/** When a conversation was talked in last: the time of today, else the day. */
export function shortWhen(at: number, now: number): string {
  const [day, today] = [new Date(at), new Date(now)];
  if (day.toDateString() === today.toDateString()) return formats().time.format(at);
  return (day.getFullYear() === today.getFullYear() ? formats().day : formats().year).format(at);
}

export function rowItem({ id, summary, state, tag }: HistoryRow, now: number): vscode.TreeItem {
  const title = rowLabel(summary.title);
  const item = new vscode.TreeItem(title, vscode.TreeItemCollapsibleState.None);
  const words = stateWords(state);
  const when = whenFormat().format(summary.changedAt);
  item.id = id;
  item.description = [tag, shortWhen(summary.changedAt, now)].filter(Boolean).join(" · ");
  item.tooltip = tooltipOf(summary, words);
  item.iconPath = icons[state]();
  item.contextValue = "conversation";
  item.command = { command: openRow, title: vscode.l10n.t("Open"), arguments: [id] };
  item.accessibilityInformation = { label: [title, words, tag, when].filter(Boolean).join(", ") };
  return item;
}

export function headingItem({ id, group }: HistoryHeading, present: string): vscode.TreeItem {
  const label = headingWords(group);
  const open = group.span === "month" ? "Collapsed" : "Expanded";
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState[open]);
  const count = String(group.rows.length);
  const name = group.span === "workspace" ? folderName(present) : "";
  item.id = `group ${id}`;
  item.description = name || count;
  item.contextValue = "group";
  item.accessibilityInformation = {
    label: [label, name, countWords(count)].filter(Boolean).join(", "),
  };
  return item;
}

export function moreItem({ id, next }: HistoryMore): vscode.TreeItem {
  const label = vscode.l10n.t("Show {0} more", next);
  const item = new vscode.TreeItem(label, vscode.TreeItemCollapsibleState.None);
  item.id = id;
  item.iconPath = new vscode.ThemeIcon("ellipsis");
  item.command = { command: openRow, title: label, arguments: [id] };
  return item;
}

function tooltipOf({ title, changedAt, createdAt, workspace }: ConversationSummary, words: string) {
  const when = whenFormat();
  const path = workspace === null ? "" : folderPath(workspace);
  return [
    title || vscode.l10n.t("Untitled"),
    words,
    vscode.l10n.t("Last message: {0}", when.format(changedAt)),
    vscode.l10n.t("Begun: {0}", when.format(createdAt)),
    path,
  ]
    .filter(Boolean)
    .join("\n");
}

function stateWords(state: RowState): string {
  const words: Readonly<Record<RowState, string>> = {
    running: vscode.l10n.t("an answer is being written"),
    unseen: vscode.l10n.t("new answer"),
    elsewhere: vscode.l10n.t("another window writes it"),
    shown: vscode.l10n.t("open here"),
    none: "",
  };
  return words[state];
}

const icons: Readonly<Record<RowState, () => vscode.ThemeIcon>> = {
  running: () => new vscode.ThemeIcon("loading~spin"),
  unseen: () =>
    new vscode.ThemeIcon(
      "circle-filled",
      new vscode.ThemeColor("notificationsInfoIcon.foreground"),
    ),
  elsewhere: () => new vscode.ThemeIcon("lock"),
  shown: () =>
    new vscode.ThemeIcon("comment-discussion", new vscode.ThemeColor("list.highlightForeground")),
  none: () => new vscode.ThemeIcon("comment"),
};

function headingWords({ span, from }: HistoryGroup): string {
  if (span === "month") return formats().month.format(from);
  const words = {
    workspace: vscode.l10n.t("This Workspace"),
    today: vscode.l10n.t("Today"),
    yesterday: vscode.l10n.t("Yesterday"),
    week: vscode.l10n.t("Previous 7 Days"),
    days: vscode.l10n.t("Previous 30 Days"),
  };
  return words[span];
}

function countWords(count: string): string {
  return count === "1"
    ? vscode.l10n.t("1 conversation")
    : vscode.l10n.t("{0} conversations", count);
}

let known: ReturnType<typeof makeFormats> | undefined;

/** Making one takes longer than using it a hundred times. */
function formats() {
  return (known ??= makeFormats());
}

function makeFormats() {
  const of = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(vscode.env.language, options);
  return {
    time: of({ timeStyle: "short" }),
    day: of({ day: "numeric", month: "short" }),
    year: of({ day: "numeric", month: "short", year: "numeric" }),
    month: of({ month: "long", year: "numeric" }),
  };
}
