import type { QueuedLine } from "../core/queue";
import { element, iconButton, textButton } from "./dom";
import type { IconName } from "./icons";
import { t } from "./translate";

/** What can be done with messages that wait. */
export interface QueueActions {
  edit(queuedId: string): void;
  remove(queuedId: string): void;
  sendNow(): void;
  focusBox(): void;
}

/** What a queue allows at the moment. */
export interface QueueMay {
  /** Whether it waits for the user and not for an answer. */
  readonly send: boolean;
  readonly edit: boolean;
}

/** The messages that wait for the answer before them, above the composer. */
export class QueueList {
  readonly root = element("div", { class: "queue" });
  private readonly list = element("ul", { role: "list", "aria-label": t("Queued messages") });

  constructor(private readonly actions: QueueActions) {}

  /** Shows these messages; the keyboard stays where it was, or goes to the next one. */
  show(queue: readonly QueuedLine[], may: QueueMay): void {
    const buttons = [...this.root.querySelectorAll("button")];
    const focused = buttons.findIndex(button => button === document.activeElement);
    this.list.replaceChildren(...queue.map((line, index) => this.row(line, index, may)));
    const sendNow = () => this.actions.sendNow();
    const send = may.send ? [textButton(t("Send now"), "quiet-button", sendNow)] : [];
    this.root.replaceChildren(this.list, ...send);
    this.root.hidden = queue.length === 0;
    if (focused < 0) return;
    const next = this.root.querySelectorAll("button")[focused];
    if (next && queue.length > 0) next.focus();
    else this.actions.focusBox();
  }

  private row({ id, line, paths }: QueuedLine, index: number, may: QueueMay): HTMLElement {
    const named = `queued-${index}`;
    const button = (name: string, icon: IconName, run: () => void) => {
      const made = iconButton(name, icon, run);
      made.setAttribute("aria-describedby", named);
      return made;
    };
    const files = paths.map(path => path.split("/").at(-1)).join(", ");
    return element(
      "li",
      { class: "queued" },
      element(
        "span",
        { class: "queued-line", id: named, dir: "auto", title: [line, ...paths].join("\n").trim() },
        line === "" ? files : line,
        ...(line === "" || files === "" ? [] : [element("span", { class: "quiet" }, ` ${files}`)]),
      ),
      ...(may.edit ? [button(t("Edit"), "edit", () => this.actions.edit(id))] : []),
      ...(may.edit ? [button(t("Remove"), "close", () => this.actions.remove(id))] : []),
    );
  }
}
