import * as vscode from "vscode";
import { openableLink } from "../core/address";

/** Longest query that opens without a second look: a link can carry text out of a conversation. */
const longQuery = 200;

/** Opens a link of an answer in the browser, if its scheme allows; VS Code asks and shows the real host. */
export async function openLink(text: string): Promise<void> {
  const url = openableLink(text);
  if (!url) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t("Only http, https and mailto links can be opened."),
    );
    return;
  }
  if (url.search.length > longQuery && !(await confirmed(url))) return;
  await vscode.env.openExternal(vscode.Uri.parse(url.href, true));
}

async function confirmed(url: URL): Promise<boolean> {
  const open = vscode.l10n.t("Open");
  const message = vscode.l10n.t("This link carries a lot of text to {0}. Open it?", url.host);
  const picked = await vscode.window.showWarningMessage(
    message,
    { modal: true, detail: url.href },
    open,
  );
  return picked === open;
}
