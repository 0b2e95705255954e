import { bytesOfDataUrl } from "../base64";
import { type Conversation, thread, titleOf } from "../conversation";
import { endingOf, imageTypeOf, isImageFile } from "../imageType";
import type { Answer, ContentPart, Message, ResultMessage, UserMessage } from "../messages";
import { fence, placeOf } from "../prompt";
import { sha256 } from "./derivedId";
import { type Framed, framed } from "./markdownText";

/** What the file says in the user's language. */
export interface MarkdownWords {
  readonly you: string;
  readonly untitled: string;
  readonly systemPrompt: string;
  readonly reasoning: string;
  readonly refusal: string;
  date(at: number): string;
  call(name: string): string;
  result(name: string): string;
  /** Why an answer is not whole; nothing where it is. */
  ending(answer: Answer): string;
}

/** Where pictures lie beside the file. */
export const pictureFolder = "pictures";

/** A shown thread as Markdown, and the pictures that it names. */
export interface MarkdownForm {
  readonly text: string;
  /** Names of files beside the journal. */
  readonly files: readonly string[];
  /** Pictures that the journal has in its own lines, by the names that they get. */
  readonly others: ReadonlyMap<string, Uint8Array>;
}

/**
 * Writes the shown thread for reading. Comments, which nobody sees, say where each part begins and
 * ends; they begin with a mark that is made for this file, so that nothing in a message can be one.
 */
export async function markdownForm(
  conversation: Conversation,
  words: MarkdownWords,
  mark = crypto.randomUUID().replaceAll("-", ""),
): Promise<MarkdownForm> {
  const writer = new MarkdownWriter(mark, words);
  writer.begin(conversation);
  const messages = thread(conversation);
  for (const message of messages) await writer.message(message);
  writer.end(messages.length);
  return writer.form();
}

class MarkdownWriter {
  private readonly pieces: string[] = [];
  private readonly files = new Set<string>();
  private readonly others = new Map<string, Uint8Array>();

  constructor(
    private readonly mark: string,
    private readonly words: MarkdownWords,
  ) {}

  form(): MarkdownForm {
    return { text: `${this.pieces.join("\n\n")}\n`, files: [...this.files], others: this.others };
  }

  begin(conversation: Conversation): void {
    const { id, createdAt, workspace, systemPrompt, title } = conversation;
    const { words } = this;
    const shown = titleOf(conversation) || words.untitled;
    const models = thread(conversation).flatMap(message =>
      message.role === "assistant" ? message.modelLabel : [],
    );
    const facts = [words.date(createdAt), ...new Set(models)].map(inline);
    const head = comment({ version: 1, id, createdAt, workspace, title });
    this.pieces.push(`<!-- parley-markdown ${this.mark} ${head} -->`);
    this.pieces.push(`# ${inline(shown)}`, `*${facts.join(" · ")}*`);
    if (systemPrompt !== "") this.folded(words.systemPrompt, "system", systemPrompt);
  }

  async message(message: Message): Promise<void> {
    this.pieces.push(`## ${inline(this.headOf(message))}`);
    this.pieces.push(`<!-- ${this.mark} ${comment(factsOf(message))} -->`);
    if (message.role === "user") await this.question(message);
    else if (message.role === "assistant") await this.answer(message);
    else this.part({ part: "text" }, inFence(message.text, ""));
  }

  /** Without it a file that was cut behind a message would look whole. */
  end(messages: number): void {
    this.pieces.push(`<!-- ${this.mark} ${comment({ end: messages })} -->`);
  }

  private headOf(message: Message): string {
    const { words } = this;
    if (message.role === "user") return message.name ? `${words.you} (${message.name})` : words.you;
    return message.role === "assistant" ? message.modelLabel : words.result(message.called);
  }

  private async question({ content }: UserMessage): Promise<void> {
    for (const part of content) {
      if (part.type === "text") this.text("text", part.text);
      else if (part.type === "image") await this.picture(part);
      else {
        const { text, ...place } = part;
        this.pieces.push(`**${inline(placeOf(part))}**`);
        this.part({ part: "file", ...place }, inFence(text, part.language));
      }
    }
  }

