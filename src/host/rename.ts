import * as vscode from "vscode";
import type { Chats } from "../core/chats";
import { titleOf } from "../core/conversation";
import type { ChatSession } from "../core/session";

/** The most characters of a title, which stands on one line. */
const most = 200;

/** Asks what a conversation is to be called, and writes it; where that cannot be done it is said why. */
export async function rename(id: string, chats: Chats): Promise<void> {
  const session = await chats.load(id);
  if (!session)
    return say(vscode.l10n.t("This conversation cannot be read. Its file is left as it is."));
  const release = chats.shown(session); // It is not let go while the user types.
  try {
    await renameOpen(session, chats);
  } finally {
    release();
  }
}

async function renameOpen(session: ChatSession, chats: Chats): Promise<void> {
  const { conversation } = session;
  if (conversation.messages.size === 0)
    return say(vscode.l10n.t("This chat is empty. Send a message first, then it can be renamed."));
  if (session.access === "free") await chats.takeOver(session);
  if (session.readOnly) return say(whyNot(session));
  const present = conversation.title || titleOf(conversation);
  const typed = await askTitle(present);
  if (typed === undefined || typed === present || typed === conversation.title) return;
  if (!session.rename(typed)) return say(whyNot(session));
  await chats.flush();
}

async function askTitle(present: string): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title: vscode.l10n.t("Rename Chat"),
    prompt: vscode.l10n.t("Empty: its first line is its title again."),
    value: present,
    validateInput: text =>
      text.length > most ? vscode.l10n.t("Use at most {0} characters.", most) : undefined,
  });
  return typed?.trim();
}

function whyNot({ access }: ChatSession): string {
  return access === "newer"
    ? vscode.l10n.t("A newer Parley wrote this conversation. Rename it there.")
    : vscode.l10n.t(
        "Another window writes this conversation. Rename it there, or take it over here first.",
      );
}

function say(words: string): void {
  void vscode.window.showErrorMessage(words);
}
