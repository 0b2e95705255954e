import * as vscode from "vscode";
import type { ChatRequest } from "../core/answering";
import { imageUrl, withBytes } from "../core/imageBytes";
import type { Answer } from "../core/messages";
import type { ChatSession } from "../core/session";
import { type Exchange, requestOf, variablesIn, type WireForm } from "../core/wire";
import { wireCopies } from "../core/wireCopies";
import { type WireWords, wireText } from "../core/wireText";

export interface WirePorts {
  /** What is kept of the requests of an answer, the first one first. */
  exchangesOf(answerId: string): readonly Exchange[];
  /** A file of a conversation. */
  readonly readFile: (id: string, name: string) => Promise<Uint8Array | undefined>;
  /** A request as its connection would send it now; nothing where that is gone. */
  rebuilt(request: ChatRequest, at: number): Exchange | undefined;
}

/** The conversation that an answer belongs to. */
type Shown = Pick<ChatSession, "conversation">;

const scheme = "parley-wire";

/** How many documents are kept; each may have a megabyte and more. */
const mostTexts = 20;

/**
 * Shows what went over the wire, and copies requests as code; one for all views of a window. A bundle
 * of its own (dist/wireRoom.js), loaded at first use.
 */
export class WireRoom implements vscode.Disposable, vscode.TextDocumentContentProvider {
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(
    scheme,
    this,
  );
  /** By URI: an editor that was hidden for a while asks again. */
  private readonly texts = new Map<string, string>();
  private count = 0;

  constructor(private readonly ports: WirePorts) {}

  /** Gives the words for the line under the composer; none where a document is shown instead. */
  async show(session: Shown, answerId: string, form: WireForm): Promise<string | undefined> {
    const answer = session.conversation.messages.get(answerId);
    if (answer?.role !== "assistant") return undefined;
    const exchanges = await this.exchangesOf(session, answer);
    const last = exchanges.at(-1);
    if (!last)
      return vscode.l10n.t(
        "What was sent is not kept any more, and its connection is gone, so it cannot be made anew.",
      );
    if (form === "shown") return this.open(answer, exchanges);
    await vscode.env.clipboard.writeText(wireCopies[form](last));
    return copiedWords(last);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? "";
  }

  dispose(): void {
    this.registration.dispose();
  }

  /** Those of this session; for an older answer its request as it would be sent now. */
  private async exchangesOf({ conversation }: Shown, answer: Answer): Promise<readonly Exchange[]> {
    const kept = this.ports.exchangesOf(answer.id);
    if (kept.length > 0) return kept;
    const request = requestOf(conversation, answer);
    // What is gone is named in its place.
    const read = async (file: string) =>
      (await imageUrl(this.ports, conversation.id, file)) ?? file;
    const messages = await withBytes(request.messages, read);
    const made = this.ports.rebuilt({ ...request, messages }, answer.at);
    return made ? [made] : [];
  }

  private async open(answer: Answer, exchanges: readonly Exchange[]): Promise<undefined> {
    const name = vscode.l10n.t("Request of {0}", answer.modelLabel).replace(/[\\/:]/g, " ");
    const uri = vscode.Uri.from({
      scheme,
      path: `/${name}.txt`,
      query: String((this.count += 1)), // An open document is not read again.
    });
    this.texts.set(uri.toString(), wireText(exchanges, words()));
    const [oldest = ""] = this.texts.keys();
    if (this.texts.size > mostTexts) this.texts.delete(oldest);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true });
  }
}

function copiedWords(exchange: Exchange): string {
  const { url, headers, body } = exchange;
  const variables = variablesIn([url, ...Object.values(headers), body].join("\n"));
  const names = variables.map(name => `$${name}`).join(", ");
  const copied =
    names === ""
      ? vscode.l10n.t("Copied.")
      : vscode.l10n.t("Copied. Set {0} before you run it.", names);
  return exchange.rebuilt ? `${copied} ${rebuiltWords()}` : copied;
}

function rebuiltWords(): string {
  return vscode.l10n.t(
    "This request was made anew from the conversation as it is now: what goes over the wire is kept until the window closes.",
  );
}

/** What the document says beside what went over the wire. */
function words(): WireWords {
  return {
    time: at => new Date(at).toLocaleString(vscode.env.language),
    request: (number, time) => vscode.l10n.t("Request {0}, {1}", number, time),
    response: number => vscode.l10n.t("Response {0}", number),
    rebuilt: rebuiltWords(),
    cut: vscode.l10n.t("There was more; the first megabyte is kept."),
  };
}
