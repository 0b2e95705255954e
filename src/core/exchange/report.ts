import type { Phrase } from "../phrase";
import { phrase } from "../phrase";
import type { ImportReport } from "./importing";

/** What a report says, in the words of `say`. */
export function reportText(
  { imported, refused, empty, passedOver, stopped }: ImportReport,
  say: (phrase: Phrase) => string,
): string {
  const fresh = imported.filter(({ came }) => came === "new");
  const there = imported.filter(({ came }) => came === "there");
  return [
    `# ${say(phrase("Import of conversations"))}`,
    stopped
      ? say(phrase("It was stopped: what is listed as imported is whole, the rest is not here."))
      : "",
    section(
      say(phrase("Could not be read")),
      refused.map(({ place, title, why }) => row(place, title, say(why))),
    ),
    section(
      say(phrase("Imported")),
      fresh.map(({ place, title, notes }) => row(place, title, notes.map(say).join(" "))),
    ),
    section(
      say(phrase("There already")),
      there.map(({ place, title }) => row(place, title, "")),
    ),
    section(
      say(phrase("Empty: nothing was said in them")),
      empty.map(({ place, title }) => row(place, title, "")),
    ),
    section(
      say(phrase("Passed over: files that are no conversations")),
      passedOver.map(place => row(place, undefined, "")),
    ),
  ]
    .filter(part => part !== "")
    .join("\n\n")
    .concat("\n");
}

function section(title: string, rows: readonly string[]): string {
  return rows.length === 0 ? "" : `## ${title} (${rows.length})\n\n${rows.join("\n")}`;
}

/** One line, whatever is in it. */
function row(place: string, title: string | undefined, words: string): string {
  const said = words === "" ? "" : `: ${plain(words)}`;
  return title ? `- ${plain(title)} (${plain(place)})${said}` : `- ${plain(place)}${said}`;
}

function plain(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\`*_[\]<>]/g, "\\$&");
}
