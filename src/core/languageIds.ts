/** VS Code's language ids for other names that stand behind a fence. */
const aliases: Readonly<Record<string, string>> = {
  bash: "shellscript",
  "c#": "csharp",
  "c++": "cpp",
  cc: "cpp",
  cjs: "javascript",
  clj: "clojure",
  console: "shellscript",
  cs: "csharp",
  docker: "dockerfile",
  "f#": "fsharp",
  fs: "fsharp",
  golang: "go",
  h: "c",
  hpp: "cpp",
  htm: "html",
  js: "javascript",
  jsx: "javascriptreact",
  kt: "kotlin",
  make: "makefile",
  md: "markdown",
  mjs: "javascript",
  mts: "typescript",
  objc: "objective-c",
  patch: "diff",
  pl: "perl",
  ps1: "powershell",
  py: "python",
  python3: "python",
  rb: "ruby",
  rs: "rust",
  sh: "shellscript",
  shell: "shellscript",
  tex: "latex",
  ts: "typescript",
  tsx: "typescriptreact",
  yml: "yaml",
  zsh: "shellscript",
};

/** The language id for the first word of a fence: one that VS Code knows, else plain text. */
export function languageId(word: string, known: readonly string[]): string {
  const id = Object.hasOwn(aliases, word) ? aliases[word] : undefined;
  return [id, word].find(each => each !== undefined && known.includes(each)) ?? "plaintext";
}
