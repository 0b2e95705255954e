import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { newHeader } from "../../src/core/conversation";

/** Ids of conversations, as many as a test wants. */
export function idOf(number: number): string {
  return `01890000-0000-7000-8000-${String(number).padStart(12, "0")}`;
}

/** A folder for a store, which is not made yet; a new one for each test. */
export function storeFolder() {
  let base = "";
  beforeEach(() => {
    base = mkdtempSync(path.join(tmpdir(), "parley-store-"));
  });
  afterEach(() => rmSync(base, { recursive: true, force: true, maxRetries: 3 }));
  return {
    get path() {
      return path.join(base, "store");
    },
    get conversations() {
      return path.join(base, "store", "conversations");
    },
    file: (name: string) => path.join(base, "store", "conversations", name),
  };
}

/** The text of a journal with one message. */
export function journalOf(id: string, title: string): string {
  const content = [{ type: "text", text: `${title}\nmore` }];
  const message = { type: "messageAdded", at: 6, id: `q-${title}`, parentId: null, content };
  return `\n${JSON.stringify(newHeader(id, 5, "file:///w"))}\n${JSON.stringify(message)}\n`;
}
