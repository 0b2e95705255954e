import { t } from "./translate";

/** What is said about an answer that did not simply end, by its finish reason. */
export function endings(): Readonly<Record<string, string>> {
  return {
    stopped: t("Stopped. What had arrived is kept."),
    interrupted: t("Interrupted: VS Code was closed or reloaded while this was being answered."),
    length: t("The answer reached its length limit."),
    content_filter: t("The provider's content filter ended the answer."),
  };
}
