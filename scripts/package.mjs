// `npm run package`: the extension as a .vsix in the root, within its budgets.
import fs from "node:fs";
import path from "node:path";
import { ensurePackages, packageFile, root } from "./lib/install.mjs";
import { run, runMain } from "./lib/processes.mjs";
import { namesInZip } from "./lib/zip.mjs";

const { name, version } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8"));
const vsix = `${name}-${version}.vsix`;

/** The most that each file may weigh, in KB of 1024 bytes. */
const budgets = {
  "dist/extension.js": 10,
  "dist/parley.js": 240,
  "dist/sdk.js": 130,
  "dist/answerStream.js": 40,
  "dist/modelTable.js": 16,
  "dist/metering.js": 16,
  "dist/titling.js": 16,
  "dist/imageKeeping.js": 16,
  "dist/codeRoom.js": 16,
  "dist/wireRoom.js": 16,
  "dist/functionRoom.js": 24,
  "dist/historyRoom.js": 32,
  "dist/exchangeRoom.js": 96,
  "dist/exchangeFiles.js": 12,
  "dist/panel/main.js": 200,
  [vsix]: 444,
};

/** Every package that may be in a bundle; THIRD_PARTY_NOTICES names each of them. */
const bundled = [
  "@cfworker/json-schema",
  "@preact/signals",
  "@preact/signals-core",
  "@vscode/codicons",
  "@vscode/l10n",
  "entities",
  "highlight.js",
  "linkify-it",
  "markdown-it",
  "mdurl",
  "openai",
  "preact",
  "uc.micro",
];

/** What is taken from elsewhere than a package; THIRD_PARTY_NOTICES names it too. */
const taken = ["models.dev"];

/** What may lie in the package, beside the files that vsce writes; no maps, no sources, no packages. */
const shipped =
  /^(dist|media|l10n)\/(?!.*(\.(map|tsx?)$|node_modules\/))|^(package(\.nls(\.[\w-]+)?)?\.json|readme\.md|changelog\.md|LICENSE(\.txt)?|THIRD_PARTY_NOTICES)$/i;

async function main() {
  await ensurePackages();
  await build();
  await pack();
  const wrong = [...wrongBundles(), ...wrongNotices(), ...wrongFiles(), ...weigh()];
  for (const complaint of wrong) console.error(complaint);
  if (wrong.length > 0) throw new Error(`${vsix} must not be shipped`);
  console.log(`\n${vsix} is ready`);
}

async function build() {
  const args = ["esbuild.js", "--production"];
  const code = await run(process.execPath, args, { cwd: root });
  if (code !== 0) throw new Error("the build failed");
}

async function pack() {
  fs.rmSync(path.join(root, vsix), { force: true });
  const vsce = packageFile("@vscode/vsce/vsce");
  const options = ["--no-dependencies", "--no-rewrite-relative-links", "--out", vsix];
  const code = await run(process.execPath, [vsce, "package", ...options], { cwd: root });
  if (code !== 0 || !fs.existsSync(path.join(root, vsix))) throw new Error("vsce failed");
}

/** @returns {string[]} */
function wrongBundles() {
  const { inputs } = JSON.parse(fs.readFileSync(path.join(root, "out/metafile.json"), "utf8"));
  const found = new Set(Object.keys(inputs).flatMap(packageOf));
  const added = [...found].filter(it => !bundled.includes(it));
  const gone = bundled.filter(it => !found.has(it));
  return [
    ...added.map(it => `the bundles hold ${it}, which scripts/package.mjs does not list`),
    ...gone.map(it => `scripts/package.mjs lists ${it}, which no bundle holds`),
  ];
}

/**
 * @param {string} input
 * @returns {string[]} the package that the file belongs to, if any
 */
function packageOf(input) {
  const inside = input.split("node_modules/").at(-1) ?? "";
  const [found] = /^(@[^/]+\/)?[^/]+/.exec(inside) ?? [];
  return input.includes("node_modules/") && found ? [found] : [];
}

/** @returns {string[]} */
function wrongNotices() {
  const file = path.join(root, "THIRD_PARTY_NOTICES");
  const notices = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
  const words = new Set(notices.split(/[\s,;:()]+/));
  return [...bundled, ...taken]
    .filter(it => !words.has(it))
    .map(it => `THIRD_PARTY_NOTICES does not name ${it}`);
}

/** @returns {string[]} */
function wrongFiles() {
  const names = namesInZip(path.join(root, vsix));
  const ours = names.filter(it => it.startsWith("extension/") && !it.endsWith("/"));
  const wrong = ours.map(it => it.slice("extension/".length)).filter(it => !shipped.test(it));
  return wrong.map(it => `${vsix} holds ${it}`);
}

/**
 * Prints the table of sizes.
 * @returns {string[]} what is too heavy
 */
function weigh() {
  console.log(`\n${"file".padEnd(24)} ${"KB".padStart(8)} ${"budget".padStart(8)}`);
  return Object.entries(budgets).flatMap(([file, budget]) => {
    if (!fs.existsSync(path.join(root, file))) return [`${file} is missing`];
    const size = weightOf(path.join(root, file)) / 1024;
    console.log(`${file.padEnd(24)} ${size.toFixed(1).padStart(8)} ${String(budget).padStart(8)}`);
    return size > budget ? [`${file} is ${size.toFixed(1)} KB, its budget is ${budget} KB`] : [];
  });
}

/**
 * A file with the chunks that it loads at once: they come with it.
 * @param {string} file
 * @returns {number} bytes
 */
function weightOf(file) {
  if (!file.endsWith(".js")) return fs.statSync(file).size;
  const text = fs.readFileSync(file, "utf8");
  const chunks = Array.from(text.matchAll(/\bfrom"(\.\/[^"]+)"/g), match => match[1] ?? "");
  const weights = chunks.map(chunk => weightOf(path.join(path.dirname(file), chunk)));
  return weights.reduce((sum, weight) => sum + weight, fs.statSync(file).size);
}

runMain(main);
