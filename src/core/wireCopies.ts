import { isObject, parseJson } from "./decode";
import { type Exchange, piecesOf, replaceMarks, variablesIn, type WireForm } from "./wire";

/** A request as code that sends it again; each secret is read from an environment variable. */
export const wireCopies: Readonly<
  Record<Exclude<WireForm, "shown">, (exchange: Exchange) => string>
> = { curl, python, typescript };

/** For a POSIX shell. The body goes through standard input: an argument may not be as long as a picture. */
function curl({ url, headers, body }: Exchange): string {
  const lines = Object.entries(headers)
    .filter(([name]) => name !== "user-agent")
    .map(([name, value]) => `  -H ${shellText(`${name}: ${value}`)} \\\n`);
  const pretty = prettyBody(body);
  const [end, text] =
    variablesIn(body).length > 0 ? ["JSON", expanded(pretty)] : ["'JSON'", pretty];
  const head = `curl --no-buffer ${shellText(url)} \\\n${lines.join("")}`;
  return `${head}  --data-binary @- <<${end}\n${text}\nJSON\n`;
}

/** `'text'`, with `"$VARIABLE"` in the place of a secret. */
function shellText(text: string): string {
  const quoted = piecesOf(text).map((piece, index) =>
    index % 2 === 1 ? `"$${piece}"` : piece && `'${piece.replaceAll("'", "'\\''")}'`,
  );
  return quoted.join("");
}

