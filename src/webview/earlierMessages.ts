import { textButton } from "./dom";
import { tell } from "./messageActions";
import { more } from "./state";
import { t } from "./translate";

/** The button above the first message that the page has, while there are others before it. */
export class EarlierMessages {
  readonly root = textButton(t("Earlier messages"), "quiet-button earlier", () => this.ask());
  private asked = false;

  constructor(private readonly log: HTMLElement) {}

  /** They are there, or another conversation is; the focus does not go with the button. */
  answered(): void {
    this.asked = false;
    if (!more.value && this.root === document.activeElement)
      this.log.focus({ preventScroll: true });
  }

  /** Asks for what comes before, once. */
  ask(): void {
    if (this.asked || !more.value) return;
    this.asked = true;
    tell({ type: "showEarlier" });
  }
}
