/** Words of the page that the source holds. */
export interface Names {
  call(name: string): string;
}

/** What stands on the page and is nobody's text. */
const controls =
  "button:not(.image-link), svg, .message-actions, .wait, .code-header, .answer-model, .answer-details, .error-buttons, .link-host, [hidden]";

/** The Markdown of what a range holds of an element: what its nodes say, whatever the source was. */
export function sourceOf(element: Element, range: Range, names: Names): string {
  return blocks(element, { range, names });
}

interface Context {
  readonly range: Range;
  readonly names: Names;
}

/** The blocks of an element, with an empty line between each two. */
function blocks(element: Element, context: Context): string {
  const parts: string[] = [];
  let text = "";
  const end = () => {
    if (text.trim() !== "") parts.push(lineStart(text.trim()));
    text = "";
  };
  for (const node of element.childNodes) {
    if (!context.range.intersectsNode(node)) continue;
    if (node instanceof Element && isBlock(node)) {
      end();
      parts.push(block(node, context));
    } else text += inline(node, context);
  }
  end();
  return parts.filter(part => part !== "").join("\n\n");
}

function isBlock(element: Element): boolean {
  return /^(P|DIV|H[1-6]|UL|OL|LI|BLOCKQUOTE|HR|PRE|TABLE|DETAILS|ARTICLE|DL|SUMMARY)$/.test(
    element.tagName,
  );
}

function block(element: Element, context: Context): string {
  if (element.matches(controls)) return "";
  const { classList, tagName } = element;
  if (classList.contains("user-text")) return plain(element, context).trim();
  if (classList.contains("code-block")) return code(element, context);
  if (tagName === "DETAILS") return folded(element, context);
  if (classList.contains("reasoning-text")) return quoted(plain(element, context));
  if (/^H[1-6]$/.test(tagName)) return heading(element, context);
  const special = specials[tagName];
  return special ? special(element, context) : blocks(element, context);
}

const specials: Readonly<
  Record<string, ((element: Element, context: Context) => string) | undefined>
> = {
  HR: () => "---",
  UL: list,
  OL: list,
  TABLE: table,
  PRE: (element, context) => fenced("", plain(element, context)),
  BLOCKQUOTE: (element, context) => quoted(blocks(element, context)),
};

function heading(element: Element, context: Context): string {
  const words = inlines(element, context).trim();
  return words === "" ? "" : `${"#".repeat(Number(element.tagName[1]))} ${words}`;
}

/** What is folded away was not seen, and is not copied. */
function folded(element: Element, context: Context): string {
  if (!(element as HTMLDetailsElement).open) return "";
  const body = [...element.children].filter(({ tagName }) => tagName !== "SUMMARY");
  // Attached code holds its own fence: it is shown as it was sent.
  if (element.classList.contains("file-part"))
    return body.map(child => plain(child, context)).join("");
  const name = element.querySelector("summary > span")?.textContent ?? "";
  const call = element.classList.contains("tool-call") && name !== "" ? `${name}\n\n` : "";
  return call + body.map(child => block(child, context)).join("\n\n");
}

function quoted(text: string): string {
  return text.trim() === "" ? "" : text.trim().replace(/^/gm, "> ").replace(/^> $/gm, ">");
}

function code(element: Element, context: Context): string {
  const inside = element.querySelector("code");
  if (!inside) return "";
  const language = element.querySelector(".code-language")?.textContent ?? "";
  return fenced(language, plain(inside, context));
}

