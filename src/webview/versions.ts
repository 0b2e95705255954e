import { element, iconButton } from "./dom";
import { t } from "./translate";

/** Which way an arrow goes. */
export type Direction = "previous" | "next";

/** The arrows of a message that is one of several in its place. */
export class Versions {
  readonly root = element("div", { class: "versions", role: "group" });
  private readonly count = element("span", { "aria-hidden": "true" });
  private readonly previous = iconButton(t("Previous version"), "chevronLeft", () =>
    this.go(-1, "previous"),
  );
  private readonly next = iconButton(t("Next version"), "chevronRight", () => this.go(1, "next"));
  private ids: readonly string[] = [];
  private index = 0;

  constructor(private readonly show: (id: string, direction: Direction) => void) {
    this.root.append(this.previous, this.count, this.next);
    this.root.hidden = true;
  }

  /** What stands in the place of the message, itself among it; one alone has no arrows. */
  update(id: string, ids: readonly string[]): void {
    this.ids = ids;
    this.index = ids.indexOf(id);
    this.root.hidden = ids.length < 2;
    const place = this.index + 1;
    this.count.textContent = `${place}/${ids.length}`;
    this.root.ariaLabel = t("Version {0} of {1}", place, ids.length);
    this.previous.disabled = this.index <= 0;
    this.next.disabled = place >= ids.length;
  }

  /** Goes to an arrow; at the end of the row to the other one. */
  focus(direction: Direction): void {
    const [wanted, other] =
      direction === "next" ? [this.next, this.previous] : [this.previous, this.next];
    (wanted.disabled ? other : wanted).focus({ preventScroll: true });
  }

  private go(step: number, direction: Direction): void {
    const id = this.ids[this.index + step];
    if (id !== undefined) this.show(id, direction);
  }
}
