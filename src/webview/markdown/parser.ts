import createMarkdownIt, { type Env, type Token } from "markdown-it";
import { buildTree } from "./build";
import { element, type TreeNode } from "./tree";

/** One top-level block of a text. */
export interface Block {
  readonly node: TreeNode;
  /** The line it starts at. */
  readonly line: number;
  /** The marker of a fence that starts at the margin, such as three backticks. */
  readonly fence: string | undefined;
}

/** Link reference definitions, known by label. */
export type References = NonNullable<Env["references"]>;

/** A longer text is not parsed at one go: a block of that size is no prose. */
export const longestParse = 256 * 1024;

const maxNesting = 100;

let parsed = 0;

/** How many characters were parsed so far. */
export function parsedCharacters(): number {
  return parsed;
}

/** GitHub's rule: `www.` starts an address without a scheme. */
const wwwLink = {
  validate: (text: string, position: number, linkify: { testSchemaAt: TestSchemaAt }) => {
    const rest = `http://www.${text.slice(position, position + 2048)}`;
    const length = linkify.testSchemaAt(rest, "http:", "http:".length);
    return Math.max(0, length - "//www.".length);
  },
  normalize: (match: { url: string }) => {
    match.url = `http://${match.url}`;
  },
};

type TestSchemaAt = (text: string, schema: string, position: number) => number;

const parser = createParser();

function createParser() {
  const made = createMarkdownIt({ html: false, linkify: true, maxNesting });
  // Every target becomes a link token, so that structure follows CommonMark; `links.ts` decides
  // which of them can be followed.
  made.validateLink = () => true;
  // Shown as written: decoding would draw a look-alike host in the letters it imitates.
  made.normalizeLinkText = url => url;
  // `README.md` and `main.rs` are files far more often than hosts, so only written-out addresses count.
  made.linkify.set({ fuzzyLink: false, fuzzyEmail: false });
  made.linkify.add("ftp:", null).add("//", null).add("www.", wwwLink);
  return made;
}

/** Parses a text into its top-level blocks; definitions found in it are added to `references`. */
export function parseBlocks(text: string, references: References): Block[] {
  parsed += text.length;
  const tokens = parser.parse(text, { references });
  const blocks: Block[] = [];
  for (let start = 0; start < tokens.length; ) {
    const end = endOfBlock(tokens, start);
    blocks.push(toBlock(tokens.slice(start, end), text));
    start = end;
  }
  return blocks;
}

/** Parses words of one line, in which no reference can be. */
export function parseInline(text: string): TreeNode[] {
  parsed += text.length;
  return buildTree(parser.parseInline(text, {}));
}

function endOfBlock(tokens: readonly Token[], start: number): number {
  let end = start;
  for (let depth = 0; end < tokens.length; ) {
    depth += tokens[end]?.nesting ?? 0;
    end += 1;
    if (depth === 0) break;
  }
  return end;
}

function toBlock(tokens: readonly Token[], text: string): Block {
  const first = tokens[0];
  const [line, end] = first?.map ?? [0, 0];
  const fence = first?.type === "fence" ? first.markup : undefined;
  // Deeper than this markdown-it drops the text, and nobody can read the nesting anyway.
  if (tokens.some(token => token.level >= maxNesting - 1)) {
    return { node: plainBlock(text.split("\n").slice(line, end).join("\n")), line, fence };
  }
  return { node: buildTree(tokens)[0] ?? "", line, fence };
}

/** Text that is too long or too deep to be Markdown, shown as it came. */
export function plainBlock(text: string): TreeNode {
  return element("p", { class: "plain", dir: "auto" }, [text]);
}

/** A set of references that sees those of `earlier` without changing them. */
export function referencesAfter(earlier: References | null): References {
  return Object.create(earlier) as References;
}
