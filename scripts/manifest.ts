import {
  defaultKeys,
  type EditorCommand,
  editorCommands,
  keyLabel,
  paletteCommands,
} from "../src/core/commands";
import {
  type HistoryCommand,
  historyCommands,
  onRow,
  selectingKeys,
} from "../src/core/historyCommands";
import { type Parameter, parameters } from "../src/core/parameters";
import type { Provider } from "../src/core/provider";
import { providers } from "../src/core/providers";

/** The parts of package.json and package.nls.json that derive from the tables of `src/core`. */
export function derivedManifest() {
  const rows: readonly {
    id: string;
    title: string;
    enablement?: string;
    icon?: string;
  }[] = [
    ...paletteCommands,
    ...editorCommands.map(({ id, title }) => ({ id, title })),
    ...historyCommands,
  ];
  return {
    contributes: {
      ...views(),
      commands: rows.map(({ id, enablement, icon }) => ({
        command: id,
        title: `%command.${id}%`,
        category: "Parley",
        ...(enablement && { enablement }),
        ...(icon && { icon }),
      })),
      submenus: [{ id: "parley.editor", label: "Parley" }],
      menus: {
        "editor/context": [
          { submenu: "parley.editor", when: "editorTextFocus", group: "1_parley@1" },
        ],
        "parley.editor": editorCommands.map(({ id, prompt }, index) => ({
          command: id,
          group: `${prompt === undefined ? "2_compose" : "1_ask"}@${index + 1}`,
        })),
        "view/title": titleMenus(),
        "view/item/context": historyMenus(
          "row",
          "view == parley.history && viewItem == conversation",
        ),
        commandPalette: [
          ...editorCommands.map(({ id }) => ({ command: id, when: "editorIsOpen" })),
          ...historyCommands.map(({ id }) => ({
            command: id,
            when: id === "parley.closeHistory" ? "parley.historyShown" : "false",
          })),
        ],
      },
      keybindings: [...defaultKeys, ...historyKeys()],
      // Declarations of functions, as `FunctionRoom` opens them.
      jsonValidation: [
        { fileMatch: "functions.parley.json", url: "./media/functions.schema.json" },
      ],
      walkthroughs: [walkthrough()],
      configuration: { title: "Parley", properties: settings() },
    },
    nls: Object.fromEntries(rows.map(({ id, title }) => [`command.${id}`, title])),
  };
}

/** The containers and what is in them: the history stands above the chat while it is wanted. */
function views() {
  return {
    viewsContainers: {
      secondarySidebar: [{ id: "parley", title: "Parley", icon: "media/parley.svg" }],
    },
    views: {
      parley: [
        {
          id: "parley.history",
          name: "%view.history%",
          icon: "media/parley.svg",
          when: "parley.historyShown",
          initialSize: 1,
        },
        {
          id: "parley.chat",
          name: "%view.chat%",
          type: "webview",
          icon: "media/parley.svg",
          initialSize: 2,
        },
      ],
    },
  };
}

/** What stands in the titles of the views, and in the menus there. */
function titleMenus() {
  return [
    { command: "parley.selectModel", when: "view == parley.chat", group: "1_model@1" },
    { command: "parley.setApiKey", when: "view == parley.chat", group: "1_model@2" },
    { command: "parley.addConnection", when: "view == parley.chat", group: "1_model@3" },
    { command: "parley.openInEditor", when: "view == parley.chat", group: "2_chat@1" },
    { command: "parley.renameChat", when: "view == parley.chat", group: "2_chat@2" },
    { command: "parley.deleteChat", when: "view == parley.chat", group: "2_chat@3" },
    { command: "parley.restoreChat", when: "view == parley.chat", group: "2_chat@4" },
    { command: "parley.showHistory", when: "view == parley.chat", group: "2_chat@5" },
    { command: "parley.exportChat", when: "view == parley.chat", group: "3_files@1" },
    { command: "parley.exportAll", when: "view == parley.chat", group: "3_files@2" },
    { command: "parley.importConversations", when: "view == parley.chat", group: "3_files@3" },
    { command: "parley.showLog", when: "view == parley.chat", group: "4_help@1" },
    {
      command: "parley.searchConversations",
      when: "view == parley.history",
      group: "navigation@1",
    },
    ...historyMenus("title", "view == parley.history"),
    { command: "parley.exportAll", when: "view == parley.history", group: "1_files@1" },
    { command: "parley.importConversations", when: "view == parley.history", group: "1_files@2" },
    { command: "parley.restoreChat", when: "view == parley.history", group: "2_trash@1" },
  ];
}

/** A row's command is in its menu, and beside its name where it has an icon. */
function historyMenus(place: HistoryCommand["at"], when: string) {
  const rows: readonly HistoryCommand[] = historyCommands;
  return rows
    .filter(({ at }) => at === place)
    .flatMap(({ id: command, icon, at, group }) => [
      { command, when, group },
      ...(icon && at === "row" ? [{ command, when, group: `inline@${group.slice(0, 1)}` }] : []),
    ]);
}

