// Of the openai package Parley uses one method. The client names every other resource in its
// constructor, so that no bundler can leave them out by itself.
import fs from "node:fs";

/** What is never called: all resources but chat, and the helpers of other methods of chat. */
const unused = /[\\/]openai[\\/](resources|lib|auth|internal[\\/]responses)[\\/].*\.mjs$/;
const used = /[\\/](resources[\\/]chat|lib[\\/]chat-completions)[\\/.]/;
const exported = /^export (?:async )?(?:class|function\*?|const|let|var) (\w+)/gm;

/**
 * Puts empty classes in their place. Files that only hand on what others export stay.
 * @type {import("esbuild").Plugin}
 */
export const openaiChat = {
  name: "openai-chat",
  setup(build) {
    build.onLoad({ filter: unused }, ({ path }) => {
      if (used.test(path)) return undefined;
      const source = fs.readFileSync(path, "utf8");
      const names = Array.from(source.matchAll(exported), ([, name]) => name);
      if (names.length === 0) return undefined;
      const contents = names.map(name => `export class ${name} {}`).join("\n");
      return { contents, loader: "js" };
    });
  },
};
