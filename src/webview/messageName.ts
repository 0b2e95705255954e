import type { MenuItem } from "./menu";
import { tell } from "./messageActions";
import { t } from "./translate";

/** Says whose words a message holds, where it has a name. The style sheet shows it above a user's message. */
export function showName(root: HTMLElement, who: string, name: string | undefined): string {
  root.classList.toggle("named", name !== undefined);
  root.ariaLabel = name === undefined ? who : `${who}, ${name}`;
  return root.ariaLabel;
}

/** The row of a message's menu that asks for its name. */
export function nameItem(messageId: string): MenuItem {
  return { name: t("Set name…"), run: () => tell({ type: "nameMessage", messageId }) };
}
