import * as vscode from "vscode";
import { formatModelChoice, modelLabel } from "../core/connections";
import type { ModelChoice } from "../core/messages";
import type { ErrorAction } from "../core/errors";
import type { Model } from "../core/models";
import { connectionOf } from "./settings";

/** A row of a list of models. */
export interface ModelItem extends vscode.QuickPickItem {
  readonly id?: string;
  /** Stands for the models that are not for chat. */
  readonly opensRest?: boolean;
  /** Says why there is no list; chosen, it leads to where that is mended. */
  readonly repair?: ErrorAction;
}

export interface ModelMarks {
  readonly inUse: boolean;
  readonly pinned: boolean;
}

/** A model as a row: its id, its state, and what is known of it. */
export function modelItem(model: Model, { inUse, pinned }: ModelMarks): ModelItem {
  const { id, name, deprecated } = model;
  const words = [
    inUse ? vscode.l10n.t("in use") : "",
    deprecated ? vscode.l10n.t("deprecated") : "",
    name !== undefined && name !== id ? plain(name) : "",
  ].filter(text => text !== "");
  const detail = modelFacts(model);
  return {
    id,
    label: plain(id),
    ...(words.length > 0 && { description: words.join(" · ") }),
    ...(detail !== "" && { detail }),
    buttons: [pinButton(pinned)],
  };
}

/** Context window, price and abilities, as far as they are known. */
export function modelFacts({ contextWindow, price, vision, tools, reasoning }: Model): string {
  const abilities = [
    vision ? vscode.l10n.t("images") : "",
    tools ? vscode.l10n.t("tools") : "",
    reasoning ? vscode.l10n.t("reasoning") : "",
  ].filter(text => text !== "");
  return [
    contextWindow === undefined ? "" : vscode.l10n.t("{0} tokens", tokenCount(contextWindow)),
    price === undefined ? "" : priceWords(price),
    abilities.join(", "),
  ]
    .filter(text => text !== "")
    .join(" · ");
}

function priceWords({ input, output }: NonNullable<Model["price"]>): string {
  if (input === 0 && output === 0) return vscode.l10n.t("free");
  return vscode.l10n.t(
    "${0} in, ${1} out per million",
    dollarFormat.format(input),
    dollarFormat.format(output),
  );
}

const dollarFormat = new Intl.NumberFormat(vscode.env.language, { maximumSignificantDigits: 4 });
const countFormat = new Intl.NumberFormat(vscode.env.language, { maximumFractionDigits: 1 });

function tokenCount(count: number): string {
  if (count >= 1_000_000) return `${countFormat.format(count / 1_000_000)}M`;
  return count >= 1000 ? `${countFormat.format(count / 1000)}K` : String(count);
}

/** The button that pins a model to the top of the pickers, or takes the pin away. */
export function pinButton(pinned: boolean): vscode.QuickInputButton {
  return pinned
    ? { iconPath: new vscode.ThemeIcon("pinned"), tooltip: vscode.l10n.t("Unpin") }
    : { iconPath: new vscode.ThemeIcon("pin"), tooltip: vscode.l10n.t("Pin to the top") };
}

/** A pinned or recent model as a row of the first list. */
export function choiceItem(
  choice: ModelChoice,
  marks: ModelMarks,
): (vscode.QuickPickItem & { readonly choice: ModelChoice }) | undefined {
  const connection = connectionOf(choice.connectionId);
  if (!connection || connection.quirks.includes("cannedAnswers")) return undefined;
  const inUse = marks.inUse ? ` · ${vscode.l10n.t("in use")}` : "";
  return {
    choice,
    label: plain(modelLabel(choice, connection)),
    description: connection.label + inUse,
    buttons: [pinButton(marks.pinned)],
  };
}

/** Text of a server in a label: nothing in it becomes an icon. */
export function plain(text: string): string {
  return text.replaceAll("$(", "$ (");
}

/** Whether two choices are the same model. */
export function same(one: ModelChoice | null, other: ModelChoice): boolean {
  return one !== null && formatModelChoice(one) === formatModelChoice(other);
}
