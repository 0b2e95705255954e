import { type ExportForm, type ExportPlan, planExport } from "../../src/core/exchange/exporting";
import { importConversations, type ImportReport } from "../../src/core/exchange/importing";
import type { MarkdownWords } from "../../src/core/exchange/markdownForm";
import { bytesSource, joinedBytes, type Source } from "../../src/core/exchange/source";
import { fill } from "../../src/core/phrase";
import { zipSources } from "../../src/desktop/zipReading";
import { zipPieces } from "../../src/desktop/zipWriting";
import { MemoryStore } from "./memoryStore";

/** Words of an exported thread. */
export const words: MarkdownWords = {
  you: "You",
  untitled: "Untitled",
  systemPrompt: "System prompt",
  reasoning: "Reasoning",
  refusal: "The model does not answer:",
  date: at => new Date(at).toISOString().slice(0, 10),
  call: name => `Calls ${name}`,
  result: name => `Result of ${name}`,
  ending: ({ finish, error }) => (error ? error.kind : finish === "stopped" ? "Stopped" : ""),
};

/** What an export writes, as one file in memory. */
export async function exported(
  store: MemoryStore,
  ids: readonly string[],
  form: ExportForm,
): Promise<{ readonly file: Source; readonly plan: ExportPlan }> {
  const plan = await planExport(ids, form, { store, words, now: () => 7 });
  const { content } = plan;
  const pieces = "files" in content ? zipPieces(content.files) : content.pieces;
  const chunks: Uint8Array[] = [];
  for await (const piece of pieces)
    chunks.push(typeof piece === "string" ? Buffer.from(piece) : piece);
  const size = chunks.reduce((sum, { length }) => sum + length, 0);
  return { file: picked(`export.${plan.ending}`, joinedBytes(chunks, size)), plan };
}

/** A file that the user picks. */
export function picked(place: string, content: string | Uint8Array): Source {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  return bytesSource(place, bytes, { chosen: true });
}

/** A file that lies in a folder which the user picks. */
export function found(place: string, content: string | Uint8Array): Source {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  return bytesSource(place, bytes, { root: "folder" });
}

export async function imported(
  sources: readonly Source[],
  store = new MemoryStore(),
): Promise<{ readonly report: ImportReport; readonly store: MemoryStore }> {
  const report = await importConversations(sources, {
    store,
    now: () => 8,
    openArchive: zipSources,
  });
  return { report, store };
}

/** What could not be read and why, a line each. */
export function refusals({ refused }: ImportReport): readonly string[] {
  return refused.map(({ place, title, why }) =>
    [place, title, fill(why.text, why.values)].filter(Boolean).join(" | "),
  );
}

/** The pieces of one file, put into an archive. */
export async function zipped(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const entries = async function* () {
    for (const [name, content] of Object.entries(files)) {
      const bytes = typeof content === "string" ? Buffer.from(content) : content;
      yield { name, changedAt: 1_700_000_000_000, bytes };
    }
  };
  for await (const piece of zipPieces(entries())) chunks.push(piece);
  return Buffer.concat(chunks);
}
