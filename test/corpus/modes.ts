import { listModels } from "../../src/client/models";
import { systemClock } from "../../src/core/answering";
import { bodyOf, type Case, contentType, frameEnds } from "./cases";
import { differences, ends } from "./compare";
import { answerOf, destinationAt, eventsFrom } from "./heard";
import { prefixTexts } from "./prefixTexts";
import type { Plan, PlanServer } from "./server";

type Pieces = Iterable<Uint8Array>;

/** What is wrong with the reading of one case, in words; nothing when it holds. */
export async function check(
  server: PlanServer,
  folder: string,
  recorded: Case,
  everyByte: boolean,
): Promise<readonly string[]> {
  const body = bodyOf(folder, recorded);
  const frames = frameEnds(body, recorded);
  const modes: readonly (readonly [string, Pieces])[] = [
    ["in one write", [body]],
    ["one write for each byte", bytesOf(body)],
    ...frames.map(end => [`cut at byte ${end}`, halves(body, end)] as const),
  ];
  const wrong: string[] = [];
  for (const [mode, pieces] of modes) {
    const found = await heard(server, recorded, pieces);
    wrong.push(...found.map(words => `${mode}: ${words}`));
  }
  if (recorded.status >= 400 || recorded.kind === "models") return wrong;
  const cuts = everyByte ? Array.from(body.keys()) : frames;
  return [...wrong, ...(await closed(server, recorded, body, cuts))];
}

async function heard(
  server: PlanServer,
  recorded: Case,
  pieces: Pieces,
): Promise<readonly string[]> {
  return server.during(planOf(recorded, pieces, false), async baseURL => {
    const destination = destinationAt(baseURL, recorded.provider);
    if (recorded.kind !== "models") return differences(recorded, await eventsFrom(destination));
    const { signal } = new AbortController();
    const models = await listModels(
      (url, init) => fetch(url, init),
      systemClock,
      destination,
      signal,
    );
    if ("kind" in models) return [`the list is the error ${models.kind}`];
    return models.length > 0 ? [] : ["the list is empty"];
  });
}

/** The connection is closed at each of these places: the text that came is kept. */
async function closed(
  server: PlanServer,
  recorded: Case,
  body: Buffer,
  cuts: readonly number[],
): Promise<readonly string[]> {
  const wrong: string[] = [];
  const texts = prefixTexts(body, recorded);
  const queue = [...cuts];
  const worker = async () => {
    for (let cut = queue.shift(); cut !== undefined; cut = queue.shift()) {
      const piece = body.subarray(0, cut);
      const events = await server.during(planOf(recorded, [piece], true), baseURL =>
        eventsFrom(destinationAt(baseURL, recorded.provider)),
      );
      const { text } = answerOf(events);
      const kept = texts ? texts(cut) : recorded.expected.text.slice(0, text.length);
      const found = [
        ...ends(events),
        ...(text === kept ? [] : [`kept ${text.length} characters of ${kept.length}`]),
      ];
      wrong.push(...found.map(words => `closed at byte ${cut}: ${words}`));
    }
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  return wrong;
}

function planOf(recorded: Case, pieces: Pieces, closes: boolean): Plan {
  return {
    status: recorded.status,
    headers: { "content-type": contentType(recorded) },
    pieces,
    closes,
  };
}

function* bytesOf(body: Buffer): Generator<Uint8Array> {
  for (let at = 0; at < body.length; at++) yield body.subarray(at, at + 1);
}

function halves(body: Buffer, end: number): readonly Uint8Array[] {
  return [body.subarray(0, end), body.subarray(end)].filter(({ length }) => length > 0);
}
