import { type Phrase, phrase } from "../phrase";
import type { ConversationStore } from "../store";
import { uuidv7 } from "../ids";
import { derivedId } from "./derivedId";
import { folded, holds, type Incoming } from "./incoming";
import type { Refusal } from "./fileReading";
import { Intake, type IntakePorts } from "./intake";
import { readStored } from "./reading";
import type { Slices } from "../slices";
import { exchangeSlices } from "./slices";
import type { Source } from "./source";

export interface ImportPorts {
  readonly store: Pick<ConversationStore, "readFrom" | "bringIn">;
  readonly openArchive: IntakePorts["openArchive"];
  /** Milliseconds since 1970. */
  now(): number;
  /** Ends the reading; while conversations are written it is asked for between two of them. */
  readonly signal?: AbortSignal;
  /** How many of all conversations are written. */
  progress?(done: number, all: number): void;
  readonly slices?: Slices;
}

/** What came of one conversation. */
export interface Imported {
  readonly place: string;
  readonly title: string;
  /** New here, or there already. */
  readonly came: "new" | "there";
  /** The id that it has here. */
  readonly id: string;
  readonly notes: readonly Phrase[];
}

export interface ImportReport {
  readonly imported: readonly Imported[];
  readonly refused: readonly Refusal[];
  /** Files of a folder or an archive that are nothing to import. */
  readonly passedOver: readonly string[];
  /** The user stopped it before all were written. */
  readonly stopped: boolean;
}

/**
 * Brings conversations in: everything is read and checked first, then each is written as a whole. What
 * cannot be read is in the report, and nothing of it in the store. Throws where the user gives up
 * before anything is written.
 */
export async function importConversations(
  sources: readonly Source[],
  ports: ImportPorts,
): Promise<ImportReport> {
  const slices = ports.slices ?? exchangeSlices(ports.signal);
  const intake = new Intake({ slices, openArchive: ports.openArchive });
  await intake.read(sources);
  ports.signal?.throwIfAborted();
  const imported: Imported[] = [];
  const refused = [...intake.refused];
  let stopped = false;
  for (const [done, incoming] of intake.found.entries()) {
    stopped ||= ports.signal?.aborted === true;
    if (stopped) break;
    ports.progress?.(done, intake.found.length);
    const { place, title, notes } = incoming;
    try {
      imported.push({ place, title, notes, ...(await bring(incoming, ports)) });
    } catch (error) {
      refused.push({ place, ...(title && { title }), why: unwritten(error) });
    }
  }
  return { imported, refused, passedOver: intake.passedOver, stopped };
}

function unwritten(error: unknown): Phrase {
  const words = error instanceof Error ? error.message : String(error);
  return phrase("It cannot be written now, and nothing of it was kept: {0}", words);
}

/** Writes a conversation, unless it is there already; where another one has its id it gets one of its own. */
async function bring(
  incoming: Incoming,
  ports: ImportPorts,
): Promise<Pick<Imported, "came" | "id">> {
  const { store } = ports;
  const { header, lines, partOf } = incoming;
  const other = await derivedId("copy", header.id, ...lines);
  let free: string | undefined;
  for (const id of [partOf, header.id, other]) {
    if (id === undefined) continue;
    // What cannot be read has its id all the same.
    const there = await readStored(store, id, exchangeSlices()).catch(() => "unreadable" as const);
    if (typeof there === "object" && holds(there.conversation, folded(header, lines)))
      return { came: "there", id };
    if (!there && id !== partOf) free ??= id;
  }
  const id = free ?? uuidv7(ports.now());
  const journal = [JSON.stringify({ ...header, id }), ...lines].join("\n");
  await store.bringIn(id, {
    journal: `\n${journal}\n`,
    files: incoming.files,
    changedAt: incoming.changedAt,
  });
  return { came: "new", id };
}
