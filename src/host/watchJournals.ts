import * as vscode from "vscode";
import { isConversationId } from "../core/ids";

/** Tells the ids of conversations whose journals change, come or go, or whose writer changes. */
export function watchJournals(
  folder: vscode.Uri,
  touched: (id: string) => void,
): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher(
    new vscode.RelativePattern(folder, "*.{jsonl,lock}"),
  );
  const tell = ({ path }: vscode.Uri) => {
    const [id] = path.slice(path.lastIndexOf("/") + 1).split(".");
    if (isConversationId(id)) touched(id);
  };
  watcher.onDidCreate(tell);
  watcher.onDidDelete(tell);
  watcher.onDidChange(uri => {
    if (!uri.path.endsWith(".lock")) tell(uri); // That only shows that its writer is alive.
  });
  return watcher;
}
