import * as vscode from "vscode";
import type { Connection } from "../core/connections";
import type { ModelChoice } from "../core/conversation";
import { type ChatError, errorAdvice } from "../core/errors";
import type { Model } from "../core/models";
import { say } from "./say";

interface ModelItem extends vscode.QuickPickItem {
  readonly id?: string;
}

/** Lists the models at a connection, or says why there is no list. */
export type ListModels = (
  connection: Connection,
  signal: AbortSignal,
) => Promise<readonly Model[] | ChatError>;

/** A quick pick over the live list, in which any other id can be typed. */
export function pickModelId(
  listModels: ListModels,
  connection: Connection,
  present: ModelChoice | null,
  backButton: boolean,
): Promise<{ readonly id: string } | "back" | undefined> {
  const quickPick = vscode.window.createQuickPick<ModelItem>();
  quickPick.title = vscode.l10n.t("Model at {0} (2/2)", connection.label);
  quickPick.placeholder = vscode.l10n.t("Pick a model, or type any model id");
  if (backButton) quickPick.buttons = [vscode.QuickInputButtons.Back];
  const closed = new AbortController();
  quickPick.onDidHide(() => closed.abort());
  void fillIn(quickPick, listModels(connection, closed.signal), connection, present);
  quickPick.show();
  return new Promise(resolve => {
    quickPick.onDidTriggerButton(() => resolve("back"));
    quickPick.onDidAccept(() => {
      const id = quickPick.selectedItems[0]?.id ?? quickPick.value.trim();
      if (id !== "") resolve({ id });
    });
    quickPick.onDidHide(() => resolve(undefined));
  }).finally(() => quickPick.dispose()) as Promise<{ readonly id: string } | "back" | undefined>;
}

/** Shows the list when it is there, and what is typed as one more item. */
async function fillIn(
  quickPick: vscode.QuickPick<ModelItem>,
  list: Promise<readonly Model[] | ChatError>,
  connection: Connection,
  present: ModelChoice | null,
): Promise<void> {
  let listed: readonly ModelItem[] = [];
  const show = () => {
    const typed = quickPick.value.trim();
    const known = typed === "" || listed.some(({ id }) => id === typed);
    const description = vscode.l10n.t("use this id");
    quickPick.items = known
      ? listed
      : [...listed, { label: typed, description, id: typed, alwaysShow: true }];
  };
  quickPick.onDidChangeValue(show);
  quickPick.busy = true;
  // A question about the key may take the focus meanwhile.
  quickPick.ignoreFocusOut = true;
  listed = itemsOf(await list, connection, present);
  quickPick.ignoreFocusOut = false;
  quickPick.busy = false;
  show();
}

function itemsOf(
  list: readonly Model[] | ChatError,
  { id: connectionId, models }: Connection,
  present: ModelChoice | null,
): readonly ModelItem[] {
  const ids = "kind" in list ? models : [...new Set([...models, ...list.map(({ id }) => id)])];
  const inUse = (id: string) => present?.connectionId === connectionId && present.model === id;
  const items = ids.map(id => ({
    label: id,
    id,
    ...(inUse(id) && { description: vscode.l10n.t("in use") }),
  }));
  return "kind" in list ? [...items, whyNot(list)] : items;
}

function whyNot({ kind, values = [], detail }: ChatError): ModelItem {
  const title = say({ text: errorAdvice[kind].title, values });
  return {
    label: `$(warning) ${vscode.l10n.t("No list: {0}", title)}`,
    description: detail ?? vscode.l10n.t("A model id can still be typed."),
    alwaysShow: true,
  };
}
