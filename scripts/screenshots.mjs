// `npm run screenshots`: pictures of the chat view into out/screenshots, and the one of the README.
import { runTool } from "./lib/tool.mjs";

runTool("out/test/screenshots/run.js");
