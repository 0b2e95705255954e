import * as vscode from "vscode";

let channel: vscode.LogOutputChannel | undefined;

/** Parley's log. Made at its first use: activation opens no file. */
export function log(): vscode.LogOutputChannel {
  channel ??= vscode.window.createOutputChannel("Parley", { log: true });
  return channel;
}

/** Closes the log with the extension. */
export const logDisposable: vscode.Disposable = { dispose: () => channel?.dispose() };
