import * as vscode from "vscode";
import type { CodeActions } from "../core/codeHandlers";
import type { PanelActions } from "../core/panelController";
import { offlineTour } from "../core/providers";
import { pickFiles, readFiles } from "./attach";
import type { ChatCommands } from "./chatCommands";
import { findFiles } from "./findFiles";
import { getStarted } from "./getStarted";
import { openLink } from "./links";
import { askName } from "./messageName";
import type { Rooms } from "./rooms";
import { presetReading, writePresets } from "./settings";
import type { View } from "./view";

/** What a view asks of the window. */
export interface ViewHost {
  readonly chatCommands: ChatCommands;
  readonly rooms: Rooms;
  focusChanged(view: View, focused: boolean): void;
  /** A view shows another conversation. */
  changed(view: View): void;
  /** What goes on in the conversation of a view changed. */
  activityChanged(view: View): void;
  useServer(view: View, baseURL: string): Promise<void>;
  findServers(): Promise<unknown>;
}

/** What the editor does for one view's page. */
export function viewActions(view: View, host: ViewHost): PanelActions {
  return {
    ...codeActions(view, host),
    chooseModel: () => fromChat(view, () => view.choosing.chooseModel()),
    pickModel: () => fromChat(view, () => view.pickModel()),
    setKey: connectionId => fromChat(view, () => view.choosing.setKey(connectionId)),
    editConnection: id => fromChat(view, () => view.choosing.repairConnection(id)),
    openHistory: () => host.chatCommands.openHistory(view),
    openInEditor: (session, leafId) => host.chatCommands.openInEditor(view, session, leafId),
    renameChat: session => fromChat(view, () => host.chatCommands.renameChat(view, session)),
    exportChat: session => host.chatCommands.exportChat(view, session),
    deleteChat: session => host.chatCommands.deleteChat(view, session),
    startOfflineTour: () => startOfflineTour(view),
    useServer: baseURL => host.useServer(view, baseURL),
    useConnection: id => view.choosing.useConnection(id),
    focusChanged: focused => host.focusChanged(view, focused),
    getStarted,
    pickFiles: () => fromChat(view, pickFiles),
    findFiles,
    readFiles,
    showWire: async (session, answerId, form) => {
      const said = await (await host.rooms.wire()).show(session, answerId, form);
      if (said !== undefined) view.controller.hint(said);
    },
    editFunctions: async session => (await host.rooms.functions()).open(session),
    presets: () => presetReading().presets,
    writePresets,
    askName: present => fromChat(view, () => askName(present)),
    openLink,
    copy: async text => vscode.env.clipboard.writeText(text),
    changed: () => host.changed(view),
    activityChanged: () => host.activityChanged(view),
    emptyShown: () => void host.findServers(),
  };
}

function codeActions(view: View, host: ViewHost): CodeActions {
  const actions = async () =>
    (await host.rooms.code()).actions(words => view.controller.hint(words));
  return {
    insertCode: async text => (await actions()).insertCode(text),
    replaceSelection: async (text, asked) => (await actions()).replaceSelection(text, asked),
    newFile: async (text, language) => (await actions()).newFile(text, language),
    findPlaces: async places => (await actions()).findPlaces(places),
    openPlace: async place => (await actions()).openPlace(place),
  };
}

/** What was begun in the chat view ends there, also when the user leaves it half-way. */
async function fromChat<T>(view: View, flow: () => Promise<T>): Promise<T> {
  const editor = vscode.window.activeTextEditor;
  const outcome = await flow();
  if (vscode.window.activeTextEditor === editor) await view.focus();
  return outcome;
}

async function startOfflineTour(view: View): Promise<void> {
  const session = await view.controller.session();
  session.choose({ connectionId: offlineTour, model: offlineTour });
  view.controller.act(() =>
    session.send([{ type: "text", text: vscode.l10n.t("Show me what this chat view can do.") }]),
  );
  await view.postStatus();
  view.controller.focusComposer();
}
