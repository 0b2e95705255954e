import * as vscode from "vscode";
import { editorCommands, type paletteCommands } from "../core/commands";
import type { App } from "./app";
import { getStarted } from "./getStarted";

/** Registers every row of the two command tables. */
export function registerCommands(app: () => Promise<App>): readonly vscode.Disposable[] {
  const run: Record<PaletteId, (app: App) => unknown> = {
    "parley.newChat": parley => parley.chatCommands.newChat(),
    "parley.focusChat": parley => parley.active.focus(),
    "parley.selectModel": parley => parley.active.choosing.chooseModel(),
    "parley.setApiKey": parley => parley.active.choosing.setKey(""),
    "parley.removeApiKey": parley => parley.removeKey(),
    "parley.addConnection": parley => parley.active.choosing.addConnection(),
    "parley.editConnection": parley => parley.active.choosing.editConnection(),
    "parley.duplicateConnection": parley => parley.active.choosing.duplicateConnection(),
    "parley.removeConnection": parley => parley.active.choosing.removeConnection(),
    "parley.importKeys": parley => parley.active.choosing.importKeys(),
    "parley.openHistory": parley => parley.chatCommands.openHistory(),
    "parley.searchConversations": parley => parley.chatCommands.openHistory(),
    "parley.showHistory": parley => parley.chatCommands.showHistory(),
    "parley.renameChat": parley => parley.chatCommands.renameChat(),
    "parley.openInEditor": parley => parley.chatCommands.openInEditor(),
    "parley.deleteChat": parley => parley.chatCommands.deleteChat(),
    "parley.restoreChat": parley => parley.chatCommands.restoreChat(),
    "parley.exportChat": parley => parley.chatCommands.exportChat(),
    "parley.exportAll": async parley => (await parley.rooms.exchange()).exportAll(),
    "parley.importConversations": async parley =>
      (await parley.rooms.exchange()).importConversations(),
    "parley.stopAnswer": parley => parley.chatCommands.stop(),
    "parley.getStarted": getStarted,
    "parley.showLog": parley => parley.showLog(),
  };
  const register = (id: string, work: (app: App) => unknown) =>
    vscode.commands.registerCommand(id, async () => work(await app()));
  return [
    ...Object.entries(run).map(([id, work]) => register(id, work)),
    ...editorCommands.map(command =>
      register(command.id, parley => parley.chatCommands.runEditorCommand(command)),
    ),
  ];
}

type PaletteId = (typeof paletteCommands)[number]["id"];
