import { editing } from "./state";
import { t } from "./translate";

/** Says above the message box that a message is being changed, and leaves it as it is. */
export function EditingLine({ cancel }: { readonly cancel: () => void }) {
  if (!editing.value) return null;
  const words =
    editing.value.role === "assistant"
      ? t("Changing the text of an answer")
      : t("Changing a message; it is sent as a new version");
  return (
    <>
      <span id="editing">{words}</span>
      <button type="button" class="quiet-button" onClick={cancel}>
        {t("Cancel")}
      </button>
    </>
  );
}
