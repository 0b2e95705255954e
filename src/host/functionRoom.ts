import * as vscode from "vscode";
import type { Chats } from "../core/chats";
import { exampleFunctions, functionsText, readFunctions } from "../core/functionText";
import type { Functions } from "../core/functions";
import { isConversationId } from "../core/ids";
import { itemPlace } from "../core/itemPlace";
import type { ChatSession } from "../core/session";
import { functionScheme } from "./functionFiles";
import { say } from "./say";

export interface FunctionRoomPorts {
  readonly chats: Pick<Chats, "load" | "shown">;
  /** Says a sentence where a conversation is shown. */
  say(conversationId: string, words: string): void;
  /** A document holds something else than VS Code has read. */
  changed(uri: vscode.Uri): void;
}

/** A document as VS Code has it, and what of the conversation it stands for. */
interface FunctionText {
  readonly text: string;
  readonly mtime: number;
  readonly declared: string;
}

/**
 * Declares functions in an editor of VS Code; one for all views of a window. A bundle of its own
 * (dist/functionRoom.js), loaded at first use.
 */
export class FunctionRoom implements vscode.Disposable {
  private readonly faults = vscode.languages.createDiagnosticCollection(functionScheme);
  /** By conversation: what somebody wrote keeps its own line breaks while the window is open. */
  private readonly texts = new Map<string, FunctionText>();
  private readonly subscriptions = [
    this.faults,
    vscode.workspace.onDidOpenTextDocument(document => this.judge(document)),
    vscode.workspace.onDidChangeTextDocument(({ document }) => this.judge(document)),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => this.faults.delete(uri)),
  ];

  constructor(private readonly ports: FunctionRoomPorts) {
    for (const document of vscode.workspace.textDocuments) this.judge(document);
  }

  /** Opens the declarations of a conversation; what is not declared yet begins with an example. */
  async open({ conversation }: ChatSession): Promise<void> {
    const { id, functions } = conversation;
    const uri = vscode.Uri.from({ scheme: functionScheme, path: `/${id}/functions.parley.json` });
    const known = this.texts.get(id);
    if (known && known.declared !== keyOf(functions)) this.ports.changed(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: false });
    if (isEmpty(functions))
      this.ports.say(id, vscode.l10n.t("Change the example, and save it to declare it."));
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    return this.within(uri, session => {
      const { text, mtime } = this.textOf(session);
      const size = new TextEncoder().encode(text).length;
      const file = { type: vscode.FileType.File, ctime: 0, mtime, size };
      return session.readOnly ? { ...file, permissions: vscode.FilePermission.Readonly } : file;
    });
  }

  async read(uri: vscode.Uri): Promise<string> {
    return this.within(uri, session => this.textOf(session).text);
  }

  /** Takes over what was saved; what is wrong is kept as it was typed, and keeps requests from leaving. */
  async write(uri: vscode.Uri, text: string): Promise<void> {
    await this.within(uri, session => {
      if (session.readOnly) throw vscode.FileSystemError.NoPermissions(uri);
      const { id, functions } = session.conversation;
      const reading = readFunctions(text);
      const { unfinished: _before, ...rest } = functions;
      session.setFunctions(
        reading.ok ? { ...rest, declared: reading.declared } : { ...rest, unfinished: text },
      );
      const declared = keyOf(session.conversation.functions);
      this.texts.set(id, { text, mtime: this.after(id), declared });
      this.ports.say(id, savedWords(reading));
    });
  }

  dispose(): void {
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /** A conversation that nobody looks at is opened for a moment. */
  private async within<T>(uri: vscode.Uri, act: (session: ChatSession) => T): Promise<T> {
    const [, id = "", name, ...more] = uri.path.split("/");
    if (!isConversationId(id) || name !== "functions.parley.json" || more.length > 0)
      throw vscode.FileSystemError.FileNotFound(uri);
    const session = await this.ports.chats.load(id);
    if (!session) throw vscode.FileSystemError.FileNotFound(uri);
    const leave = this.ports.chats.shown(session);
    try {
      return act(session);
    } finally {
      leave();
    }
  }

  /** The same text, with the same time, until something else is declared. */
  private textOf({ conversation: { id, functions } }: ChatSession): FunctionText {
    const declared = keyOf(functions);
    const known = this.texts.get(id);
    if (known?.declared === declared) return known;
    const shown = isEmpty(functions) ? { declared: exampleFunctions } : functions;
    const made = { text: functionsText(shown), mtime: this.after(id), declared };
    this.texts.set(id, made);
    return made;
  }

  /** VS Code takes a document for the same one while its time is the same. */
  private after(id: string): number {
    return Math.max(Date.now(), (this.texts.get(id)?.mtime ?? 0) + 1);
  }

  /** What VS Code's own validation cannot know, such as a name that stands there twice. */
  private judge(document: vscode.TextDocument): void {
    if (document.uri.scheme !== functionScheme) return;
    const text = document.getText();
    const reading = readFunctions(text);
    if (reading.ok || reading.at === undefined) return this.faults.delete(document.uri);
    const [start] = itemPlace(text, reading.at) ?? [0];
    const { range } = document.lineAt(document.positionAt(start));
    const at = new vscode.Range(document.positionAt(start), range.end);
    const fault = new vscode.Diagnostic(at, say(reading.phrase), vscode.DiagnosticSeverity.Error);
    fault.source = "Parley";
    this.faults.set(document.uri, [fault]);
  }
}

function savedWords(reading: ReturnType<typeof readFunctions>): string {
  if (!reading.ok)
    return vscode.l10n.t(
      "{0} Nothing is sent until the functions are right, or none are left.",
      say(reading.phrase),
    );
  const count = reading.declared.length;
  if (count === 0) return vscode.l10n.t("No functions are declared any more.");
  return count === 1
    ? vscode.l10n.t("1 function is declared.")
    : vscode.l10n.t("{0} functions are declared.", count);
}

function isEmpty({ declared, unfinished }: Functions): boolean {
  return declared.length === 0 && unfinished === undefined;
}

function keyOf({ declared, unfinished }: Functions): string {
  return JSON.stringify([declared, unfinished]);
}
