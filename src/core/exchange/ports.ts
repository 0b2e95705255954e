import type { ArchivedFile } from "./exporting";
import type { Source } from "./source";

/** What export and import need of the disk. */
export interface ExchangeFiles {
  /** Where a file is saved while no folder is open. */
  homeFolder(): string;
  /** The files that were picked, and those below the folders that were. Throws when the user gives up. */
  pickedFiles(paths: readonly string[], signal?: AbortSignal): Promise<readonly Source[]>;
  /** The files in an archive. */
  zipSources(archive: Source): Promise<readonly Source[]>;
  zipPieces(files: AsyncIterable<ArchivedFile>): AsyncIterable<Uint8Array>;
  /** Writes a file piece by piece; it is there when it is whole. */
  saveFile(file: string, pieces: AsyncIterable<string | Uint8Array>): Promise<void>;
}
