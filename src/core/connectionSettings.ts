import { readEntry } from "./connectionEntry";
import { type Connection, defaultConnection } from "./connections";
import { type Phrase, phrase } from "./phrase";
import { providerOf, providers } from "./providers";

export interface SettingProblem {
  /** Number of the entry, from 1; absent when the whole setting is wrong. */
  readonly entry?: number;
  readonly phrase: Phrase;
}

/** What the settings hold, and what in them could not be used, in words. */
export interface ConnectionReading {
  readonly connections: readonly Connection[];
  readonly problems: readonly SettingProblem[];
}

/**
 * All connections: the default one of each provider, changed or joined by the user's entries. An entry
 * that could send something to a wrong place is not used, and neither is the default that it would change.
 */
export function readConnections(setting: unknown): ConnectionReading {
  const problems: SettingProblem[] = [];
  const own = new Map<string, Connection | undefined>();
  if (setting !== undefined && !Array.isArray(setting)) {
    problems.push({ phrase: phrase("It must be a list.") });
  }
  for (const [index, value] of (Array.isArray(setting) ? setting : []).entries()) {
    const { id, connection, complaints } = readEntry(value);
    const twice =
      id !== undefined && own.has(id) ? [phrase("the id “{0}” is used twice.", id)] : [];
    problems.push(...[...complaints, ...twice].map(words => ({ entry: index + 1, phrase: words })));
    if (id !== undefined && twice.length === 0) own.set(id, connection);
  }
  const defaults = providers.flatMap(provider =>
    own.has(provider.id) ? (own.get(provider.id) ?? []) : defaultConnection(provider),
  );
  const added = [...own.values()].filter(connection => connection && !providerOf(connection.id));
  return { connections: [...defaults, ...added.flatMap(connection => connection ?? [])], problems };
}
