import type { PanelActions } from "../../src/core/panelController";

const nothing = async () => {};

/** An editor that does nothing of what a panel asks of it. */
export const noActions: PanelActions = {
  chooseModel: nothing,
  pickModel: async () => undefined,
  setKey: nothing,
  editConnection: nothing,
  openHistory: nothing,
  openInEditor: nothing,
  renameChat: nothing,
  exportChat: nothing,
  deleteChat: nothing,
  startOfflineTour: nothing,
  focusChanged: () => {},
  getStarted: nothing,
  useServer: nothing,
  useConnection: nothing,
  pickFiles: async () => ({ parts: [], refused: [] }),
  findFiles: async () => [],
  readFiles: async () => ({ parts: [], refused: [] }),
  insertCode: nothing,
  replaceSelection: nothing,
  newFile: nothing,
  findPlaces: async () => [],
  openPlace: nothing,
  showWire: nothing,
  editFunctions: nothing,
  presets: () => [],
  writePresets: nothing,
  askName: async () => undefined,
  openLink: nothing,
  copy: nothing,
  changed: () => {},
  activityChanged: () => {},
  emptyShown: () => {},
};
