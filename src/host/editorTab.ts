import type * as vscode from "vscode";
import type { Place } from "./place";

/** An editor tab with the chat page. */
export class EditorTab implements Place {
  private closed = false;

  constructor(private readonly panel: vscode.WebviewPanel) {
    panel.onDidDispose(() => (this.closed = true));
  }

  get visible(): boolean {
    return !this.closed && this.panel.visible;
  }

  post(messages: readonly unknown[]): void {
    if (!this.closed) void this.panel.webview.postMessage(messages);
  }

  async reveal(): Promise<void> {
    if (!this.closed) this.panel.reveal();
  }

  /** `unseen`: an answer came that nobody has looked at. */
  setTitle(title: string, unseen: boolean): void {
    const shown = unseen ? `● ${title}` : title;
    if (!this.closed && this.panel.title !== shown) this.panel.title = shown;
  }

  close(): void {
    this.panel.dispose();
  }
}
