import type { MarkdownActions } from "./markdownView";

const feedbackFor = 2000;

/** Copies a text and says so for a moment. */
export class CopyButton {
  readonly element = document.createElement("button");
  readonly #actions: MarkdownActions;
  readonly #text: () => string;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(actions: MarkdownActions, text: () => string) {
    this.#actions = actions;
    this.#text = text;
    this.element.type = "button";
    this.element.className = "code-copy";
    this.element.addEventListener("click", () => void this.#copy());
    this.#reset();
  }

  /** Stops the timer. */
  dispose(): void {
    clearTimeout(this.#timer);
  }

  async #copy(): Promise<void> {
    let copied = true;
    try {
      await this.#actions.copy(this.#text());
    } catch {
      copied = false; // The reason is of no use here; that it did not work is what the user must know.
    }
    this.#show(this.#actions.t(copied ? "Copied" : "Could not copy"), copied);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#reset(), feedbackFor);
  }

  #reset(): void {
    this.#show(this.#actions.t("Copy code"), false);
  }

  #show(label: string, copied: boolean): void {
    this.element.ariaLabel = label;
    this.element.title = label;
    this.element.classList.toggle("copied", copied);
  }
}