function historyKeys() {
  const rows: readonly HistoryCommand[] = historyCommands;
  const keys = rows.flatMap(({ id: command, key, mac }) =>
    key && mac ? [{ command, key, mac, when: onRow }] : [],
  );
  return [...keys, ...selectingKeys.map(row => ({ ...row, when: onRow }))];
}

/** The tables of the README, in Markdown. */
export function readmeTables() {
  return {
    providers: table(
      ["Provider", "Address", "Key", "Note"],
      own().map(row => [row.label, addressCell(row), keyCell(row), row.note ?? ""]),
    ),
    commands: table(
      ["Command", "What it does"],
      editorCommands.map(command => [`Parley: ${command.title}`, whatItDoes(command)]),
    ),
    keys: table(
      ["Command", "Key", "On a Mac", "Where"],
      defaultKeys.map(({ command, when }) => [
        `Parley: ${titleOf(command)}`,
        `\`${keyLabel(command, false)}\``,
        `\`${keyLabel(command, true)}\``,
        places[when] ?? when,
      ]),
    ),
  };
}

/** What a default key's condition means. */
const places: Readonly<Record<string, string>> = {
  "!parley.chatFocused && focusedView != 'parley.chat' && !terminalFocus":
    "anywhere but in the chat and the terminal",
  "editorTextFocus && editorHasSelection": "in the editor, with code selected",
  "parley.chatFocused || focusedView == 'parley.chat'": "in the chat",
};

function titleOf(id: string): string {
  return [...paletteCommands, ...editorCommands].find(row => row.id === id)?.title ?? id;
}

function whatItDoes(command: EditorCommand): string {
  if (command.prompt === undefined) {
    const where = command.idle ? "a chat that waits for a message" : "the chat that is shown";
    return `puts the code into the message box of ${where}, and sends nothing`;
  }
  const sentence = command.prompt.replace("{0}", "the selected code");
  const more = command.withDiagnostics ? ", and what VS Code reports there" : "";
  return `sends “${sentence}” with the code${more}`;
}

/** The steps in their order, each with what completes it. Their words are in package.nls.json. */
function walkthrough() {
  const text = (name: string) => `%walkthrough.start.${name}%`;
  const steps: Readonly<Record<string, readonly string[]>> = {
    key: ["onContext:parley.hasKey", "onCommand:parley.setApiKey"],
    model: ["onContext:parley.hasKey", "onCommand:parley.selectModel"],
    ask: ["onContext:parley.streaming"],
    select: editorCommands.map(({ id }) => `onCommand:${id}`),
  };
  return {
    id: "parley.start",
    title: text("title"),
    description: text("description"),
    steps: Object.entries(steps).map(([id, completionEvents]) => ({
      id,
      title: text(`${id}.title`),
      description: text(`${id}.description`),
      media: { svg: `media/walkthrough/${id}.svg`, altText: text(`${id}.picture`) },
      completionEvents,
    })),
  };
}

function addressCell({
  baseURL,
  formerBaseURLs: [before] = [],
  urlVariables = [],
}: Provider): string {
  if (baseURL) return before ? `\`${baseURL}\` (before: \`${before}\`)` : `\`${baseURL}\``;
  return urlVariables.length === 0 ? "yours" : `yours, as in ${codes(urlVariables)}`;
}

function keyCell({ auth, keyOptional, keyVariables = [], keyUrl }: Provider): string {
  if (auth === "none") return "none";
  const parts = [
    keyOptional && "none, or yours",
    keyUrl && `[${keyOptional ? "about keys" : "make one"}](${keyUrl})`,
    codes(keyVariables),
  ];
  return parts.filter(Boolean).join("; ") || "if the server wants one";
}

function codes(names: readonly string[]): string {
  return names.map(name => `\`${name}\``).join(" or ");
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => "---"), ...rows].map(cells => `| ${cells.join(" | ")} |`).join("\n");
}

function settings() {
  return {
    "parley.connections": {
      type: "array",
      default: [],
      scope: "application",
      order: 1,
      markdownDescription: "%setting.connections%",
      items: connectionEntry(),
    },
    "parley.defaultModel": {
      type: "string",
      default: "",
      scope: "application",
      order: 2,
      markdownDescription: "%setting.defaultModel%",
    },
    "parley.presets": {
      type: "array",
      default: [],
      scope: "application",
      order: 3,
      markdownDescription: "%setting.presets%",
      items: presetEntry(),
    },
    "parley.trashDays": {
      type: "number",
      default: 30,
      minimum: 0,
      maximum: 36_500,
      scope: "application",
      order: 4,
      markdownDescription: "%setting.trashDays%",
    },
    "parley.titles": {
      type: "string",
      enum: ["firstLine", "model"],
      enumDescriptions: ["%setting.titles.firstLine%", "%setting.titles.model%"],
      default: "firstLine",
      scope: "application",
      order: 5,
      markdownDescription: "%setting.titles%",
    },
    "parley.sendKey": {
      type: "string",
      enum: ["enter", "modEnter"],
      enumDescriptions: ["%setting.sendKey.enter%", "%setting.sendKey.modEnter%"],
      default: "enter",
      scope: "window",
      order: 6,
      markdownDescription: "%setting.sendKey%",
    },
  };
}

