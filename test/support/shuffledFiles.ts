import { type Files, nodeFiles } from "../../src/desktop/files";

/** A random number below 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The file system as a process sees it that is interrupted before every call, for a random while. */
export function shuffledFiles(
  random: () => number,
  { stopAfter = Number.POSITIVE_INFINITY, stopped = () => {} } = {},
): Files {
  let calls = 0;
  const wait = async () => {
    calls += 1;
    // A process that was killed goes on with nothing.
    if (calls > stopAfter) {
      stopped();
      await new Promise(() => {});
    }
    // Most often for a moment, now and then for so long that others get far.
    const most = random() < 0.1 ? 60 : 4;
    for (let turns = Math.floor(random() * most); turns > 0; turns--) {
      await new Promise(setImmediate);
    }
  };
  return new Proxy(nodeFiles, {
    get(target, name: keyof Files) {
      if (name === "watch") return target.watch;
      const work = target[name] as (...values: unknown[]) => Promise<unknown>;
      return async (...values: unknown[]) => {
        await wait();
        return work(...values);
      };
    },
  });
}
