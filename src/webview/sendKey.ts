import { status } from "./state";
import { t } from "./translate";

/** Whether a key sends, as the setting wants it; Shift and Alt always make something else of Enter. */
export function wantsToSend({ key, shiftKey, altKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
  if (key !== "Enter" || shiftKey || altKey) return false;
  return status.value?.sendKey !== "modEnter" || ctrlKey || metaKey;
}

/** The key that sends, as the system writes it. */
export function sendKeyName(): string {
  if (status.value?.sendKey !== "modEnter") return t("Enter");
  return navigator.platform.startsWith("Mac") ? "⌘Enter" : t("Ctrl+Enter");
}
