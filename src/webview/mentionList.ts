import type { FoundFile } from "../core/foundFiles";
import { element } from "./dom";
import type { MentionPorts } from "./mentions";
import { t } from "./translate";

/** How long after the last key files are asked for, in milliseconds. */
const delay = 80;

/** The files for a word with `@`: a list above the message box, whose keys the box hands on. */
export class MentionList {
  private readonly root = element("ul", {
    class: "mentions",
    role: "listbox",
    id: "mentions",
    "aria-label": t("Files"),
  });
  private files: readonly FoundFile[] = [];
  private at = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly ports: MentionPorts & { left(): void }) {
    this.root.hidden = true;
    ports.box.parentElement?.prepend(this.root);
    ports.box.setAttribute("aria-autocomplete", "list");
    // The box keeps the keyboard.
    this.root.addEventListener("mousedown", event => event.preventDefault());
    this.root.addEventListener("click", event => this.clicked(event));
  }

  ask(query: string): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ports.find(query), delay);
  }

  show(files: readonly FoundFile[]): void {
    if (files.length === 0) return this.close();
    this.files = files;
    this.root.replaceChildren(...files.map(option));
    this.root.hidden = false;
    this.ports.box.setAttribute("aria-controls", this.root.id);
    this.choose(0);
    this.ports.say(
      files.length === 1
        ? t("1 file; Enter attaches it, Esc closes the list.")
        : t("{0} files; Enter attaches one, Esc closes the list.", files.length),
    );
  }

  close(): void {
    clearTimeout(this.timer);
    if (this.root.hidden) return;
    this.root.hidden = true;
    this.files = [];
    this.ports.box.removeAttribute("aria-controls");
    this.ports.box.removeAttribute("aria-activedescendant");
    this.ports.say("");
  }

  /** What it takes reaches nothing else: Enter would send, and Escape would stop an answer. */
  pressed(event: KeyboardEvent): boolean {
    const { shiftKey, altKey, ctrlKey, metaKey } = event;
    if (this.root.hidden || shiftKey || altKey || ctrlKey || metaKey) return false;
    if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) {
      this.close();
      return false;
    }
    const count = this.files.length;
    const keys: Readonly<Record<string, () => void>> = {
      ArrowDown: () => this.choose((this.at + 1) % count),
      ArrowUp: () => this.choose((this.at - 1 + count) % count),
      Enter: () => this.take(this.at),
      Tab: () => this.take(this.at),
      Escape: () => this.leave(),
    };
    const run = Object.hasOwn(keys, event.key) ? keys[event.key] : undefined;
    if (!run) return false;
    event.preventDefault();
    event.stopPropagation();
    run();
    return true;
  }

  private leave(): void {
    this.ports.left();
    this.close();
  }

  private choose(at: number): void {
    this.root.children[this.at]?.setAttribute("aria-selected", "false");
    this.at = at;
    const chosen = this.root.children[at];
    chosen?.setAttribute("aria-selected", "true");
    chosen?.scrollIntoView({ block: "nearest" });
    this.ports.box.setAttribute("aria-activedescendant", chosen?.id ?? "");
  }

  private take(at: number): void {
    const file = this.files[at];
    this.close();
    if (file) this.ports.take(file);
  }

  private clicked({ target }: Event): void {
    const row = target instanceof Element ? target.closest("[role=option]") : null;
    if (row) this.take([...this.root.children].indexOf(row));
  }
}

function option({ name, folder }: FoundFile, index: number): HTMLElement {
  return element(
    "li",
    { role: "option", id: `mention-${index}`, "aria-selected": "false" },
    element("span", { class: "mention-name" }, name),
    element("span", { class: "mention-folder" }, folder),
  );
}
