import * as vscode from "vscode";
import { openableLink } from "../core/address";

/** Longest query that opens without a second look: a link can carry text out of a conversation. */
const longQuery = 200;

/** Opens a link of an answer in the browser, if its scheme allows; VS Code asks and shows the real host. */
export async function openLink(text: string): Promise<void> {
  const url = openableLink(text);
  if (!url) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t(
        "This link is not opened: only http, https and mailto links without a user name are.",
      ),
    );
    return;
  }
  if (url.search.length > longQuery && !(await confirmed(url))) return;
  // As a text: a Uri would decode and encode the address anew, and open another one (microsoft/vscode#85930).
  await vscode.env.openExternal(url.href as unknown as vscode.Uri);
}

async function confirmed(url: URL): Promise<boolean> {
  const open = vscode.l10n.t("Open");
  const message = vscode.l10n.t(
    "This link carries a lot of text to {0}. Open it?",
    url.host || url.pathname,
  );
  const picked = await vscode.window.showWarningMessage(
    message,
    { modal: true, detail: url.href },
    open,
  );
  return picked === open;
}
