import { createHash } from "node:crypto";
import path from "node:path";
import { isConversationId } from "../core/ids";

/** Where everything lies below the store's folder. */
export interface Places {
  readonly folder: string;
  readonly conversations: string;
  readonly trash: string;
  readonly list: string;
  journal(id: string): string;
  draft(id: string): string;
  /** A draft of the first version, which knew text only. */
  plainDraft(id: string): string;
  /** The folder of the files that belong to it. */
  files(id: string): string;
  lock(id: string): string;
  /** Where a process leaves word that it wants the claim. */
  request(id: string): string;
  current(workspace: string): string;
}

/** The places of a store; nothing is made. */
export function placesIn(folder: string): Places {
  const conversations = path.join(folder, "conversations");
  const named = (suffix: string) => (id: string) =>
    path.join(conversations, `${checked(id)}${suffix}`);
  return {
    folder,
    conversations,
    trash: path.join(folder, "trash"),
    list: path.join(folder, "list.json"),
    journal: named(".jsonl"),
    draft: named(".draft.json"),
    plainDraft: named(".draft"),
    files: named(".files"),
    lock: named(".lock"),
    request: named(".request"),
    current: workspace => path.join(folder, "views", `${hash(workspace)}.json`),
  };
}

/** What belongs to a conversation beside its journal, as ends of file names. */
export const companions = [".draft.json", ".draft", ".files"] as const;

/** An id is the name of a file: nothing else may become a path. */
function checked(id: string): string {
  if (!isConversationId(id)) throw new Error("this is not the id of a conversation");
  return id;
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