function presetEntry() {
  return {
    type: "object",
    required: ["name"],
    additionalProperties: false,
    properties: {
      name: { type: "string", minLength: 1, description: "%setting.presets.name%" },
      parameters: {
        type: "object",
        additionalProperties: false,
        description: "%setting.presets.parameters%",
        properties: Object.fromEntries(parameters.map(row => [row.name, schemaOf(row)])),
      },
      systemPrompt: { type: "string", description: "%setting.presets.systemPrompt%" },
      default: { type: "boolean", description: "%setting.presets.default%" },
    },
  };
}

/** What the settings editor says of one parameter while somebody types. */
function schemaOf({ kind, min, max, options }: Parameter): object {
  const range = {
    ...(min !== undefined && { minimum: min }),
    ...(max !== undefined && { maximum: max }),
  };
  const schemas: { readonly [Kind in Parameter["kind"]]: object } = {
    number: { type: "number", ...range },
    integer: { type: "integer", ...range },
    boolean: { type: "boolean" },
    // Models have further words of their own.
    text: { type: "string", ...(options && { examples: options }) },
    texts: { type: ["string", "array"], items: { type: "string" } },
    map: { type: "object", additionalProperties: { type: "number", ...range } },
    format: { type: "object", required: ["type"] },
    fields: { type: "object" },
  };
  return schemas[kind];
}

function connectionEntry() {
  return {
    type: "object",
    required: ["id", "provider"],
    properties: {
      id: { type: "string", pattern: "^[a-z0-9-]+$", description: "%setting.connections.id%" },
      provider: {
        type: "string",
        enum: own().map(({ id }) => id),
        enumDescriptions: own().map(({ label }) => label),
        description: "%setting.connections.provider%",
      },
      label: { type: "string", description: "%setting.connections.label%" },
      baseURL: { type: "string", description: "%setting.connections.baseURL%" },
      path: { type: "string", description: "%setting.connections.path%" },
      query: {
        type: "object",
        additionalProperties: { type: "string" },
        description: "%setting.connections.query%",
      },
      auth: {
        type: "string",
        enum: ["bearer", "api-key", "none"],
        description: "%setting.connections.auth%",
      },
      deployment: { type: "string", description: "%setting.connections.deployment%" },
      apiVersion: { type: "string", description: "%setting.connections.apiVersion%" },
      omitModel: { type: "boolean", description: "%setting.connections.omitModel%" },
      headers: {
        type: "object",
        additionalProperties: { type: "string" },
        description: "%setting.connections.headers%",
      },
      extraBody: { type: "object", description: "%setting.connections.extraBody%" },
      firstByteSeconds: {
        type: "number",
        exclusiveMinimum: 0,
        maximum: 3600,
        description: "%setting.connections.firstByteSeconds%",
      },
      idleSeconds: {
        type: "number",
        exclusiveMinimum: 0,
        maximum: 3600,
        description: "%setting.connections.idleSeconds%",
      },
      models: {
        type: "array",
        items: { oneOf: [{ type: "string" }, ownModel()] },
        description: "%setting.connections.models%",
      },
    },
  };
}

/** What a user says of a model. */
function ownModel() {
  const text = (name: string) => `%setting.connections.models.${name}%`;
  const amount = (name: string) => ({ type: "number", minimum: 0, description: text(name) });
  const count = (name: string) => ({ type: "integer", minimum: 1, description: text(name) });
  const flag = (name: string) => ({ type: "boolean", description: text(name) });
  return {
    type: "object",
    required: ["id"],
    additionalProperties: false,
    properties: {
      id: { type: "string", description: text("id") },
      name: { type: "string", description: text("name") },
      contextWindow: count("contextWindow"),
      maxOutput: count("maxOutput"),
      price: {
        type: "object",
        required: ["input", "output"],
        additionalProperties: false,
        description: text("price"),
        properties: {
          input: amount("input"),
          output: amount("output"),
          cachedInput: amount("cachedInput"),
          cacheWrite: amount("cacheWrite"),
        },
      },
      vision: flag("vision"),
      tools: flag("tools"),
      reasoning: flag("reasoning"),
    },
  };
}

function own(): readonly Provider[] {
  return providers.filter(({ quirks }) => !quirks?.includes("cannedAnswers"));
}
