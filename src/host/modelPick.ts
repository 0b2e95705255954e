import * as vscode from "vscode";
import { type Connection, successorOf } from "../core/connections";
import type { ModelChoice } from "../core/messages";
import { type ChatError, type ErrorAction, errorAdvice } from "../core/errors";
import type { Favourites } from "../core/favourites";
import type { ModelLists } from "../core/modelLists";
import type { Model } from "../core/models";
import { type ModelSections, sectionsOf, type TypedState, typedState } from "../core/modelSections";
import { type ModelItem, modelItem, plain } from "./modelItem";
import { back, section, shown, type StepAnswer } from "./steps";
import { errorWords } from "./verdict";

export interface ModelPickPorts {
  readonly lists: ModelLists;
  readonly favourites: Favourites;
}

export interface ModelQuestion {
  readonly connection: Connection;
  readonly present: ModelChoice | null;
  readonly backButton?: boolean;
  /** What was found out just before, such as that a key works. */
  readonly words?: string | undefined;
  /** The list was read just before. */
  readonly justRead?: boolean;
}

/** Asks for a model at a connection, over its list; any other id can be typed. */
export async function pickModelId(
  ports: ModelPickPorts,
  question: ModelQuestion,
): Promise<StepAnswer<string | { readonly action: ErrorAction }>> {
  const { connection, backButton, words } = question;
  const pick = vscode.window.createQuickPick<ModelItem>();
  const list = new ListedModels(pick, ports, question);
  pick.title = words ?? vscode.l10n.t("Model at {0}", connection.label);
  pick.placeholder = connection.quirks.includes("deployments")
    ? vscode.l10n.t("Type the name of your deployment, or pick a model")
    : vscode.l10n.t("Pick a model, or type any model id");
  pick.matchOnDescription = true;
  pick.keepScrollPosition = true;
  const refresh = {
    iconPath: new vscode.ThemeIcon("refresh"),
    tooltip: vscode.l10n.t("Ask for the list again"),
  };
  pick.buttons = [...(backButton ? [vscode.QuickInputButtons.Back] : []), refresh];
  await list.open();
  return shown<string | { readonly action: ErrorAction }>(pick, resolve => {
    pick.onDidHide(() => list.close());
    pick.onDidChangeValue(() => list.show());
    pick.onDidTriggerButton(button => {
      if (button === vscode.QuickInputButtons.Back) resolve(back);
      else void list.refresh();
    });
    pick.onDidTriggerItemButton(({ item }) => void list.pin(item));
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (item?.opensRest) return list.openRest();
      const id = item?.id ?? pick.value.trim();
      if (item?.repair && id === "") return resolve({ action: item.repair });
      if (id !== "") resolve(id);
    });
  });
}

/** The list behind the picker: what is remembered at once, and what the server says when it has. */
class ListedModels {
  private models: readonly Model[] = [];
  private failure: ChatError | undefined;
  private restOpen = false;
  private read = false;
  private sorted: ModelSections | undefined;
  private drawn: string | undefined;
  private readonly closed = new AbortController();

  constructor(
    private readonly pick: vscode.QuickPick<ModelItem>,
    private readonly ports: ModelPickPorts,
    private readonly question: ModelQuestion,
  ) {}

  /** Shows what is remembered, and asks the server unless it was asked a moment ago. */
  async open(): Promise<void> {
    const { lists, favourites } = this.ports;
    await favourites.load();
    const known = await lists.known(this.question.connection);
    this.models = this.withTyped(known?.models ?? []);
    this.show();
    if (!(known && (this.question.justRead || lists.isNew(known)))) void this.refresh();
  }

  close(): void {
    this.closed.abort();
  }

  async refresh(): Promise<void> {
    const { pick, closed } = this;
    pick.busy = true;
    // A question about the key or the address may take the focus meanwhile.
    pick.ignoreFocusOut = true;
    const found = await this.ports.lists.refresh(this.question.connection, closed.signal);
    if (closed.signal.aborted) return;
    this.failure = "kind" in found ? found : undefined;
    this.read = true;
    if (!("kind" in found)) this.models = this.withTyped(found);
    pick.ignoreFocusOut = false;
    pick.busy = false;
    this.show(true);
  }

  async pin({ id }: ModelItem): Promise<void> {
    if (id === undefined) return;
    await this.ports.favourites.toggle({ connectionId: this.question.connection.id, model: id });
    this.show(true);
  }

  /** Shows the models that are not for chat as well. */
  openRest(): void {
    this.restOpen = true;
    this.show(true);
  }

