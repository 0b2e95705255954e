import * as vscode from "vscode";
import { editorCommands, type paletteCommands } from "../core/commands";
import type { App } from "./app";
import { getStarted } from "./getStarted";

/** Registers every row of the two command tables. */
export function registerCommands(app: () => Promise<App>): readonly vscode.Disposable[] {
  const run: Record<PaletteId, (app: App) => unknown> = {
    "parley.newChat": parley => parley.newChat(),
    "parley.focusChat": parley => parley.focus(),
    "parley.selectModel": parley => parley.choosing.chooseModel(),
    "parley.setApiKey": parley => parley.choosing.setKey(""),
    "parley.removeApiKey": parley => parley.removeKey(),
    "parley.addConnection": parley => parley.choosing.addConnection(),
    "parley.editConnection": parley => parley.choosing.editConnection(),
    "parley.duplicateConnection": parley => parley.choosing.duplicateConnection(),
    "parley.removeConnection": parley => parley.choosing.removeConnection(),
    "parley.importKeys": parley => parley.choosing.importKeys(),
    "parley.openHistory": parley => parley.openHistory(),
    "parley.stopAnswer": parley => parley.stop(),
    "parley.getStarted": getStarted,
    "parley.showLog": parley => parley.showLog(),
  };
  const register = (id: string, work: (app: App) => unknown) =>
    vscode.commands.registerCommand(id, async () => work(await app()));
  return [
    ...Object.entries(run).map(([id, work]) => register(id, work)),
    ...editorCommands.map(command =>
      register(command.id, parley => parley.runEditorCommand(command)),
    ),
  ];
}

type PaletteId = (typeof paletteCommands)[number]["id"];
