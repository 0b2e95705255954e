import type { MarkdownActions } from "./markdownView";

const feedbackFor = 2000;

/** The paths of the codicons `copy` and `check`. */
const icons = {
  copy: "M3 5V12.73C2.4 12.38 2 11.74 2 11V5C2 2.79 3.79 1 6 1H9C9.74 1 10.38 1.4 10.73 2H6C4.35 2 3 3.35 3 5ZM11 15H6C4.897 15 4 14.103 4 13V5C4 3.897 4.897 3 6 3H11C12.103 3 13 3.897 13 5V13C13 14.103 12.103 15 11 15ZM12 5C12 4.448 11.552 4 11 4H6C5.448 4 5 4.448 5 5V13C5 13.552 5.448 14 6 14H11C11.552 14 12 13.552 12 13V5Z",
  check:
    "M13.6572 3.13573C13.8583 2.9465 14.175 2.95614 14.3643 3.15722C14.5535 3.35831 14.5438 3.675 14.3428 3.86425L5.84277 11.8642C5.64597 12.0494 5.33756 12.0446 5.14648 11.8535L1.64648 8.35351C1.45121 8.15824 1.45121 7.84174 1.64648 7.64647C1.84174 7.45121 2.15825 7.45121 2.35351 7.64647L5.50976 10.8027L13.6572 3.13573Z",
};

/** Copies a text and says so for a moment. */
export class CopyButton {
  readonly element = document.createElement("button");
  readonly #actions: MarkdownActions;
  readonly #text: () => string;
  readonly #path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(actions: MarkdownActions, text: () => string) {
    this.#actions = actions;
    this.#text = text;
    this.element.type = "button";
    this.element.className = "code-action";
    this.element.append(this.#icon());
    this.element.addEventListener("click", () => void this.#copy());
    this.#reset();
  }

  /** Stops the timer. */
  dispose(): void {
    clearTimeout(this.#timer);
  }

  #icon(): SVGElement {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 16 16");
    svg.setAttribute("aria-hidden", "true");
    svg.append(this.#path);
    return svg;
  }

  async #copy(): Promise<void> {
    try {
      await this.#actions.copy(this.#text());
      this.#show("check", this.#actions.t("Copied"));
    } catch {
      // The reason is of no use here; that it did not work is what the user must know.
      this.#show("copy", this.#actions.t("Could not copy"));
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#reset(), feedbackFor);
  }

  #reset(): void {
    this.#show("copy", this.#actions.t("Copy code"));
  }

  #show(icon: keyof typeof icons, label: string): void {
    this.#path.setAttribute("d", icons[icon]);
    this.element.setAttribute("aria-label", label);
    this.element.title = label;
    this.element.classList.toggle("copied", icon === "check");
  }
}