  /**
   * Gives the picker its items. It filters them itself; they change only when what is typed is
   * something that the list does not hold, so typing in a list of thousands costs nothing.
   */
  show(anew = false): void {
    if (anew) this.sorted = undefined;
    const sections = (this.sorted ??= this.sections());
    const typed = this.pick.value.trim();
    const state = typedState(sections, typed);
    const drawn = state === "unknown" ? `unknown ${typed}` : state === "exact" ? "nothing" : state;
    if (!anew && drawn === this.drawn) return;
    this.drawn = drawn;
    const active = this.pick.activeItems[0]?.id;
    const items = this.items(sections, state, typed);
    this.pick.items = items;
    const again = anew && active !== undefined && items.find(({ id }) => id === active);
    if (again) this.pick.activeItems = [again];
  }

  private items(sections: ModelSections, state: TypedState, typed: string): readonly ModelItem[] {
    const failed = this.failure ? [whyNot(this.failure)] : [];
    if (state === "unknown") return [...failed, ...this.typedItems(typed)];
    const row = (model: Model) => modelItem(model, this.marksOf(model));
    const { pinned, recent, chat, rest } = sections;
    const showRest = this.restOpen || state === "inRest";
    return [
      ...section(vscode.l10n.t("pinned"), pinned.map(row)),
      ...section(vscode.l10n.t("recent"), recent.map(row)),
      ...section(vscode.l10n.t("chat models"), chat.map(row)),
      ...section(vscode.l10n.t("not for chat"), showRest ? rest.map(row) : []),
      ...(showRest || rest.length === 0 ? [] : [restItem(rest.length)]),
      ...failed,
      ...(this.models.length === 0 && this.read ? [nothingListed()] : []),
      ...(state === "among" || state === "inRest" ? [useTyped()] : []),
    ];
  }

  /** What is typed as one more row; a model that is gone comes with its successor. */
  private typedItems(typed: string): readonly ModelItem[] {
    const successor = successorOf(this.question.connection, typed);
    const description =
      successor === undefined
        ? vscode.l10n.t("use this id")
        : vscode.l10n.t("gone; its successor is {0}", successor);
    const own: ModelItem = { label: plain(typed), description, id: typed, alwaysShow: true };
    if (successor === undefined) return [own];
    const next = { label: plain(successor), id: successor, alwaysShow: true };
    return [{ ...next, description: vscode.l10n.t("successor of {0}", typed) }, own];
  }

  private sections(): ModelSections {
    const here = (choices: readonly ModelChoice[]) =>
      choices
        .filter(({ connectionId }) => connectionId === this.question.connection.id)
        .map(({ model }) => model);
    const { pinned, recent } = this.ports.favourites;
    return sectionsOf(this.models, here(pinned), here(recent));
  }

  private marksOf({ id }: Model): { inUse: boolean; pinned: boolean } {
    const { connection, present } = this.question;
    const inUse = present?.connectionId === connection.id && present.model === id;
    const pinned = this.ports.favourites.isPinned({ connectionId: connection.id, model: id });
    return { inUse, pinned };
  }

  /** The ids of the user's own settings stand among those of the list, and what they say comes first. */
  private withTyped(models: readonly Model[]): readonly Model[] {
    const { connection } = this.question;
    const listed = new Set(models.map(({ id }) => id));
    const said = new Map(connection.ownModels.map(model => [model.id, model]));
    const added = connection.models.filter(id => !listed.has(id)).map(id => ({ id }));
    return [...added, ...models].map(model => ({ ...model, ...said.get(model.id) }));
  }
}

function restItem(count: number): ModelItem {
  const words = vscode.l10n.t("All models");
  const description = vscode.l10n.t("{0} more, not for chat", count);
  return { label: `$(list-unordered) ${words}`, description, alwaysShow: true, opensRest: true };
}

function nothingListed(): ModelItem {
  const label = vscode.l10n.t("The server lists no models.");
  return { label, description: vscode.l10n.t("Type the id of one."), alwaysShow: true };
}

/** The same at every key, so that the list need not change while one types. */
function useTyped(): ModelItem {
  return {
    label: `$(edit) ${vscode.l10n.t("Use what is typed as the model id")}`,
    alwaysShow: true,
  };
}

function whyNot(error: ChatError): ModelItem {
  return {
    label: `$(warning) ${vscode.l10n.t("No list: {0}", plain(errorWords(error)))}`,
    description: vscode.l10n.t("A model id can still be typed."),
    alwaysShow: true,
    repair: errorAdvice[error.kind].action,
  };
}
