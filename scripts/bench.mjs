// `npm run bench`: prints figures; no test depends on them.
import { runTool } from "./lib/tool.mjs";

runTool("out/test/bench/run.js");
