import type { Answer } from "../core/messages";
import { element } from "./dom";
import { t } from "./translate";

/** Shows whether an answer that has ended is the JSON that was asked for. */
export async function showFormat(answer: Answer, place: HTMLElement): Promise<void> {
  const { text } = answer;
  if (!answer.parameters["response_format"] || text === "" || place.dataset["of"] === text) return;
  place.dataset["of"] = text;
  const chunk = await import("./formatCheck").catch(() => undefined); // The answer itself is there.
  const note = chunk?.formatNote(answer, { element, t });
  if (note && place.dataset["of"] === text) place.replaceChildren(note);
}
