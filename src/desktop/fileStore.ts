import { decodeDraft, type Draft, isEmptyDraft } from "../core/drafts";
import { parseJson } from "../core/decode";
import { isConversationId } from "../core/ids";
import type { ConversationStore } from "../core/store";
import { bringIn } from "./bringing";
import { Claims } from "./claims";
import { fileFolders } from "./fileFolders";
import { type Files, nodeFiles, readIfThere, replaceFile } from "./files";
import { follow } from "./following";
import { Appender, readJournalText, readPiece } from "./journals";
import { removeLeftovers } from "./leftovers";
import { Listing } from "./listing";
import { type Places, placesIn } from "./places";
import { Trash } from "./trash";

/** Keeps conversations as files below a folder, which is made at the first write. */
export function fileStore(folder: string, files: Files = nodeFiles): ConversationStore {
  const places = placesIn(folder);
  const appender = new Appender(files);
  const claims = new Claims(places, files);
  const listing = new Listing(places, files);
  const trash = new Trash(places, files, claims);
  const states = lastStates(places, files);
  const folders = fileFolders(places, files);
  /** Drafts and copies that are still being written. */
  const settle = async () => void (await Promise.all([states.settle(), folders.copied()]));
  return {
    async append(id, text) {
      await appender.append(places.journal(id), text, claims.check(id));
    },
    bringIn: (id, whole) =>
      bringIn(id, whole, { places, files, claims, writeFile: folders.writeFile }),
    read: async id => readJournalText(places.journal(id), files),
    readFrom: async (id, start) => readPiece(places.journal(id), start, files),
    claim: async (id, holder) => claims.take(id, holder),
    askFor: async id => claims.askFor(id),
    watch: (id, changed) => follow(id, { places, files, changed, isFree: id => claims.isFree(id) }),
    list: tell => listing.list(tell),
    listOf: async ids => listing.of(ids),
    writtenElsewhere: () => claims.others(),
    remembered: () => listing.remembered(),
    async remove(id) {
      await settle(); // A draft that is still being written belongs to it, and a copy needs its files.
      await trash.remove(id);
    },
    listTrash: () => trash.list(),
    restore: async id => trash.restore(id),
    async purge(before, id) {
      await removeLeftovers(places, files, claims);
      return trash.purge(before, id);
    },
    ...folders,
    ...states,
    settle,
  };
}

type LastStates = Pick<
  ConversationStore,
  "readDraft" | "writeDraft" | "readCurrent" | "writeCurrent" | "settle"
>;

/** Drafts and choices, of which only the last state counts; written in the order they were told. */
function lastStates(places: Places, files: Files): LastStates {
  let last: Promise<void> = Promise.resolve();
  const inOrder = (work: () => Promise<void>): Promise<void> => {
    last = last.then(work, work);
    return last;
  };
  return {
    readDraft: async id => readDraft(id, places, files),
    writeDraft: (id, content) => inOrder(() => writeDraft(id, content, places, files)),
    async readCurrent(workspace) {
      const id = parseJson((await readIfThere(places.current(workspace), files)) ?? "");
      return isConversationId(id) ? id : undefined;
    },
    writeCurrent: (workspace, id) =>
      inOrder(() => replaceFile(places.current(workspace), JSON.stringify(id), files)),
    settle: () => last.catch(() => undefined), // Whoever wrote was told.
  };
}

async function readDraft(id: string, places: Places, files: Files): Promise<Draft> {
  const text = await readIfThere(places.draft(id), files);
  return text === undefined
    ? { text: (await readIfThere(places.plainDraft(id), files)) ?? "", parts: [] }
    : decodeDraft(parseJson(text));
}

async function writeDraft(id: string, content: Draft, places: Places, files: Files): Promise<void> {
  if (isEmptyDraft(content)) await files.rm(places.draft(id), { force: true });
  else await replaceFile(places.draft(id), JSON.stringify(content), files);
  await files.rm(places.plainDraft(id), { force: true });
}
