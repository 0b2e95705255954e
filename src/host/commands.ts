import * as vscode from "vscode";
import { editorCommands, type paletteCommands } from "../core/commands";
import type { App } from "./app";
import { removeKey } from "./keyPrompt";
import { log } from "./log";

/** Registers every row of the two command tables. */
export function registerCommands(app: () => App): readonly vscode.Disposable[] {
  const run: Record<PaletteId, () => unknown> = {
    "parley.newChat": () => app().newChat(),
    "parley.focusChat": () => app().focus(),
    "parley.selectModel": () => app().chooseModel(),
    "parley.setApiKey": () => app().setKey(),
    "parley.removeApiKey": () => removeKey(app().keys),
    "parley.addConnection": () => app().addConnection(),
    "parley.openHistory": () => app().openHistory(),
    "parley.stopAnswer": () => app().stop(),
    "parley.showLog": () => log().show(),
  };
  return [
    ...Object.entries(run).map(([id, work]) => vscode.commands.registerCommand(id, work)),
    ...editorCommands.map(command =>
      vscode.commands.registerCommand(command.id, () => app().runEditorCommand(command)),
    ),
  ];
}

type PaletteId = (typeof paletteCommands)[number]["id"];
