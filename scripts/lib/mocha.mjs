// node mocha.mjs RESULTS TIMEOUT FILE...: runs suites with mocha and writes the counts to RESULTS.
import fs from "node:fs";
import Mocha from "mocha";

const [results = "", timeout = "", ...files] = process.argv.slice(2);
const mocha = new Mocha({
  ui: "bdd",
  reporter: "spec",
  timeout: Number(timeout),
  forbidOnly: !process.stdout.isTTY,
});
for (const file of files) mocha.addFile(file);
await mocha.loadFilesAsync();
const runner = mocha.run(failures => process.exit(failures > 0 ? 1 : 0));
runner.on("end", () => {
  const { passes, failures, pending } = runner.stats ?? {};
  fs.writeFileSync(results, JSON.stringify({ passes, failures, pending }));
});
