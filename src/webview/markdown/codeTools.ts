import type { EditorActions, MarkdownActions } from "./markdownView";

/** The block of code that the tools are for. */
export interface ToolsOwner {
  /** The whole block, which wraps its lines or does not. */
  readonly block: HTMLElement;
  /** The first word of its fence, in small letters. */
  readonly language: string;
  /** The code as it is copied. */
  text(): string;
}

/** Says how many lines a block has. */
export type ShowLines = (lines: number) => void;

/**
 * Adds what is used more rarely than Copy to the header of a complete block: the number of its lines,
 * and quiet buttons. Loaded at the first complete block.
 */
export function addTools(owner: ToolsOwner, actions: MarkdownActions): ShowLines {
  const bar = owner.block.querySelector<HTMLElement>(".code-actions");
  const tools = document.createElement("div");
  tools.className = "code-tools";
  if (actions.editor) tools.append(...editorButtons(owner, actions, actions.editor));
  tools.append(wrapButton(owner.block, actions));
  bar?.prepend(tools);
  if (bar) asToolbar(bar, actions.t("Code actions"));
  const count = document.createElement("span");
  count.className = "code-lines";
  bar?.before(count);
  return lines => {
    count.textContent = lines === 1 ? actions.t("1 line") : actions.t("{0} lines", lines);
  };
}

function editorButtons(
  owner: ToolsOwner,
  actions: MarkdownActions,
  editor: EditorActions,
): HTMLElement[] {
  const { language } = owner;
  const text = () => owner.text();
  const t = (words: string) => actions.t(words);
  return [
    button("insert", t("Insert at cursor"), () => editor.ask({ type: "insertCode", text: text() })),
    button("replace", t("Replace selection"), () =>
      editor.ask({ type: "replaceSelection", text: text() }),
    ),
    button("newFile", t("New file"), () => editor.ask({ type: "newFile", text: text(), language })),
  ];
}

function wrapButton(block: HTMLElement, actions: MarkdownActions): HTMLElement {
  const toggle = button("wrap", actions.t("Wrap lines"), () => {
    toggle.ariaPressed = String(block.classList.toggle("wrapped"));
  });
  toggle.ariaPressed = "false";
  return toggle;
}

function button(icon: string, name: string, run: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = `code-${icon}`;
  made.ariaLabel = name;
  made.title = name;
  // The arrow keys lead here: many blocks must not make a long way for the Tab key.
  made.tabIndex = -1;
  made.addEventListener("click", run);
  return made;
}

/** One stop for the Tab key; within, the arrow keys go from button to button, as in VS Code's toolbars. */
function asToolbar(bar: HTMLElement, name: string): void {
  bar.role = "toolbar";
  bar.ariaLabel = name;
  bar.addEventListener("keydown", event => {
    const buttons = [...bar.querySelectorAll("button")];
    const here = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const next = target(event.key, here, buttons.length);
    if (next === undefined || here < 0) return;
    event.preventDefault();
    buttons[next]?.focus();
  });
  bar.addEventListener("focusin", ({ target: focused }) => {
    for (const each of bar.querySelectorAll("button")) each.tabIndex = each === focused ? 0 : -1;
  });
}

function target(key: string, here: number, count: number): number | undefined {
  if (key === "ArrowRight") return (here + 1) % count;
  if (key === "ArrowLeft") return (here + count - 1) % count;
  if (key === "Home") return 0;
  return key === "End" ? count - 1 : undefined;
}
