// Runs one VS Code in its server form (code-server) on the loopback address.
import fs from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { installVsix, linkExtension } from "./extensions.mjs";
import { endGroup, startGroup } from "./processes.mjs";
import { quietSettings } from "./quietSettings.mjs";

/**
 * @typedef {object} ServerOptions
 * @property {string} entry code-server's out/node/entry.js
 * @property {string} node the Node that runs it
 * @property {string} root folder for all its data; it must exist
 * @property {number} port
 * @property {Record<string, unknown>} [settings] user settings on top of the quiet ones
 * @property {boolean} [keepSettings] leave a settings.json alone that is already there
 * @property {readonly string[]} [linkExtensions] unpacked extensions, made to look installed
 * @property {readonly string[]} [vsix] packaged extensions to install
 * @property {Record<string, string | undefined>} [env] undefined removes a variable
 * @property {boolean} [workspaceTrust] whether folders open restricted until they are trusted
 */

/** One code-server: made by `CodeServer.start`, ended by `stop`. */
export class CodeServer {
  /** All that it printed. */
  log = "";

  /** @param {ServerOptions} options */
  constructor(options) {
    this.options = options;
    this.userData = path.join(options.root, "user-data");
    this.extensions = path.join(options.root, "extensions");
    this.origin = `http://127.0.0.1:${options.port}`;
  }

  /**
   * Resolves when it answers; rejects with its log when it ends before that.
   * @param {ServerOptions} options
   * @returns {Promise<CodeServer>}
   */
  static async start(options) {
    const server = new CodeServer(options);
    await server.prepare();
    server.spawn();
    await server.listening();
    return server;
  }

  /** @returns {Promise<void>} */
  async prepare() {
    const { linkExtensions = [], vsix = [] } = this.options;
    fs.mkdirSync(this.extensions, { recursive: true });
    fs.mkdirSync(this.userData, { recursive: true });
    fs.writeFileSync(this.configFile(), "auth: none\n");
    this.writeSettings();
    for (const folder of linkExtensions) linkExtension(folder, this.extensions);
    for (const file of vsix) await installVsix(file, this.command(), this.environment());
  }

  spawn() {
    const { node, root } = this.options;
    const stdio = /** @type {const} */ (["ignore", "pipe", "pipe"]);
    const child = startGroup(node, this.args(), { cwd: root, env: this.environment(), stdio });
    child.stdout?.on("data", chunk => (this.log += chunk));
    child.stderr?.on("data", chunk => (this.log += chunk));
    this.child = child;
    /** Resolves to words that say how it ended. */
    this.ended = new Promise(resolve => {
      child.once("error", error => resolve(error.message));
      child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
  }

  /** @returns {Promise<void>} */
  async listening() {
    /** @type {string | undefined} */
    let end;
    void this.ended?.then(how => (end = how));
    const deadline = Date.now() + 60_000;
    while (!(await this.healthy())) {
      if (end !== undefined) throw new Error(`VS Code ended (${end})\n${this.log}`);
      if (Date.now() > deadline) await this.giveUp();
      await sleep(50);
    }
  }

  /** @returns {Promise<boolean>} */
  healthy() {
    return fetch(`${this.origin}/healthz`).then(
      response => response.ok,
      () => false,
    );
  }

  async giveUp() {
    await this.stop();
    throw new Error(`VS Code did not answer within a minute\n${this.log}`);
  }

  /** Ends it with all its children. */
  async stop() {
    if (this.child) await endGroup(this.child);
  }

  /**
   * The address of a window with this folder.
   * @param {string} folder
   * @returns {string}
   */
  url(folder) {
    const name = folder.endsWith(".code-workspace") ? "workspace" : "folder";
    return `${this.origin}/?${name}=${encodeURIComponent(folder).replaceAll("%2F", "/")}`;
  }

  /** The start of every command line: what runs, and where its data are. */
  command() {
    const { node, entry } = this.options;
    const folders = ["--user-data-dir", this.userData, "--extensions-dir", this.extensions];
    return [node, entry, "--config", this.configFile(), ...folders];
  }

  args() {
    const quiet = [
      "--disable-telemetry",
      "--disable-update-check",
      "--disable-getting-started-override",
    ];
    const trust = this.options.workspaceTrust ? [] : ["--disable-workspace-trust"];
    const address = ["--auth", "none", "--bind-addr", `127.0.0.1:${this.options.port}`];
    return [...this.command().slice(1), ...address, ...quiet, ...trust, "--ignore-last-opened"];
  }

  /** The environment of the server and of its extension hosts. */
  environment() {
    const { root, node, env = {} } = this.options;
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(VSCODE_|ELECTRON_|npm_|INIT_CWD$)/i.test(name),
    );
    const ours = {
      // An empty gallery: nothing asks a market place.
      EXTENSIONS_GALLERY: "{}",
      HOME: root,
      PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH ?? ""}`,
    };
    const all = Object.entries({ ...Object.fromEntries(inherited), ...ours, ...env });
    return Object.fromEntries(all.filter(([, value]) => value !== undefined));
  }

  configFile() {
    return path.join(this.userData, "config.yaml");
  }

  writeSettings() {
    const file = path.join(this.userData, "User/settings.json");
    if (this.options.keepSettings && fs.existsSync(file)) return;
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(
      file,
      `${JSON.stringify({ ...quietSettings, ...this.options.settings }, undefined, 2)}\n`,
    );
  }
}

/**
 * Whether nobody listens on this port of the loopback address.
 * @param {number} port
 * @returns {Promise<boolean>}
 */
export function portFree(port) {
  return listenOnce(port).then(
    () => true,
    () => false,
  );
}

/**
 * A port that is free now.
 * @returns {Promise<number>}
 */
export function freePort() {
  return listenOnce(0);
}

/**
 * @param {number} port
 * @returns {Promise<number>}
 */
function listenOnce(port) {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(address.port));
    });
  });
}
