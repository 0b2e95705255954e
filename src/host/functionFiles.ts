import * as vscode from "vscode";
import type { FunctionRoom } from "./functionRoom";

/** Where the declarations of functions are documents of VS Code. */
export const functionScheme = "parley-functions";

/**
 * The documents in which functions are declared, one for each conversation. VS Code may ask for one
 * that it finds again after a reload, before anything else of Parley is used.
 */
export class FunctionFiles implements vscode.FileSystemProvider {
  private readonly changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changes.event;

  constructor(private readonly room: () => Promise<FunctionRoom>) {}

  /** The document holds something else than VS Code has read. */
  changed(uri: vscode.Uri): void {
    this.changes.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    return (await this.room()).stat(uri);
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return new TextEncoder().encode(await (await this.room()).read(uri));
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    await (await this.room()).write(uri, new TextDecoder().decode(content));
  }

  watch(): vscode.Disposable {
    return { dispose: () => {} }; // All changes are told.
  }

  readDirectory(): [string, vscode.FileType][] {
    return [];
  }

  createDirectory(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  delete(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }

  rename(uri: vscode.Uri): never {
    throw vscode.FileSystemError.NoPermissions(uri);
  }
}
