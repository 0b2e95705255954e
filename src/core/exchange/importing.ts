import { type Phrase, phrase } from "../phrase";
import type { ConversationStore } from "../store";
import { uuidv7 } from "../ids";
import { type Conversation, emptyConversation } from "../conversation";
import { derivedId, sha256 } from "./derivedId";
import { holds } from "./holding";
import type { Incoming } from "./incoming";
import type { Empty, Refusal } from "./fileReading";
import { Intake, type IntakePorts } from "./intake";
import { foldedLines, inSteps, readStored } from "./reading";
import type { Slices } from "../slices";
import { exchangeSlices } from "./slices";
import type { Source } from "./source";
import { isGivenUp } from "./trouble";

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
  /** Nothing was said in them. */
  readonly empty: readonly Empty[];
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
      imported.push({ place, title, notes, ...(await bring(incoming, ports, slices)) });
    } catch (error) {
      stopped ||= isGivenUp(error);
      if (stopped) break;
      refused.push({ place, ...(title && { title }), why: unwritten(error) });
    }
  }
  const { empty, passedOver } = intake;
  return { imported, refused, empty, passedOver, stopped };
}

function unwritten(error: unknown): Phrase {
  const words = error instanceof Error ? error.message : String(error);
  return phrase("It cannot be written now, and nothing of it was kept: {0}", words);
}

/** Writes a conversation, unless it is there already; where another one has its id it gets one of its own. */
async function bring(
  incoming: Incoming,
  ports: ImportPorts,
  slices: Slices,
): Promise<Pick<Imported, "came" | "id">> {
  const { header, partOf } = incoming;
  const look = new Looking(incoming, ports.store, slices);
  if (partOf !== undefined && (await look.at(partOf)) === "same")
    return { came: "there", id: partOf };
  for (const name of [() => header.id, () => copyId(incoming, slices)]) {
    const id = await name();
    const there = await look.at(id);
    if (there === "same") return { came: "there", id };
    if (there === "nothing") return write(id, incoming, ports.store);
  }
  return write(uuidv7(ports.now()), incoming, ports.store);
}

async function write(
  id: string,
  { header, lines, files, changedAt }: Incoming,
  store: ImportPorts["store"],
): Promise<Pick<Imported, "came" | "id">> {
  const journal = [JSON.stringify({ ...header, id }), ...lines].join("\n");
  await store.bringIn(id, { journal: `\n${journal}\n`, files, changedAt });
  return { came: "new", id };
}

/** Looks for a conversation that comes in among those that are there. */
class Looking {
  /** Folded once, and only where there is something to compare it with: all that comes in would fill memory twice. */
  private coming: Conversation | undefined;

  constructor(
    private readonly incoming: Incoming,
    private readonly store: ImportPorts["store"],
    private readonly slices: Slices,
  ) {}

  async at(id: string): Promise<"nothing" | "same" | "other"> {
    const { slices } = this;
    try {
      const there = await readStored(this.store, id, slices);
      if (!there) return "nothing";
      return (await holds(there.conversation, await this.folded(), slices)) ? "same" : "other";
    } catch (error) {
      if (isGivenUp(error)) throw error;
      return "other"; // What cannot be read has its id all the same.
    }
  }

  private async folded(): Promise<Conversation> {
    const { header, lines } = this.incoming;
    if (this.coming) return this.coming;
    const read = await foldedLines(lines, header.id, this.slices);
    this.coming = read?.conversation ?? emptyConversation(header);
    return this.coming;
  }
}

/** An id made of all that a conversation says, for the second one of its id. */
async function copyId({ header, lines }: Incoming, slices: Slices): Promise<string> {
  let hash = "";
  for (const some of inSteps(lines)) {
    const text = [hash, ...some].join("\n");
    hash = await sha256(new TextEncoder().encode(text));
    await slices.spend(text.length);
  }
  return derivedId(["copy", header.id, hash]);
}
