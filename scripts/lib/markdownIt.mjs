// Two things in markdown-it's own build are as much work as parsing itself.
import fs from "node:fs";

/** Each field of a token is defined by a helper; an assignment means the same, and weighs less. */
const fields = /_defineProperty\(\s*this,\s*(?:\/\*[^]*?\*\/\s*)?"(\w+)",/g;
/** What is no sign of ASCII is looked for among all signs of Unicode, letters too. */
const signs = /(function isPunctCharCode\(code\) \{)/;

/** @type {import("esbuild").Plugin} */
export const fastMarkdownIt = {
  name: "fast-markdown-it",
  setup(build) {
    build.onLoad({ filter: /[\\/]markdown-it[\\/]dist[\\/]markdown-it\.mjs$/ }, ({ path }) => {
      const source = fs.readFileSync(path, "utf8");
      if (!fields.test(source) || !signs.test(source))
        throw new Error(`${path} is built in another way now`);
      const contents = source
        .replace(fields, (_all, name) => `this.${name} = (`)
        .replace(signs, "$1 if (code < 128) return isMdAsciiPunct(code);");
      return { contents, loader: "js" };
    });
  },
};