/** Text in which the shell fills in variables, and nothing else. */
function expanded(text: string): string {
  return replaceMarks(
    text.replace(/[\\$`]/g, sign => `\\${sign}`),
    variable => `\${${variable}}`,
  );
}

/** JSON over several lines; anything else as it is. */
export function prettyBody(body: string): string {
  const value = parseJson(body);
  return value === undefined ? body : JSON.stringify(value, null, 2);
}

/** What the openai packages are told of a request. */
interface Call {
  readonly baseURL: string;
  readonly query: Readonly<Record<string, string>>;
  /** The key that the package sends itself; absent where another header carries it, or none. */
  readonly key?: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Below the base URL, where it is not the package's own path, or no chat completion to it. */
  readonly path?: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly streams: boolean;
}

const chatPath = "/chat/completions";

function callOf({ url, headers, body }: Exchange): Call {
  const { origin, pathname, searchParams } = new URL(url);
  const parsed = parseJson(body);
  const fields = isObject(parsed) ? parsed : {};
  const whole = typeof fields["model"] === "string" && Array.isArray(fields["messages"]);
  const chat = whole && pathname.endsWith(chatPath);
  const { authorization = "", ...rest } = headers;
  const [word, key, end] = piecesOf(authorization);
  const bearer = word === "Bearer " && key !== undefined && end === "";
  const { accept: _accept, "user-agent": _agent, "content-type": _type, ...own } = rest;
  return {
    baseURL: chat ? origin + pathname.slice(0, -chatPath.length) : origin,
    query: Object.fromEntries(searchParams),
    ...(bearer && { key }),
    headers: { ...(authorization !== "" && !bearer && { Authorization: authorization }), ...own },
    ...(!chat && { path: pathname }),
    body: fields,
    streams: fields["stream"] === true,
  };
}

/** With the {@link https://github.com/openai/openai-node openai package}; it reads the same variable. */
function typescript(exchange: Exchange): string {
  const call = callOf(exchange);
  const { headers, key, query, path, streams } = call;
  const sent = key === undefined ? { Authorization: null, ...headers } : headers;
  const options = [
    `  apiKey: ${key === undefined ? '"not used"' : environment.typescript(key)},\n`,
    `  baseURL: ${literal(call.baseURL, "typescript")},\n`,
    filled(sent) && `  defaultHeaders: ${literal(sent, "typescript", "  ")},\n`,
    filled(query) && `  defaultQuery: ${literal(query, "typescript", "  ")},\n`,
  ];
  const client = `const client = new OpenAI({\n${options.filter(Boolean).join("")}});\n`;
  const head = `import OpenAI from "openai";\n\n${client}\n`;
  const body = literal(call.body, "typescript");
  if (path !== undefined) return head + typescriptPost(path, body);
  const type = `OpenAI.ChatCompletionCreateParams${streams ? "Streaming" : "NonStreaming"}`;
  const create = `await client.chat.completions.create(${body} as ${type});\n`;
  return streams
    ? `${head}const stream = ${create}for await (const chunk of stream) process.stdout.write(chunk.choices[0]?.delta?.content ?? "");\n`
    : `${head}const completion = ${create}console.log(completion.choices[0]?.message.content);\n`;
}

function typescriptPost(path: string, body: string): string {
  const address = literal(path, "typescript");
  return `const answer = await client.post(${address}, { body: ${body} });\nconsole.log(answer);\n`;
}

/** With the {@link https://github.com/openai/openai-python openai package}. */
function python(exchange: Exchange): string {
  const call = callOf(exchange);
  const { key, query, headers, path, streams } = call;
  const omits = omitsKey(call);
  const names = ["OpenAI", omits && "Omit", path !== undefined && streams && "Stream"];
  const options = [
    `    api_key=${key === undefined ? '"not used"' : environment.python(key)},\n`,
    `    base_url=${literal(call.baseURL, "python")},\n`,
    filled(headers) && `    default_headers=${literal(headers, "python", "    ")},\n`,
    filled(query) && `    default_query=${literal(query, "python", "    ")},\n`,
  ];
  const imports = `import os\nfrom openai import ${names.filter(Boolean).join(", ")}\n`;
  const client = `client = OpenAI(\n${options.filter(Boolean).join("")})\n`;
  const ask = path === undefined ? pythonChat(call) : pythonPost(path, call);
  return `${imports}\n${client}\n${ask}`;
}

/** Whether the package is to send no key where it would send one. */
function omitsKey({ key, headers }: Call): boolean {
  return key === undefined && !Object.hasOwn(headers, "Authorization");
}

function pythonPost(path: string, call: Call): string {
  const fields = [
    `    ${literal(path, "python")},\n`,
    "    cast_to=object,\n",
    `    body=${literal(call.body, "python", "    ")},\n`,
    omitsKey(call) && '    options={"headers": {"Authorization": Omit()}},\n',
    call.streams && "    stream=True,\n    stream_cls=Stream[object],\n",
  ];
  const post = `client.post(\n${fields.filter(Boolean).join("")})\n`;
  return call.streams
    ? `stream = ${post}for chunk in stream:\n    print(chunk)\n`
    : `answer = ${post}print(answer)\n`;
}

function pythonChat(call: Call): string {
  const { body, streams } = call;
  const known = Object.entries(body).filter(([name]) => pythonNames.has(name));
  const extra = Object.fromEntries(Object.entries(body).filter(([name]) => !pythonNames.has(name)));
  const fields = [
    ...known.map(([name, value]) => `    ${name}=${literal(value, "python", "    ")},\n`),
    filled(extra) && `    extra_body=${literal(extra, "python", "    ")},\n`,
    omitsKey(call) && '    extra_headers={"Authorization": Omit()},\n',
  ];
  const create = `client.chat.completions.create(\n${fields.filter(Boolean).join("")})\n`;
  return streams
    ? `stream = ${create}for chunk in stream:\n    if chunk.choices:\n        print(chunk.choices[0].delta.content or "", end="", flush=True)\n`
    : `completion = ${create}print(completion.choices[0].message.content)\n`;
}

/** What every version 1 and later of the package takes by name; all else goes into `extra_body`. */
const pythonNames: ReadonlySet<string> = new Set([
  ..."model messages temperature top_p n stream stop max_tokens presence_penalty".split(" "),
  ..."frequency_penalty logit_bias user functions function_call tools tool_choice".split(" "),
  ..."response_format seed".split(" "),
]);

type Language = "python" | "typescript";

const environment: Readonly<Record<Language, (variable: string) => string>> = {
  python: variable => `os.environ["${variable}"]`,
  typescript: variable => `process.env["${variable}"]`,
};

const words: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  python: { true: "True", false: "False", null: "None" },
  typescript: { true: "true", false: "false", null: "null" },
};

/** A value of JSON as a literal, over several lines where it holds others. */
function literal(value: unknown, language: Language, indent = ""): string {
  if (typeof value === "string") return textLiteral(value, language);
  const inner = language === "python" ? `${indent}    ` : `${indent}  `;
  const lines = Array.isArray(value)
    ? value.map(item => literal(item, language, inner))
    : isObject(value)
      ? Object.entries(value).map(
          ([name, item]) => `${nameLiteral(name, language)}: ${literal(item, language, inner)}`,
        )
      : undefined;
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  if (!lines) return words[language][String(value)] ?? JSON.stringify(value);
  if (lines.length === 0) return `${open}${close}`;
  return `${open}\n${lines.map(line => `${inner}${line},\n`).join("")}${indent}${close}`;
}

function textLiteral(text: string, language: Language): string {
  const parts = piecesOf(text).flatMap((piece, index) => {
    if (index % 2 === 1) return environment[language](piece);
    return piece === "" ? [] : JSON.stringify(language === "python" ? whole(piece) : piece);
  });
  return parts.length === 0 ? '""' : parts.join(" + ");
}

/** Half of a sign, as a cut text may end with, is something that Python cannot send. */
function whole(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}

function nameLiteral(name: string, language: Language): string {
  return language === "typescript" && /^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name);
}

function filled(fields: object): boolean {
  return Object.keys(fields).length > 0;
}
