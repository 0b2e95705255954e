import { parseJson } from "../decode";
import { listAt, member, textAt } from "./untrusted";

/**
 * Signs of the private use area stand around what ChatGPT's page draws by itself: a kind, and what
 * belongs to it. Older answers have their sources in brackets with a dagger.
 */
const marks = /\ue200[^\ue200\ue201]*\ue201|【[^【】†]*†[^【】†]*】/g;
/** Around the words that a source is for. They begin and end nothing else. */
const edges = /[\ue203-\ue206]/g;

/** Sources and pictures of the page, which have no words of their own. */
const wordless =
  /^(mem|file)?cite$|^navlist$|^navigation$|^(i|image|image_group|video|products?|finance|forecast|weather|sports|schedule|standings?|map|businesses_map|time|genui)$/;

/**
 * Writes words in the place of each mark. `content_references` says of a mark what that is, as
 * Markdown; else it is what the mark itself has. Each place is written once, and what is written is
 * not looked through again, so that a file cannot make a text grow without end.
 */
export function cited(text: string, message: unknown): string {
  const told = wordsTold(message);
  let room = text.length * 4 + 4096;
  const shown = text.replace(marks, mark => {
    const words = told.get(mark) ?? wordsIn(mark);
    room -= words.length;
    return room < 0 ? "" : words;
  });
  return shown.replace(edges, "");
}

/** What a message says of its marks. */
function wordsTold(message: unknown): ReadonlyMap<string, string> {
  const told = new Map<string, string>();
  for (const reference of listAt(member(message, "metadata"), "content_references")) {
    const [first, ...others] = textAt(reference, "matched_text").match(marks) ?? [];
    if (first === undefined || told.has(first)) continue;
    told.set(first, wordsOf(reference, first));
    for (const other of others) told.set(other, "");
  }
  return told;
}

/** An empty `alt` is one that says nothing; one that is missing leaves it to the name. */
function wordsOf(reference: unknown, mark: string): string {
  const alt = member(reference, "alt");
  if (typeof alt === "string") return alt || wordsIn(mark);
  return textAt(reference, "name") || wordsIn(mark);
}

/** The words of a mark: of a link its label and address, of a thing its name. */
function wordsIn(mark: string): string {
  const [kind = "", ...fields] = mark.slice(1, -1).split("\ue202");
  if (mark.startsWith("【") || wordless.test(kind)) return "";
  const [first = "", second = ""] = fields;
  if (kind === "url") return linkOf(first, second);
  const list = parseJson(first);
  // `["city","Paris",…]`: what sort of thing it is, and its name.
  const name: unknown = Array.isArray(list) ? (list[1] ?? list[0]) : undefined;
  return typeof name === "string" ? name : fields.join(" ");
}

function linkOf(label: string, url: string): string {
  if (!/^https?:\/\/\S+$/.test(url)) return label || url;
  const target = url.replace(/[()<>]/g, sign => `%${sign.charCodeAt(0).toString(16)}`);
  return `[${(label || url).replace(/[[\]\\]/g, "\\$&")}](${target})`;
}
