import * as vscode from "vscode";
import { wordsOf } from "../core/errors";
import { type ExportForm, type ExportPlan, planExport } from "../core/exchange/exporting";
import { importConversations, type ImportReport } from "../core/exchange/importing";
import type { ExchangeFiles } from "../core/exchange/ports";
import { reportText } from "../core/exchange/report";
import { joinedBytes } from "../core/exchange/source";
import { Trouble } from "../core/exchange/trouble";
import type { ConversationStore } from "../core/store";
import { askForm, askSources, exportWords, importWords, markdownWords } from "./exchangeWords";
import { log } from "./log";
import { pickedUris } from "./pickedUris";
import { say } from "./say";

export interface ExchangePorts {
  readonly store: ConversationStore;
  readonly files: () => Promise<ExchangeFiles>;
  now(): number;
  /** Writes what is queued, so that an export has it. */
  flush(): Promise<void>;
  /** Shows a conversation. */
  open(id: string): Promise<void>;
}

/**
 * Exports conversations to files and imports them, also those of other programs. A bundle of its own
 * (dist/exchangeRoom.js), loaded at first use.
 */
export class ExchangeRoom {
  constructor(private readonly ports: ExchangePorts) {}

  /** Asks for the form and the place, and writes these conversations there. */
  async exportConversations(ids: readonly string[]): Promise<void> {
    if (ids.length === 0) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t("There is no conversation to export yet."),
      );
      return;
    }
    const form = await askForm(ids.length);
    if (form) await this.exportAs(ids, form).catch(sayWhy);
  }

  /** All conversations in which something was said. */
  async exportAll(): Promise<void> {
    const all = await this.ports.store.list();
    await this.exportConversations(all.filter(({ empty }) => !empty).map(({ id }) => id));
  }

  /** Asks for files or a folder, and brings in every conversation that is there. */
  async importConversations(): Promise<void> {
    const picked = await askSources();
    if (picked) await this.bringIn(picked).catch(sayWhy);
  }

  private async exportAs(ids: readonly string[], form: ExportForm): Promise<void> {
    const { store } = this.ports;
    await this.ports.flush();
    const now = () => this.ports.now();
    const words = markdownWords();
    const stop = new AbortController();
    const plan = await planExport(ids, form, { store, now, words, signal: stop.signal });
    const files = await this.ports.files();
    const target = await vscode.window.showSaveDialog({
      title: vscode.l10n.t("Where to Export"),
      defaultUri: placeFor(`${plan.name}.${plan.ending}`, files.homeFolder()),
      filters: { [kindOf(plan)]: [plan.ending] },
    });
    if (!target) return;
    const saved = await progressing(vscode.l10n.t("Exporting conversations…"), stop, async () => {
      await save(plan, target, files);
      return true;
    });
    if (saved) await this.sayExported(ids.length, plan, target);
  }

  private async sayExported(count: number, plan: ExportPlan, target: vscode.Uri): Promise<void> {
    const open = vscode.l10n.t("Open");
    const buttons = plan.ending === "md" || plan.ending === "json" ? [open] : [];
    const words = exportWords(count - plan.skipped.length, plan, target);
    const told =
      plan.skipped.length + plan.tooLarge.length > 0
        ? vscode.window.showWarningMessage(words, ...buttons)
        : vscode.window.showInformationMessage(words, ...buttons);
    if ((await told) === open) await vscode.commands.executeCommand("vscode.open", target);
  }

  private async bringIn(uris: readonly vscode.Uri[]): Promise<void> {
    const { store } = this.ports;
    const now = () => this.ports.now();
    const files = await this.ports.files();
    const stop = new AbortController();
    const report = await progressing(
      vscode.l10n.t("Importing conversations…"),
      stop,
      async progress =>
        importConversations(await pickedUris(uris, files, stop.signal), {
          store,
          now,
          openArchive: source => files.zipSources(source),
          signal: stop.signal,
          progress: (done, all) => progress.report({ message: `${done} / ${all}` }),
        }),
    );
    if (report) await this.sayImported(report);
  }

  private async sayImported(report: ImportReport): Promise<void> {
    const { imported, refused } = report;
    const show = vscode.l10n.t("Show Report");
    const open = vscode.l10n.t("Open");
    const [only, ...others] = imported;
    const buttons = only && others.length === 0 ? [open, show] : [show];
    const words = importWords(report);
    const failed = imported.length === 0;
    const told = failed
      ? vscode.window.showErrorMessage(words, ...buttons)
      : refused.length > 0
        ? vscode.window.showWarningMessage(words, ...buttons)
        : vscode.window.showInformationMessage(words, ...buttons);
    const answer = await told;
    if (answer === show) await showReport(report);
    else if (answer === open && only) await this.ports.open(only.id);
  }
}

async function showReport(report: ImportReport): Promise<void> {
  const content = reportText(report, say);
  const document = await vscode.workspace.openTextDocument({ language: "markdown", content });
  await vscode.window.showTextDocument(document, { preview: true });
}

/** A progress that the user may end; nothing where that was done before anything was written. */
async function progressing<T>(
  title: string,
  stop: AbortController,
  work: (progress: vscode.Progress<{ message?: string }>) => Promise<T>,
): Promise<T | undefined> {
  const location = vscode.ProgressLocation.Notification;
  return vscode.window.withProgress(
    { location, title, cancellable: true },
    async (progress, token) => {
      token.onCancellationRequested(() => stop.abort());
      try {
        return await work(progress);
      } catch (error) {
        if (stop.signal.aborted) return undefined;
        throw error;
      }
    },
  );
}

async function save(plan: ExportPlan, target: vscode.Uri, files: ExchangeFiles): Promise<void> {
  const { content } = plan;
  const pieces = "files" in content ? files.zipPieces(content.files) : content.pieces;
  if (target.scheme === "file") return files.saveFile(target.fsPath, pieces);
  const chunks: Uint8Array[] = [];
  for await (const piece of pieces)
    chunks.push(typeof piece === "string" ? new TextEncoder().encode(piece) : piece);
  const size = chunks.reduce((sum, { length }) => sum + length, 0);
  await vscode.workspace.fs.writeFile(target, joinedBytes(chunks, size));
}

function placeFor(name: string, home: string): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(home);
  return vscode.Uri.joinPath(folder, name);
}

function kindOf({ ending }: ExportPlan): string {
  const kinds = { md: "Markdown", json: "JSON", jsonl: "JSON Lines", zip: "Zip" } as const;
  return kinds[ending];
}

/** A disk that is full, or a place that may not be written: no setting would help. */
async function sayWhy(error: unknown): Promise<void> {
  if (error instanceof Trouble) {
    void vscode.window.showErrorMessage(vscode.l10n.t("That did not work: {0}", say(error.why)));
    return;
  }
  log().error(error instanceof Error ? error : wordsOf(error));
  const advice = vscode.l10n.t("Nothing is left half done: try again, or choose another place.");
  const words = vscode.l10n.t("That did not work: {0}", wordsOf(error));
  void vscode.window.showErrorMessage(`${words} ${advice}`);
}