/** In a fence longer than any run of backticks inside. */
function fenced(language: string, text: string): string {
  if (text === "") return "";
  const runs = Array.from(text.matchAll(/`+/g), ([run]) => run.length);
  const ticks = "`".repeat(Math.max(2, ...runs) + 1);
  return `${ticks}${language}\n${text.replace(/\n$/, "")}\n${ticks}`;
}

function list(element: Element, context: Context): string {
  const ordered = element instanceof HTMLOListElement;
  const items = [...element.children].flatMap((item, index) => {
    const words = context.range.intersectsNode(item) ? blocks(item, context) : "";
    if (words === "") return [];
    const mark = ordered ? `${element.start + index}. ` : "- ";
    const box = item.querySelector<HTMLInputElement>(":scope > input, :scope > p > input");
    const task = box ? (box.checked ? "[x] " : "[ ] ") : "";
    const loose = item.querySelector(":scope > p") !== null;
    const tight = loose ? words : words.replace(/\n\n(?=(?:- |\d+\. ))/g, "\n");
    return [
      { loose, text: mark + (task + tight).replace(/\n(?=.)/g, `\n${" ".repeat(mark.length)}`) },
    ];
  });
  const gap = items.some(({ loose }) => loose) ? "\n\n" : "\n";
  return items.map(({ text }) => text).join(gap);
}

/** A whole table, or the rows of it that are selected, below the head that says what they are. */
function table(element: Element, context: Context): string {
  const rows = [...element.querySelectorAll("tr")];
  const [head] = rows;
  const chosen = rows.filter(row => row !== head && context.range.intersectsNode(row));
  if (!head || (chosen.length === 0 && !context.range.intersectsNode(head))) return "";
  const whole = document.createRange();
  const cellsOf = (row: Element) =>
    [...row.children].map(cell => {
      whole.selectNode(cell);
      const words = inlines(cell, { ...context, range: whole });
      return words
        .replace(/\\?\|/g, "\\|")
        .replace(/ *\n */g, "<br>")
        .trim();
    });
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rules = [...head.children].map(alignment);
  return [line(cellsOf(head)), line(rules), ...chosen.map(row => line(cellsOf(row)))].join("\n");
}

function alignment({ classList }: Element): string {
  if (classList.contains("align-center")) return ":-:";
  if (classList.contains("align-right")) return "-:";
  return classList.contains("align-left") ? ":--" : "---";
}

function inlines(element: Element, context: Context): string {
  return [...element.childNodes].map(node => inline(node, context)).join("");
}

function inline(node: Node, context: Context): string {
  if (!context.range.intersectsNode(node)) return "";
  if (node instanceof Text) return escaped(slice(node, context.range));
  if (!(node instanceof Element) || node.matches(controls)) return "";
  if (node instanceof HTMLBRElement) return "\\\n";
  if (node instanceof HTMLImageElement) return `![${node.alt}](${shortAddress(node.src)})`;
  if (node instanceof HTMLInputElement) return "";
  if (node.tagName === "CODE") return codeSpan(plain(node, context));
  const words = inlines(node, context);
  const mark = marks[node.tagName];
  if (mark !== undefined) return wrapped(words, mark);
  if (node instanceof HTMLAnchorElement && words !== "") return link(node, words);
  return words;
}

const marks: Readonly<Record<string, string | undefined>> = { STRONG: "**", EM: "*", DEL: "~~" };

/** White space stays outside: a mark beside a space would be no mark. */
function wrapped(words: string, mark: string): string {
  return words.replace(/^(\s*)([^]*?)(\s*)$/, (_, before: string, inside: string, after: string) =>
    inside === "" ? before + after : `${before}${mark}${inside}${mark}${after}`,
  );
}

function link(anchor: HTMLAnchorElement, words: string): string {
  const href = anchor.getAttribute("href") ?? "";
  if (anchor.textContent === href) return `<${href}>`;
  const picture = anchor.classList.contains("image-chip");
  const name = picture ? (anchor.querySelector("span")?.textContent ?? "") : words;
  return `${picture ? "!" : ""}[${name}](${/[\s()]/.test(href) ? `<${href}>` : href})`;
}

/** The pixels of a picture are no text that anyone wants. */
function shortAddress(address: string): string {
  return address.startsWith("data:") ? "" : address;
}

function codeSpan(text: string): string {
  if (text === "") return "";
  const runs: readonly string[] = text.match(/`+/g) ?? [];
  let ticks = "`";
  while (runs.includes(ticks)) ticks += "`";
  const space = text.startsWith("`") || text.endsWith("`") ? " " : "";
  return `${ticks}${space}${text}${space}${ticks}`;
}

/** The text of an element as it is, without what the range leaves out. */
function plain(element: Element, { range }: Context): string {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  let text = "";
  for (let node = walker.nextNode(); node; node = walker.nextNode())
    if (range.intersectsNode(node)) text += slice(node as Text, range);
  return text;
}

function slice(node: Text, range: Range): string {
  const start = node === range.startContainer ? range.startOffset : 0;
  const end = node === range.endContainer ? range.endOffset : node.length;
  return node.data.slice(start, end);
}

/** Signs that would otherwise be read as marks. */
function escaped(text: string): string {
  return text
    .replace(/[\\`*]/g, "\\$&")
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_")
    .replace(/<(?=[a-z/!?])/gi, "\\<")
    .replace(/\](?=[([])/g, "\\]")
    .replace(/~~/g, "\\~\\~");
}

/** What would begin a heading, a quote or a list at the start of a paragraph. */
function lineStart(text: string): string {
  return text.replace(/^(#{1,6} |>|[-+] |\d+(?=[.)] ))/, begin =>
    /^\d/.test(begin) ? `${begin}\\` : `\\${begin}`,
  );
}
