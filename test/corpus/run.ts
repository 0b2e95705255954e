// node run.js FOLDER: replays the recorded answers of a folder through the client, over real HTTP.
import { type Case, readCases } from "./cases";
import { check } from "./modes";
import { PlanServer } from "./server";

/** So many streams are closed at each of their bytes, not at the ends of frames only. */
const closedAtEachByte = 10;

async function main(folder: string): Promise<void> {
  const cases = readCases(folder);
  const thorough = new Set(smallOnes(cases));
  const server = await PlanServer.start();
  let failed = 0;
  for (const recorded of cases) {
    const wrong = await check(server, folder, recorded, thorough.has(recorded));
    if (wrong.length === 0) continue;
    failed += 1;
    console.log(`${recorded.file}\n  ${wrong.slice(0, 5).join("\n  ")}`);
  }
  server.stop();
  console.log(`${cases.length - failed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || cases.length === 0 ? 1 : 0;
}

/** Streams that take the least time, each of another provider first. */
function smallOnes(cases: readonly Case[]): readonly Case[] {
  const streams = cases
    .filter(({ transport, status }) => transport !== "json" && status < 400)
    .toSorted((a, b) => sizeOf(a) - sizeOf(b));
  const firsts = streams.filter(
    (recorded, at) => streams.findIndex(({ provider }) => provider === recorded.provider) === at,
  );
  return [...new Set([...firsts, ...streams])].slice(0, closedAtEachByte);
}

function sizeOf(recorded: Case): number {
  return recorded.bytes ?? 0;
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("which folder? npm run test:corpus -- FOLDER");
main(folder).catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
