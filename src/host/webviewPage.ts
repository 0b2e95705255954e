import * as vscode from "vscode";
import { pageHtml } from "../core/page";

/** Shows the chat page in a webview; it may load Parley's own files and nothing else. */
export function showPage(webview: vscode.Webview, extensionUri: vscode.Uri): void {
  const file = (path: string) => vscode.Uri.joinPath(extensionUri, path);
  webview.options = { enableScripts: true, localResourceRoots: [file("dist"), file("media")] };
  webview.html = pageHtml({
    uri: path => webview.asWebviewUri(file(path)).toString(),
    source: webview.cspSource,
    language: vscode.env.language,
    bundle: vscode.l10n.bundle,
  });
}
