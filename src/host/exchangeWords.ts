import * as vscode from "vscode";
import { errorAdvice } from "../core/errors";
import type { ExportForm, ExportPlan } from "../core/exchange/exporting";
import type { ImportReport } from "../core/exchange/importing";
import { limits } from "../core/exchange/limits";
import type { MarkdownWords } from "../core/exchange/markdownForm";
import type { Answer } from "../core/messages";
import { phrase } from "../core/phrase";
import { whenFormat } from "./historyItem";
import { say } from "./say";

interface FormItem extends vscode.QuickPickItem {
  readonly form: ExportForm;
}

/** Asks in what form to export; nothing when the user leaves. */
export async function askForm(count: number): Promise<ExportForm | undefined> {
  const items: readonly FormItem[] = [
    {
      form: "markdown",
      label: "Markdown",
      detail: vscode.l10n.t(
        "For reading: the shown thread. With pictures, or of several, in a .zip.",
      ),
    },
    {
      form: "json",
      label: "JSON",
      detail: vscode.l10n.t(
        "Everything, in one documented file: all versions, settings, usage, pictures.",
      ),
    },
    {
      form: "native",
      label: vscode.l10n.t("Parley’s own files"),
      detail: vscode.l10n.t(
        "Line by line as they are kept. With pictures, or of several, in a .zip.",
      ),
    },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t("Export Conversations"),
    placeHolder:
      count === 1
        ? vscode.l10n.t("In what form?")
        : vscode.l10n.t("In what form should {0} conversations be written?", count),
  });
  return picked?.form;
}

/** Asks for files or folders: some systems have no dialog for both. */
export async function askSources(): Promise<readonly vscode.Uri[] | undefined> {
  const files = {
    label: `$(files) ${vscode.l10n.t("Files…")}`,
    detail: vscode.l10n.t(
      "Exports of Parley, ChatGPT, Claude, Continue, Cline and Roo Code; a .zip as it is.",
    ),
  };
  const folder = {
    label: `$(folder-opened) ${vscode.l10n.t("A folder…")}`,
    detail: vscode.l10n.t(
      "All conversations below it, such as Continue’s sessions or Cline’s tasks.",
    ),
  };
  const picked = await vscode.window.showQuickPick([files, folder], {
    title: vscode.l10n.t("Import Conversations"),
    placeHolder: vscode.l10n.t("Where are they? Nothing there is changed."),
  });
  if (!picked) return undefined;
  return vscode.window.showOpenDialog({
    title:
      picked === files ? vscode.l10n.t("Files to Import") : vscode.l10n.t("Folders to Import From"),
    openLabel: vscode.l10n.t("Import"),
    canSelectFiles: picked === files,
    canSelectFolders: picked === folder,
    canSelectMany: true,
  });
}

/** What an exported thread says in the user's language. */
export function markdownWords(): MarkdownWords {
  const format = whenFormat();
  return {
    you: vscode.l10n.t("You"),
    untitled: vscode.l10n.t("Untitled"),
    systemPrompt: vscode.l10n.t("System prompt"),
    reasoning: vscode.l10n.t("Reasoning"),
    refusal: vscode.l10n.t("The model does not answer:"),
    date: at => format.format(at),
    call: name => vscode.l10n.t("Calls {0}", name),
    result: name => vscode.l10n.t("Result of {0}", name),
    ending: endingWords,
  };
}

function endingWords({ error, finish }: Answer): string {
  if (error) {
    const title = say(phrase(errorAdvice[error.kind].title, ...(error.values ?? [])));
    return error.detail ? `${title}: ${error.detail}` : title;
  }
  const endings: Readonly<Record<string, string>> = {
    stopped: vscode.l10n.t("Stopped"),
    interrupted: vscode.l10n.t("Interrupted"),
    length: vscode.l10n.t("Cut off at the length limit"),
  };
  return finish !== undefined && Object.hasOwn(endings, finish) ? (endings[finish] ?? "") : "";
}

/** What an export came to. */
export function exportWords(
  count: number,
  { skipped, tooLarge }: Pick<ExportPlan, "skipped" | "tooLarge">,
  target: vscode.Uri,
): string {
  const name = target.path.split("/").at(-1) ?? "";
  const done =
    count === 1
      ? vscode.l10n.t("Exported 1 conversation to {0}.", name)
      : vscode.l10n.t("Exported {0} conversations to {1}.", count, name);
  const left =
    skipped.length > 0
      ? vscode.l10n.t("{0} could not be read; their files are left as they are.", skipped.length)
      : "";
  return [done, left, tooLargeWords(tooLarge.length)].filter(Boolean).join(" ");
}

function tooLargeWords(count: number): string {
  const most = limits.conversation >> 20;
  if (count === 0) return "";
  return count === 1
    ? vscode.l10n.t("1 has more than {0} MB there, which no import takes: keep it here.", most)
    : vscode.l10n.t(
        "{0} have more than {1} MB there, which no import takes: keep them here.",
        count,
        most,
      );
}

/** What an import came to; of a single file that cannot be read also why. */
export function importWords({ imported, refused, empty, stopped }: ImportReport): string {
  const fresh = imported.filter(({ came }) => came === "new").length;
  const there = imported.length - fresh;
  const [refusal, ...others] = refused;
  const said = [
    stopped ? vscode.l10n.t("Import stopped.") : "",
    counted(fresh),
    there === 0
      ? ""
      : there === 1
        ? vscode.l10n.t("1 was there already.")
        : vscode.l10n.t("{0} were there already.", there),
    refusal && others.length === 0
      ? vscode.l10n.t(
          "{0} could not be read: {1}",
          refusal.title ?? refusal.place,
          say(refusal.why),
        )
      : refusal
        ? vscode.l10n.t("{0} could not be read.", refused.length)
        : "",
    emptyWords(empty.length),
    imported.length === 0 && !refusal && empty.length === 0
      ? vscode.l10n.t("No conversation was found there.")
      : "",
  ];
  return said.filter(Boolean).join(" ");
}

function emptyWords(count: number): string {
  if (count === 0) return "";
  return count === 1
    ? vscode.l10n.t("In 1 nothing was said.")
    : vscode.l10n.t("In {0} nothing was said.", count);
}

function counted(fresh: number): string {
  if (fresh === 0) return vscode.l10n.t("Nothing was imported.");
  return fresh === 1
    ? vscode.l10n.t("Imported 1 conversation.")
    : vscode.l10n.t("Imported {0} conversations.", fresh);
}
