interface Row {
  readonly id: string;
}

/** How many rows a change copies. */
const chunkSize = 128;

/**
 * Rows by id, in the order in which they were added. Never changed: `changed` gives another table that
 * shares all but a little with this one, so that a change costs the same however long the table is.
 */
export class Table<T extends Row> {
  /** The place of an id in this table or in a later one; a row says itself what it is. */
  readonly #places: Map<string, number>;

  private constructor(
    private readonly chunks: readonly (readonly T[])[],
    readonly size: number,
    places: Map<string, number>,
  ) {
    this.#places = places;
  }

  static of<T extends Row>(rows: Iterable<T> = []): Table<T> {
    return new Table<T>([], 0, new Map()).changed(edit => {
      for (const row of rows) edit.set(row);
    });
  }

  get(id: string): T | undefined {
    const place = this.placeOf(id);
    return place === undefined ? undefined : this.at(place);
  }

  has(id: string): boolean {
    return this.placeOf(id) !== undefined;
  }

  *values(): Generator<T> {
    for (const chunk of this.chunks) yield* chunk;
  }

  *keys(): Generator<string> {
    for (const { id } of this.values()) yield id;
  }

  /** The table after the changes that `make` asks for. */
  changed(make: (edit: TableEdit<T>) => void): Table<T> {
    const chunks = [...this.chunks];
    const fresh = new Set<number>();
    let { size } = this;
    const chunkAt = (index: number): T[] => {
      if (!fresh.has(index)) chunks[index] = [...(chunks[index] ?? [])];
      fresh.add(index);
      return chunks[index] as T[];
    };
    const place = (id: string) => placeIn(chunks, size, this.#places, id);
    make({
      get: id => rowAt(chunks, place(id)),
      set: row => {
        const there = place(row.id) ?? size;
        chunkAt(Math.floor(there / chunkSize))[there % chunkSize] = row;
        this.#places.set(row.id, there);
        size = Math.max(size, there + 1);
      },
    });
    return new Table(chunks, size, this.#places);
  }

  private placeOf(id: string): number | undefined {
    return placeIn(this.chunks, this.size, this.#places, id);
  }

  private at(place: number): T | undefined {
    return rowAt(this.chunks, place);
  }
}

export interface TableEdit<T> {
  get(id: string): T | undefined;
  /** Replaces the row of that id, or adds it at the end. */
  set(row: T): void;
}

type Chunks<T> = readonly (readonly T[])[];

function rowAt<T>(chunks: Chunks<T>, place: number | undefined): T | undefined {
  return place === undefined
    ? undefined
    : chunks[Math.floor(place / chunkSize)]?.[place % chunkSize];
}

/** The noted place holds where nothing was added to an older table; else the row is looked for. */
function placeIn<T extends Row>(
  chunks: Chunks<T>,
  size: number,
  places: ReadonlyMap<string, number>,
  id: string,
): number | undefined {
  const noted = places.get(id);
  if (noted === undefined || rowAt(chunks, noted)?.id === id) return noted;
  for (let place = 0; place < size; place++) if (rowAt(chunks, place)?.id === id) return place;
  return undefined;
}
