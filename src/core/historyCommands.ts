/** A command of the history view: in its title, or in the menu of a row. */
export interface HistoryCommand {
  readonly id: string;
  readonly title: string;
  /** A codicon of VS Code. */
  readonly icon?: string;
  readonly at: "title" | "row";
  /** In a row's menu and, with an icon, as a button of the row. */
  readonly group: string;
  readonly key?: string;
  readonly mac?: string;
}

export const historyCommands = [
  {
    id: "parley.closeHistory",
    title: "Close History",
    icon: "$(close)",
    at: "title",
    group: "navigation@9",
  },
  {
    id: "parley.openFromHistory",
    title: "Open in Editor",
    icon: "$(go-to-file)",
    at: "row",
    group: "1_open@1",
    key: "ctrl+enter",
    mac: "cmd+enter",
  },
  {
    id: "parley.renameFromHistory",
    title: "Rename",
    at: "row",
    group: "2_change@1",
    key: "f2",
    mac: "f2",
  },
  {
    id: "parley.exportFromHistory",
    title: "Export…",
    at: "row",
    group: "2_change@2",
  },
  {
    id: "parley.deleteFromHistory",
    title: "Move to Trash",
    icon: "$(trash)",
    at: "row",
    group: "3_delete@1",
    key: "delete",
    mac: "cmd+backspace",
  },
] as const satisfies readonly HistoryCommand[];

/** Where a row of the history, and no heading of it, has the keyboard. */
export const onRow =
  "focusedView == 'parley.history' && !inputFocus && !treeElementCanCollapse && !treeElementCanExpand";

/** Keys of commands that are in no menu. */
export const selectingKeys = [
  { command: "parley.extendHistoryDown", key: "shift+down" },
  { command: "parley.extendHistoryUp", key: "shift+up" },
];
