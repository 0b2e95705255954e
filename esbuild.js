// Builds everything: `node esbuild.js [--production] [--watch] [--tests]`.
// dist/extension.js  what activation loads: it registers the view and the commands
// dist/parley.js     the rest of the extension host, loaded at first use
// dist/sdk.js        the openai SDK, loaded at the first message
// dist/answerStream.js what reads an answer, loaded at the first message
// dist/codeRoom.js   what carries code between chats and editors, loaded at first use
// dist/modelTable.js what is known of models, loaded at the first list of them
// dist/metering.js   what a request costs and will take, loaded at the first message
// dist/titling.js    what asks a model for a title, loaded where the user wants that
// dist/imageKeeping.js what keeps attached pictures, loaded with the first one
// dist/wireRoom.js   what shows and copies what was sent, loaded at first use
// dist/functionRoom.js what declares functions in an editor, loaded at first use
// dist/historyRoom.js the view of past conversations, loaded when it is shown
// dist/exchangeRoom.js what exports and imports conversations, loaded at first use
// dist/exchangeFiles.js what that needs of the disk
// dist/panel/        the chat view: main.js and style.css, and lazy chunks
// out/test/          the suites, with --tests
const esbuild = require("esbuild");
const fs = require("node:fs");
const path = require("node:path");

const production = process.argv.includes("--production");
const watch = process.argv.includes("--watch");
const tests = process.argv.includes("--tests");
const version = JSON.parse(fs.readFileSync(path.join(__dirname, "package.json"), "utf8")).version;

/** @type {import("esbuild").BuildOptions} */
const common = {
  absWorkingDir: __dirname,
  bundle: true,
  minify: production,
  sourcemap: production ? false : "linked",
  metafile: true,
  logLevel: "warning",
  define: { PARLEY_VERSION: JSON.stringify(version) },
  legalComments: "none",
};

/** @type {import("esbuild").BuildOptions} */
const node = { ...common, platform: "node", format: "cjs", target: "node22" };

/** Leaves a dynamic import of these files as a `require` of the bundle beside the entry, run at the call. */
const loadedLater = {
  name: "loaded-later",
  setup(build) {
    build.onResolve(
      {
        filter:
          /\/(sdk|answerStream|modelTable|metering|titling|imageKeeping|codeRoom|wireRoom|functionRoom|historyRoom|exchangeRoom|exchangeFiles|parley)$/,
      },
      ({ path: file, kind }) =>
        kind === "dynamic-import"
          ? { path: `./${path.basename(file)}.js`, external: true }
          : undefined,
    );
  },
};

/** One `require("vscode")` for the whole bundle: VS Code looks up the asking extension at each of them. */
const vscodeOnce = {
  name: "vscode-once",
  setup(build) {
    build.onResolve({ filter: /^vscode$/ }, ({ namespace }) =>
      namespace === "once"
        ? { path: "vscode", external: true }
        : { path: "vscode", namespace: "once" },
    );
    build.onLoad({ filter: /.*/, namespace: "once" }, () => ({
      contents: 'module.exports = require("vscode");',
    }));
  },
};

/** @type {import("esbuild").BuildOptions} */
const extension = {
  ...node,
  entryPoints: { extension: "src/extension.ts", parley: "src/parley.ts" },
  outdir: "dist",
  supported: { "dynamic-import": false },
  plugins: [loadedLater, vscodeOnce],
};

/** @type {import("esbuild").BuildOptions} */
const later = async () => ({
  ...node,
  entryPoints: {
    sdk: "src/client/sdk.ts",
    answerStream: "src/client/answerStream.ts",
    modelTable: "src/core/modelTable.ts",
    metering: "src/core/metering.ts",
    titling: "src/core/titling.ts",
    imageKeeping: "src/core/imageKeeping.ts",
    codeRoom: "src/host/codeRoom.ts",
    wireRoom: "src/host/wireRoom.ts",
    functionRoom: "src/host/functionRoom.ts",
    historyRoom: "src/host/historyRoom.ts",
    exchangeRoom: "src/host/exchangeRoom.ts",
    exchangeFiles: "src/desktop/exchangeFiles.ts",
  },
  outdir: "dist",
  plugins: [vscodeOnce, (await import("./scripts/lib/openaiChat.mjs")).openaiChat],
});

/** A path to a hundredth of a pixel, which nobody sees. */
function rounded(path) {
  return path.replace(/\d+\.\d{3,}/g, number => String(Number(Number(number).toFixed(2))));
}

/** Turns a codicon into the list of its paths: the page makes nodes of them, never HTML. */
const codicons = {
  name: "codicons",
  setup(build) {
    build.onLoad({ filter: /\.svg$/ }, args => {
      const svg = fs.readFileSync(args.path, "utf8");
      const paths = Array.from(svg.matchAll(/<path[^>]* d="([^"]+)"/g), match => rounded(match[1]));
      if (paths.length === 0) throw new Error(`no path in ${args.path}`);
      return { contents: JSON.stringify(paths), loader: "json" };
    });
  },
};

