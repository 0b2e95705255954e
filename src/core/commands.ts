/** A command of the editor: takes code, asks for something about it. */
export interface EditorCommand {
  readonly id: string;
  /** Title Case; also the English text of the palette entry. */
  readonly title: string;
  /** Sentence put before the code. `{0}` names what was taken. */
  readonly prompt: string;
}

export const editorCommands: readonly EditorCommand[] = [
  { id: "parley.explainSelection", title: "Explain Selection", prompt: "Explain {0}." },
];

/** A command of the palette, in the manifest's order. */
export interface PaletteCommand {
  readonly id: string;
  readonly title: string;
  readonly enablement?: string;
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
  { id: "parley.stopAnswer", title: "Stop Answer", enablement: "parley.streaming" },
  { id: "parley.showLog", title: "Show Log" },
] as const satisfies readonly PaletteCommand[];
