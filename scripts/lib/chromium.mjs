// Unpacks the Chromium of the npm package @sparticuz/chromium.
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { brotliDecompress } from "node:zlib";

const archives = ["al2023.tar.br", "swiftshader.tar.br", "fonts.tar.br"];

/** Lets only the browser, and nothing that it starts, find the libraries that came with it. */
const wrapper = `#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
LD_LIBRARY_PATH="$here/lib:$here\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" exec "$here/chrome" "$@"
`;

/**
 * Puts the browser into `folder`; its start script is `folder/chromium`.
 * @param {string} packed the folder `bin` of the package
 * @param {string} folder
 * @returns {Promise<void>}
 */
export async function unpackChromium(packed, folder) {
  const unpack = (/** @type {string} */ name) =>
    decompress(fs.readFileSync(path.join(packed, name)));
  fs.writeFileSync(path.join(folder, "chrome"), await unpack("chromium.br"), { mode: 0o755 });
  for (const name of archives) {
    const { status } = spawnSync("tar", ["xf", "-", "-C", folder], { input: await unpack(name) });
    if (status !== 0) throw new Error(`tar could not unpack ${name}`);
  }
  fs.writeFileSync(path.join(folder, "chromium"), wrapper, { mode: 0o755 });
}

const decompress = promisify(brotliDecompress);
