// `npm run bench`: prints figures; no test depends on them. `npm run bench -- stop sizes` prints some.
import { runTool } from "./lib/tool.mjs";

runTool("out/test/bench/run.js");
