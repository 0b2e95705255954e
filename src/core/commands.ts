/** A command of the editor: takes code, and asks about it at once or puts it into the composer. */
export type EditorCommand = AskingCommand | AttachingCommand;

interface EditorRow {
  readonly id: string;
  /** Title Case; also the English text of the palette entry. */
  readonly title: string;
}

/** Sends at once. */
export interface AskingCommand extends EditorRow {
  /** Sentence put before the code. `{0}` names what was taken. */
  readonly prompt: string;
  /** What VS Code reports about the code is named in the message. */
  readonly withDiagnostics?: boolean;
}

/** Sends nothing: the code is a chip in the composer. */
export interface AttachingCommand extends EditorRow {
  readonly prompt?: never;
  /** Wants a conversation in which one can send: a busy one gets a new chat beside it. */
  readonly idle: boolean;
}

export const editorCommands: readonly EditorCommand[] = [
  { id: "parley.explainSelection", title: "Explain Selection", prompt: "Explain {0}." },
  {
    id: "parley.fixSelection",
    title: "Fix Selection",
    prompt: "Fix {0}. Show the corrected code, then say briefly what was wrong.",
    withDiagnostics: true,
  },
  {
    id: "parley.improveSelection",
    title: "Improve Selection",
    prompt: "Improve {0} without changing what it does. Show the new code, then say briefly why.",
  },
  {
    id: "parley.writeTests",
    title: "Write Tests",
    prompt: "Write tests for {0}, with the edge cases and bad input.",
  },
  {
    id: "parley.documentSelection",
    title: "Document Selection",
    prompt: "Write documentation comments for {0}, in the style of its language.",
  },
  { id: "parley.askAboutSelection", title: "Ask About Selection", idle: true },
  { id: "parley.addSelectionToChat", title: "Add Selection to Chat", idle: false },
];

/** A command of the palette, in the manifest's order. */
export interface PaletteCommand {
  readonly id: string;
  readonly title: string;
  readonly enablement?: string;
  /** A codicon of VS Code, where it is a button. */
  readonly icon?: string;
}

export const paletteCommands = [
  { id: "parley.newChat", title: "New Chat" },
  { id: "parley.focusChat", title: "Focus Chat" },
  { id: "parley.selectModel", title: "Select Provider and Model" },
  { id: "parley.setApiKey", title: "Set API Key" },
  { id: "parley.removeApiKey", title: "Remove API Key" },
  { id: "parley.importKeys", title: "Import Keys from .env" },
  { id: "parley.addConnection", title: "Add Connection" },
  { id: "parley.editConnection", title: "Edit Connection" },
  { id: "parley.duplicateConnection", title: "Duplicate Connection" },
  { id: "parley.removeConnection", title: "Remove Connection" },
  { id: "parley.openHistory", title: "Open Past Conversation" },
  { id: "parley.searchConversations", title: "Search Conversations", icon: "$(search)" },
  { id: "parley.showHistory", title: "Show History" },
  { id: "parley.renameChat", title: "Rename Chat" },
  { id: "parley.openInEditor", title: "Open Chat in Editor" },
  { id: "parley.deleteChat", title: "Delete Chat" },
  { id: "parley.restoreChat", title: "Restore Deleted Chat" },
  { id: "parley.exportChat", title: "Export Chat…" },
  { id: "parley.exportAll", title: "Export All Conversations…" },
  { id: "parley.importConversations", title: "Import Conversations…" },
  { id: "parley.stopAnswer", title: "Stop Answer", enablement: "parley.streaming" },
  { id: "parley.getStarted", title: "Get Started" },
  { id: "parley.showLog", title: "Show Log" },
] as const satisfies readonly PaletteCommand[];

/** A default key: chords below VS Code's own first key only, and only where it is of use. */
export interface DefaultKey {
  readonly command: string;
  readonly key: string;
  readonly mac: string;
  readonly when: string;
}

/** VS Code's `focusedView` ends when the focus goes on into a webview, so the page tells of its own. */
const inChat = "parley.chatFocused || focusedView == 'parley.chat'";

export const defaultKeys: readonly DefaultKey[] = [
  {
    command: "parley.focusChat",
    key: "ctrl+k a",
    mac: "cmd+k a",
    when: "!parley.chatFocused && focusedView != 'parley.chat' && !terminalFocus",
  },
  {
    command: "parley.addSelectionToChat",
    key: "ctrl+k shift+a",
    mac: "cmd+k shift+a",
    when: "editorTextFocus && editorHasSelection",
  },
  { command: "parley.newChat", key: "ctrl+k ctrl+shift+a", mac: "cmd+k cmd+shift+a", when: inChat },
  {
    command: "parley.selectModel",
    key: "ctrl+k ctrl+shift+m",
    mac: "cmd+k cmd+shift+m",
    when: inChat,
  },
];

/** A default key as VS Code's menus write it: `Ctrl+K Shift+A`, `⌘K ⇧A`; empty when there is none. */
export function keyLabel(command: string, mac: boolean): string {
  const row = defaultKeys.find(row => row.command === command);
  if (!row) return "";
  return (mac ? row.mac : row.key)
    .split("+")
    .map(part => part.replace(/\w+/g, word => keyWord(word, mac)))
    .join(mac ? "" : "+");
}

function keyWord(word: string, mac: boolean): string {
  const symbols: Readonly<Record<string, string>> = { cmd: "⌘", shift: "⇧", alt: "⌥", ctrl: "⌃" };
  const symbol = mac ? symbols[word] : undefined;
  return symbol ?? word.slice(0, 1).toUpperCase() + word.slice(1);
}
