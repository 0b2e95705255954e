// Corrects what older code-server packages ask npm for.
import fs from "node:fs";
import path from "node:path";

/** The released twin of the commit that VS Code 1.106 names; it ships its binaries. */
const released = { "@parcel/watcher": "2.5.1" };

/**
 * Replaces packages that are named by a commit on GitHub with their release on npm, so that npm is enough.
 * @param {string} folder
 */
export function withoutGit(folder) {
  for (const [name, version] of Object.entries(released)) {
    edit(path.join(folder, "package.json"), manifest => pin(manifest, name, version));
    edit(path.join(folder, "npm-shrinkwrap.json"), lock => {
      if (pin(lock.packages[""], name, version)) delete lock.packages[`node_modules/${name}`];
    });
  }
}

/**
 * @param {Record<string, Record<string, string> | undefined>} manifest
 * @param {string} name
 * @param {string} version
 * @returns {boolean} whether there was something to pin
 */
function pin(manifest, name, version) {
  const lists = [manifest.dependencies, manifest.devDependencies];
  const list = lists.find(dependencies => dependencies?.[name]?.includes("#"));
  if (list) list[name] = version;
  return list !== undefined;
}

/**
 * @param {string} file
 * @param {(content: any) => unknown} change
 */
function edit(file, change) {
  const content = JSON.parse(fs.readFileSync(file, "utf8"));
  change(content);
  fs.writeFileSync(file, JSON.stringify(content, undefined, 2));
}
