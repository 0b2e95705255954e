import { tell } from "./messageActions";
import { type Access, access } from "./state";
import { t } from "./translate";

/** What is said while another window has the conversation. */
export function accessWords(present: Access): string {
  if (present === "other")
    return t("Another window is writing this conversation. It is shown here as it grows.");
  return present === "free" ? t("The other window has let this conversation go.") : "";
}

/** Who writes the conversation, where it is not this window, and the ways to go on here. */
export function AccessBar() {
  const words = accessWords(access.value);
  if (words === "") return null;
  const look = access.value === "free" ? "button" : "button secondary";
  return (
    <div class="bar" role="note">
      <span>{words}</span>
      <span class="bar-buttons">
        <button type="button" class={look} onClick={() => tell({ type: "takeOver" })}>
          {t("Take over")}
        </button>
        <button
          type="button"
          class="button secondary"
          onClick={() => tell({ type: "fork", messageId: "" })}
        >
          {t("Fork")}
        </button>
      </span>
    </div>
  );
}
