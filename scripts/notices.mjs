// `node scripts/notices.mjs`: writes THIRD_PARTY_NOTICES from the packages that the last build bundled.
import fs from "node:fs";
import path from "node:path";
import { root } from "./lib/install.mjs";

const inputs = Object.keys(
  JSON.parse(fs.readFileSync(path.join(root, "out/metafile.json"), "utf8")).inputs,
);
const folders = inputs.flatMap(input => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input) ?? []);
const packages = [...new Set(folders)].toSorted();

const head = `Third-party notices

Parley contains parts of the packages below. Its own licence is in LICENSE.
Written by \`node scripts/notices.mjs\` from the list of what the build bundles.
`;

/** What is taken from elsewhere than a package; the licence is in scripts/licenses under its name. */
const others = [
  { name: "models.dev", what: "facts on models, as of 2026-07-02, https://models.dev (MIT)" },
];
fs.writeFileSync(
  path.join(root, "THIRD_PARTY_NOTICES"),
  [head, ...packages.map(notice), ...others.map(other)].join("\n"),
);
console.log(`THIRD_PARTY_NOTICES names ${packages.length} packages and ${others.length} more`);

/** @param {string} found a package's folder, from the root */
function notice(found) {
  const folder = path.join(root, found);
  const { name, version, license } = JSON.parse(
    fs.readFileSync(path.join(folder, "package.json"), "utf8"),
  );
  const file = fs.readdirSync(folder).find(entry => /^licen[cs]e/i.test(entry));
  // Some packages ship no licence file: ours has their own terms, with the author that they name.
  const ours = path.join(root, "scripts/licenses", name.replace("/", "__"));
  const source = file ? path.join(folder, file) : fs.existsSync(ours) ? ours : undefined;
  const text = source ? fs.readFileSync(source, "utf8").trim() : "";
  return `${"=".repeat(80)}\n${name} ${version} (${license})\n\n${text}\n`;
}

/** @param {{ name: string; what: string }} found */
function other({ name, what }) {
  const text = fs.readFileSync(path.join(root, "scripts/licenses", name), "utf8").trim();
  return `${"=".repeat(80)}\n${name}: ${what}\n\n${text}\n`;
}
