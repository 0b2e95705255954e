// Two things in markdown-it's own build are as much work as parsing itself.
import fs from "node:fs";
import path from "node:path";

/** Each field of a token is defined by a helper; an assignment means the same, and weighs less. */
const fields = /_defineProperty\(\s*this,\s*(?:\/\*[^]*?\*\/\s*)?"(\w+)",/g;
/** What is no sign of ASCII is looked for among all signs of Unicode, letters too. */
const signs = /(function isPunctCharCode\(code\) \{)/;

const resolving = Symbol("resolving");

/** @type {import("esbuild").Plugin} */
export const fastMarkdownIt = {
  name: "fast-markdown-it",
  setup(build) {
    const root = build.initialOptions.absWorkingDir ?? process.cwd();
    // The names of characters weigh as much as a fifth of the parser, and are hardly ever met.
    build.onResolve({ filter: /^entities$/ }, ({ importer, kind, pluginData }) => {
      if (pluginData === resolving) return undefined;
      if (importer.endsWith("markdown-it.mjs"))
        return { path: path.join(root, "src/webview/markdown/entities.ts") };
      const resolveDir = path.join(root, "node_modules/markdown-it/dist");
      return build.resolve("entities", { kind, resolveDir, pluginData: resolving });
    });
    build.onLoad(
      { filter: /[\\/]markdown-it[\\/]dist[\\/]markdown-it\.mjs$/ },
      ({ path: file }) => {
        const source = fs.readFileSync(file, "utf8");
        if (!fields.test(source) || !signs.test(source))
          throw new Error(`${file} is built in another way now`);
        const contents = source
          .replace(fields, (_all, name) => `this.${name} = (`)
          .replace(signs, "$1 if (code < 128) return isMdAsciiPunct(code);");
        return { contents, loader: "js" };
      },
    );
  },
};