/** @returns {Promise<import("esbuild").BuildOptions>} */
const panel = async () => ({
  ...common,
  entryPoints: { main: "src/webview/main.tsx" },
  outdir: "dist/panel",
  platform: "browser",
  format: "esm",
  target: "es2022",
  splitting: true,
  charset: "utf8", // Modules are always read as UTF-8; escapes would weigh more.
  jsx: "automatic",
  jsxImportSource: "preact",
  chunkNames: "[name]-[hash]",
  alias: { "punycode.js": "./src/webview/markdown/punycode.ts" },
  plugins: [codicons, (await import("./scripts/lib/markdownIt.mjs")).fastMarkdownIt],
});

/** What the page's styles are made of, in their order. @type {import("esbuild").BuildOptions} */
const style = {
  ...common,
  stdin: {
    contents: ["panel", "markdown", "parameters", "functions", "images"]
      .map(name => `@import "./media/${name}.css";`)
      .join("\n"),
    resolveDir: __dirname,
    loader: "css",
  },
  sourcemap: false,
  outfile: "dist/panel/style.css",
  target: "chrome138",
};

/** Every suite file is an entry of its own; packages stay in node_modules. */
function suites() {
  const entryPoints = filesBelow("test").filter(file => /\.test\.tsx?$|[\\/]run\.ts$/.test(file));
  if (entryPoints.length === 0) throw new Error("no test files below test/");
  const external = ["vscode"];
  return {
    ...node,
    minify: false,
    sourcemap: "inline",
    entryPoints,
    outdir: "out/test",
    outbase: "test",
    packages: "external",
    external,
  };
}

function filesBelow(folder) {
  return fs
    .readdirSync(path.join(__dirname, folder), { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile())
    .map(entry => path.relative(__dirname, path.join(entry.parentPath ?? entry.path, entry.name)));
}

/** Writes what derives from the tables of src/core into package.json, package.nls.json and the README. */
async function writeDerived() {
  const { derivedManifest, readmeTables } = await load("scripts/manifest.ts");
  const { contributes, nls } = derivedManifest();
  rewriteJson("package.json", old => ({ ...old, contributes }));
  rewriteJson("package.nls.json", old => ({ ...old, ...nls }));
  rewrite("README.md", text =>
    Object.entries(readmeTables()).reduce(
      (readme, [name, table]) =>
        readme.replace(
          new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`),
          `$1\n${table}\n\n$2`,
        ),
      text,
    ),
  );
}

async function load(file) {
  const outfile = path.join(__dirname, "out/derived.js");
  await esbuild.build({ ...node, minify: false, sourcemap: false, entryPoints: [file], outfile });
  return require(outfile);
}

function rewriteJson(name, change) {
  rewrite(name, text => {
    const old = JSON.parse(text);
    const changed = change(old);
    return JSON.stringify(old) === JSON.stringify(changed)
      ? text
      : `${JSON.stringify(changed, null, 2)}\n`;
  });
}

function rewrite(name, change) {
  const file = path.join(__dirname, name);
  if (!fs.existsSync(file)) return;
  const text = fs.readFileSync(file, "utf8");
  const changed = change(text);
  if (changed !== text) fs.writeFileSync(file, changed);
}

async function main() {
  await writeDerived();
  const others = [await later(), style, ...(tests ? [suites()] : [])];
  for (const folder of ["dist", ...(tests ? ["out/test"] : [])]) {
    fs.rmSync(path.join(__dirname, folder), { recursive: true, force: true });
  }
  if (watch) {
    for (const build of [extension, await panel(), ...others])
      await (await esbuild.context({ ...build, logLevel: "info" })).watch();
    return;
  }
  const page = await esbuild.build(await panel());
  const { intoOneScript } = await import("./scripts/lib/onePage.mjs");
  const exported = ({ outputs }, chunk) => [path.basename(chunk), outputs[chunk].exports];
  const atOnce = chunksOf(page.metafile, "dist/panel/main.js");
  const script = await intoOneScript(
    path.join(__dirname, "dist/panel/main.js"),
    new Map(atOnce.map(chunk => exported(page.metafile, chunk))),
    await panel(),
  );
  const built = await Promise.all([extension, ...others].map(build => esbuild.build(build)));
  fs.mkdirSync(path.join(__dirname, "out"), { recursive: true });
  const results = [page, script, ...built];
  const outputs = Object.assign({}, ...results.map(result => result.metafile.outputs));
  const inputs = Object.assign({}, ...results.slice(0, 4).map(result => result.metafile.inputs));
  fs.writeFileSync(path.join(__dirname, "out/metafile.json"), JSON.stringify({ inputs, outputs }));
}

/** The files that a file imports before it runs, and those that these import. */
function chunksOf({ outputs }, file, found = new Set()) {
  for (const { path: chunk, kind } of outputs[file].imports) {
    if (kind !== "import-statement" || found.has(chunk)) continue;
    found.add(chunk);
    chunksOf({ outputs }, chunk, found);
  }
  return [...found];
}

main().catch(error => {
  console.error(error.message ?? error);
  process.exit(1);
});