  private async answer(answer: Answer): Promise<void> {
    const { words } = this;
    if (answer.reasoning !== "") this.folded(words.reasoning, "reasoning", answer.reasoning);
    if (answer.text !== "") this.text("text", answer.text);
    for (const url of answer.images) await this.picture({ type: "image", url });
    for (const { id, name, arguments: json } of answer.toolCalls) {
      this.pieces.push(`**${inline(words.call(name))}**`);
      this.part({ part: "call", id, name }, inFence(json, "json"));
    }
    if (answer.refusal !== "") {
      this.pieces.push(`**${inline(words.refusal)}**`);
      this.text("refusal", answer.refusal);
    }
    const ending = words.ending(answer);
    if (ending !== "") this.pieces.push(`*${inline(ending)}*`);
  }

  private folded(summary: string, part: string, text: string): void {
    this.pieces.push(`<details>\n<summary>${inline(summary)}</summary>`);
    this.text(part, text);
    this.pieces.push("</details>");
  }

  private text(part: string, text: string): void {
    this.part({ part }, framed(text));
  }

  private part(facts: object, { shown, ...how }: Framed): void {
    this.pieces.push(`<!-- ${this.mark} ${comment({ ...facts, ...how })} -->`, shown);
    this.pieces.push(`<!-- ${this.mark} -->`);
  }

  /** A picture lies beside the file; a link stays one. */
  private async picture(part: Extract<ContentPart, { type: "image" }>): Promise<void> {
    const name = isImageFile(part.url) ? part.url : await this.fileOf(part.url);
    if (isImageFile(part.url)) this.files.add(part.url);
    const url = name === undefined ? part.url : `${pictureFolder}/${name}`;
    const target = encodeURI(url).replace(/[()<>]/g, sign => `%${sign.charCodeAt(0).toString(16)}`);
    const { type: _type, ...facts } = part;
    const shown = `![${inline(part.name ?? "")}](${target})`;
    this.part({ part: "image", ...facts, url: name ?? part.url }, { shown });
  }

  /** Bytes that a journal of an earlier version has in its own line. */
  private async fileOf(url: string): Promise<string | undefined> {
    const bytes = url.startsWith("data:") ? bytesOfDataUrl(url) : undefined;
    const ending = bytes && endingOf(imageTypeOf(bytes));
    if (!bytes || !ending) return undefined;
    const name = `${await sha256(bytes)}.${ending}`;
    this.others.set(name, bytes);
    return name;
  }
}

function inFence(text: string, language: string): Framed {
  return { shown: fence(text, /^[\w+#.-]*$/.test(language) ? language : ""), fenced: true };
}

/** What a comment says of a message; its words stand in the file. */
function factsOf(message: Message): object {
  const { id, at, role, name, leftOut } = message;
  const facts = { role, id, at, ...(name !== undefined && { name }), ...(leftOut && { leftOut }) };
  if (role === "user") return facts;
  if (role !== "assistant") return { ...facts, ...resultFacts(message) };
  const { choice, modelLabel, finish, error, usage, cost } = message;
  const { raw: _raw, ...counts } = usage ?? {};
  return {
    ...facts,
    choice,
    modelLabel,
    ...(finish !== undefined && { finish }),
    ...(error && { error }),
    ...(usage && { usage: counts }),
    ...(cost && { cost }),
  };
}

function resultFacts({ index, callId, called }: ResultMessage): object {
  return { index, callId, called };
}

/** JSON in which nothing ends a comment. A minus before a digit is that of a number, and ends none. */
function comment(facts: object): string {
  return JSON.stringify(facts).replace(
    /-(?!\d)|[<>\u2028\u2029]/g,
    sign => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Text of a line of Markdown, with all that could be a sign of it as itself. */
function inline(text: string): string {
  return text.replace(/\s+/g, " ").replace(/[\\`*_{}[\]<>()#!|~&$@]/g, "\\$&");
}
