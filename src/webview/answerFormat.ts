import type { Answer } from "../core/messages";
import { element } from "./dom";
import { t } from "./translate";

/** The text that each place says something of. */
const judged = new WeakMap<HTMLElement, string>();

/** Shows whether an answer is the JSON that was asked for; nothing while it goes on. */
export async function showFormat(
  answer: Answer,
  ended: boolean,
  place: HTMLElement,
): Promise<void> {
  const { text } = answer;
  const asked = ended && text !== "" && answer.parameters["response_format"] !== undefined;
  if (!asked && judged.delete(place)) place.replaceChildren();
  if (!asked || judged.get(place) === text) return;
  judged.set(place, text);
  const chunk = await import("./formatCheck").catch(() => undefined); // The answer itself is there.
  const note = chunk?.formatNote(answer, { element, t });
  if (note && judged.get(place) === text) place.replaceChildren(note);
}
