import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { derivedManifest, readmeTables } from "../../scripts/manifest";
import { defaultKeys, editorCommands, keyLabel, paletteCommands } from "../../src/core/commands";
import { historyCommands } from "../../src/core/historyCommands";
import { providers } from "../../src/core/providers";

const text = readFileSync("package.json", "utf8");
const manifest: Manifest = JSON.parse(text);
const nls: Readonly<Record<string, string>> = JSON.parse(readFileSync("package.nls.json", "utf8"));
const placeholder = /^%([^%]+)%$/;

interface Manifest {
  readonly [key: string]: unknown;
  readonly contributes: {
    readonly walkthroughs: readonly {
      readonly id: string;
      readonly steps: readonly {
        readonly id: string;
        readonly description: string;
        readonly completionEvents: readonly string[];
        readonly media: { readonly svg: string; readonly altText: string };
      }[];
    }[];
    readonly commands: readonly { readonly command: string; readonly title: string }[];
    readonly configuration: {
      readonly properties: Readonly<Record<string, { readonly scope?: string }>>;
    };
  };
}

describe("the manifest", () => {
  it("is what the tables of the core make of it", () => {
    const derived = derivedManifest();
    assert.deepEqual(manifest.contributes, JSON.parse(JSON.stringify(derived.contributes)));
    const titles = Object.entries(nls).filter(([key]) => key.startsWith("command."));
    assert.deepEqual(Object.fromEntries(titles), derived.nls);
  });

  it("has a command for every row, and a title for every command", () => {
    const { commands } = manifest.contributes;
    const rows = [...paletteCommands, ...editorCommands, ...historyCommands];
    assert.deepEqual(
      commands.map(({ command }) => command),
      rows.map(({ id }) => id),
    );
    for (const { title } of commands) assert.ok(nls[placeholder.exec(title)?.[1] ?? ""], title);
  });

  it("uses every text of package.nls.json, and no other", () => {
    const used = Array.from(text.matchAll(/"%([^%"]+)%"/g), ([, key = ""]) => key);
    assert.ok(used.length > 10);
    assert.deepEqual([...new Set(used)].toSorted(), Object.keys(nls).toSorted());
    assert.ok(Object.values(nls).every(words => words.trim() !== ""));
  });

  it("lets no workspace change a setting but the send key", () => {
    const settings = Object.entries(manifest.contributes.configuration.properties);
    assert.ok(settings.length > 1);
    const open = settings.filter(([, { scope }]) => scope !== "application").map(([name]) => name);
    assert.deepEqual(
      open.filter(name => name !== "parley.sendKey"),
      [],
    );
  });

  it("has settings of its own name only", () => {
    const names = Object.keys(manifest.contributes.configuration.properties);
    assert.ok(names.every(name => name.startsWith("parley.")));
  });

  it("activates nothing at start-up, and itself for what comes back after a reload", () =>
    assert.deepEqual(manifest["activationEvents"], [
      "onWebviewPanel:parley.editor",
      "onFileSystem:parley-functions",
    ]));

  it("says where it runs, and what it needs", () => {
    assert.deepEqual(manifest["engines"], { vscode: "^1.106.0", node: ">=20.19" });
    assert.deepEqual(manifest["extensionKind"], ["ui", "workspace"]);
    assert.deepEqual(manifest["categories"], ["AI", "Chat"]);
    assert.deepEqual(manifest["capabilities"], {
      untrustedWorkspaces: { supported: "limited", description: "%capabilities.untrusted%" },
      virtualWorkspaces: true,
    });
    assert.deepEqual([manifest["publisher"], manifest["name"]], ["parley", "parley"]);
  });

  for (const name of ["browser", "repository", "dependencies", "enabledApiProposals"]) {
    it(`has no “${name}”`, () => assert.ok(!Object.hasOwn(manifest, name)));
  }

  it("names icons that are there", () => {
    const icons = Array.from(text.matchAll(/"icon": "([^"$]+)"/g), ([, file = ""]) => file);
    assert.ok(icons.length > 0 && icons.every(existsSync), icons.join());
    assert.match(String(manifest["icon"]), /\.png$/);
  });
});

