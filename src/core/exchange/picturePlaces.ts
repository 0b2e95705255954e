import { phrase } from "../phrase";
import type { IncomingFile } from "./incoming";
import { type Source, wholeOf } from "./source";
import { Trouble } from "./trouble";

/** The most bytes of a picture. */
const largest = 50 << 20;

/** Where pictures lie among the files that were picked. */
export class Pictures {
  private readonly byPlace = new Map<string, Source>();
  /** ChatGPT names a file by an id, with which the name in its export begins. */
  private readonly byId = new Map<string, Source>();

  private readonly taken = new Set<string>();

  /** Whether some conversation has the picture of a place. */
  isTaken(place: string): boolean {
    return this.taken.has(place);
  }

  add(source: Source): void {
    this.byPlace.set(source.place, source);
    const id = /^file[-_][A-Za-z0-9]+/.exec(source.name)?.[0];
    if (id) this.byId.set(`${source.root}\n${id}`, source);
  }

  /** What is named by a path beside a file, or by an address of ChatGPT (`file-service:`, `sediment:`). */
  async find(from: string, beside: Source): Promise<IncomingFile | undefined> {
    const id = /^[a-z-]+:\/\/(file[-_][A-Za-z0-9]+)/.exec(from)?.[1];
    const place = beside.folder === "" ? from : `${beside.folder}/${from}`;
    const found = id ? this.byId.get(`${beside.root}\n${id}`) : this.byPlace.get(place);
    if (!found) return undefined;
    this.taken.add(found.place);
    return async () => {
      const bytes = await wholeOf(found, largest);
      if (!bytes) throw new Trouble(phrase("A picture in it is too large."));
      return bytes;
    };
  }
}
