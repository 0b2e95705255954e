// Makes few files of what a page loads at once: each file of a webview comes through several processes.
import { build } from "esbuild";
import fs from "node:fs";
import path from "node:path";

/**
 * Puts the chunks that a script imports before it runs into the script itself, in place. What other
 * chunks look for under the old names are lines that give it back from the script.
 * @param {string} script its path, beside its chunks
 * @param {ReadonlyMap<string, readonly string[]>} chunks file names with what each exports
 * @param {import("esbuild").BuildOptions} options
 */
export async function intoOneScript(script, chunks, options) {
  const name = path.basename(script);
  const own = new Set([name, ...chunks.keys()]);
  const renamed = [...chunks].map(([file, exported], index) => ({
    file,
    names: exported.map(short => ({ short, long: `c${index}_${short}` })),
  }));
  const list = (names, write) => `{${names.map(write).join()}}`;
  const contents = renamed
    .map(
      ({ file, names }) => `export${list(names, n => `${n.short} as ${n.long}`)}from"./${file}";`,
    )
    .join("\n");
  const made = await build({
    ...options,
    entryPoints: undefined,
    outdir: undefined,
    stdin: { contents: `import "./${name}";\n${contents}`, resolveDir: path.dirname(script) },
    outfile: script,
    allowOverwrite: true,
    splitting: false,
    plugins: [othersStay(own)],
  });
  for (const { file, names } of renamed) {
    const back = list(names, n => `${n.long} as ${n.short}`);
    fs.writeFileSync(path.join(path.dirname(script), file), `export${back}from"./${name}";\n`);
  }
  return made;
}

/** What is loaded later stays where it is. */
function othersStay(own) {
  return {
    name: "others-stay",
    setup({ onResolve }) {
      onResolve({ filter: /^\.\/[^/]*\.js$/ }, ({ path: file }) =>
        own.has(path.basename(file)) ? undefined : { path: file, external: true },
      );
    },
  };
}