describe("the default keys", () => {
  it("are chords on every system, only where they are of use, and never with AltGr", () => {
    assert.ok(defaultKeys.length > 3);
    for (const { key, mac, when } of defaultKeys) {
      assert.match(key, /^ctrl\+k (ctrl\+)?(shift\+)?[a-z]$/);
      assert.equal(mac, key.replaceAll("ctrl", "cmd"));
      assert.match(when, /chatFocused|editorTextFocus/);
    }
    const chords = defaultKeys.map(({ key }) => key);
    assert.equal(new Set(chords).size, chords.length);
  });

  it("type nothing into the message box: there VS Code cannot hold a letter back", () => {
    const inChat = defaultKeys.filter(({ when }) => when.startsWith("parley.chatFocused"));
    assert.ok(inChat.length > 1);
    for (const { key } of inChat) assert.match(key, / ctrl\+/);
  });

  it("belong to commands of the tables", () => {
    const ids: readonly string[] = [...paletteCommands, ...editorCommands].map(({ id }) => id);
    for (const { command } of defaultKeys) assert.ok(ids.includes(command), command);
  });

  it("are written as VS Code's menus write them", () => {
    assert.equal(keyLabel("parley.addSelectionToChat", false), "Ctrl+K Shift+A");
    assert.equal(keyLabel("parley.addSelectionToChat", true), "⌘K ⇧A");
    assert.equal(keyLabel("parley.showLog", false), "");
  });
});

describe("the walkthrough", () => {
  const [walkthrough] = manifest.contributes.walkthroughs;
  const steps = walkthrough?.steps ?? [];

  it("has four steps, each with one command and what completes it", () => {
    const ids = steps.map(({ id }) => id);
    assert.deepEqual([walkthrough?.id, ids], ["parley.start", ["key", "model", "ask", "select"]]);
    for (const { description, completionEvents } of steps) {
      const words = nls[placeholder.exec(description)?.[1] ?? ""] ?? "";
      assert.equal(words.match(/\]\(command:/g)?.length, 1, words);
      assert.ok(completionEvents.length > 0);
    }
  });

  it("has pictures in the colours of the theme, with a text for who cannot see them", () => {
    for (const { media } of steps) {
      const picture = readFileSync(media.svg, "utf8");
      const colours = Array.from(picture.matchAll(/(?:fill|stroke)="([^"]+)"/g), ([, c = ""]) => c);
      assert.deepEqual(
        colours.filter(colour => colour !== "none" && !colour.startsWith("var(--vscode-")),
        [],
      );
      assert.match(media.altText, placeholder);
    }
  });
});

describe("the README", () => {
  for (const [name, table] of Object.entries(readmeTables())) {
    it(`shows the table of ${name} as the core has it`, () => {
      const readme = readFileSync("README.md", "utf8");
      assert.ok(readme.includes(`<!-- ${name} -->\n\n${table}\n\n<!-- /${name} -->`));
    });
  }
});

describe("the tables", () => {
  const tables = {
    provider: providers,
    "editor command": editorCommands,
    command: paletteCommands,
    "command of the history": historyCommands,
  };
  for (const [name, rows] of Object.entries(tables)) {
    it(`have one ${name} for an id`, () => {
      assert.ok(rows.length > 0);
      assert.equal(new Set(rows.map(({ id }) => id)).size, rows.length);
    });
  }

  it("name commands and titles as VS Code does", () => {
    for (const { id, title } of [...paletteCommands, ...editorCommands, ...historyCommands]) {
      assert.match(id, /^parley\.[a-z][A-Za-z]+$/);
      assert.match(
        title,
        /^([A-Z]\w*|and|from|in|of|to|\.env)( ([A-Z]\w*|and|from|in|of|to|\.env))*…?$/,
      );
    }
  });

  it("put the place of the code into every sentence of an editor command", () => {
    assert.ok(editorCommands.some(({ prompt }) => prompt));
    assert.ok(editorCommands.every(({ prompt }) => prompt?.includes("{0}") !== false));
  });
});
