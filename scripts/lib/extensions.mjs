// Puts extensions into the extensions folder of a code-server.
import fs from "node:fs";
import path from "node:path";
import { capture } from "./processes.mjs";

/**
 * @typedef {{ identifier: { id: string } } & Record<string, unknown>} InstalledExtension
 */

/**
 * Makes an unpacked extension look installed: a link, and an entry in the list that VS Code reads.
 * The list is written anew each time, because VS Code keeps manifests as long as it is unchanged.
 * @param {string} folder
 * @param {string} extensions
 */
export function linkExtension(folder, extensions) {
  const { publisher, name, version } = JSON.parse(
    fs.readFileSync(path.join(folder, "package.json"), "utf8"),
  );
  const id = `${publisher}.${name}`.toLowerCase();
  removeLinks(id, extensions);
  const link = path.join(extensions, `${id}-${version}`);
  fs.symlinkSync(path.resolve(folder), link, "dir");
  const others = installed(extensions).filter(other => other.identifier.id !== id);
  writeInstalled(extensions, [...others, entry(id, version, link)]);
}

/**
 * Installs a packaged extension.
 * @param {string} file
 * @param {readonly string[]} command code-server's command line as far as its data folders
 * @param {NodeJS.ProcessEnv} env
 */
export async function installVsix(file, [node = "", ...args], env) {
  const { code, output } = await capture(
    node,
    [...args, "--install-extension", path.resolve(file), "--force"],
    { env },
  );
  if (code !== 0) throw new Error(`${file} could not be installed\n${output}`);
}

/**
 * Old versions, links of a clone that has moved, and the mark that an extension was uninstalled.
 * @param {string} id
 * @param {string} extensions
 */
function removeLinks(id, extensions) {
  fs.rmSync(path.join(extensions, ".obsolete"), { force: true });
  for (const file of fs.readdirSync(extensions, { withFileTypes: true })) {
    if (file.isSymbolicLink() && file.name.startsWith(`${id}-`))
      fs.unlinkSync(path.join(extensions, file.name));
  }
}

/**
 * @param {string} id
 * @param {string} version
 * @param {string} link
 * @returns {InstalledExtension}
 */
function entry(id, version, link) {
  return {
    identifier: { id },
    version,
    relativeLocation: path.basename(link),
    location: { $mid: 1, path: link, scheme: "file" },
    metadata: { installedTimestamp: Date.now(), source: "vsix" },
  };
}

/**
 * @param {string} extensions
 * @returns {InstalledExtension[]}
 */
function installed(extensions) {
  const file = path.join(extensions, "extensions.json");
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")) : [];
}

/**
 * @param {string} extensions
 * @param {readonly InstalledExtension[]} list
 */
function writeInstalled(extensions, list) {
  fs.writeFileSync(path.join(extensions, "extensions.json"), JSON.stringify(list));
}
