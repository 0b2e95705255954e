// A bundle of its own (dist/titling.js), loaded when a model is to give a title.
import type { AskModel, ChatRequest, Clock } from "./answering";
import { askPatiently } from "./asking";
import { type Aside, type Conversation, shortTitle } from "./conversation";
import type { ChatError } from "./errors";
import type { Answer, ModelChoice, SentParameters, UserMessage } from "./messages";
import { type ParameterRules, wireParameters } from "./parameters";
import { contentText } from "./prompt";
import { offlineTour } from "./providers";
import type { Repairs } from "./repairs";
import type { ChatSession } from "./session";

export interface TitlingPorts {
  readonly ask: AskModel;
  readonly clock: Pick<Clock, "after">;
  readonly repairs?: Repairs | undefined;
  /** What a connection itself sends beside model and messages. */
  parametersOf(choice: ModelChoice): SentParameters;
  rulesOf(choice: ModelChoice): ParameterRules;
}

/** What came of asking for a title. */
type Titled = { readonly title: string; readonly spent: Aside } | { readonly error: ChatError };

/** How much of question and answer is sent, in characters each: a title needs no more. */
const most = 4000;
/** Some models think before they answer; those that do not stop long before this. */
const mostTokens = 500;
/** How long a title is waited for, in milliseconds. */
const patience = 60_000;

const instruction =
  "Give this conversation a title: at most six words, in the language of the question. " +
  "Answer with the title alone, on one line, without quotation marks and without a full stop.";

/**
 * Asks the model of a conversation's first answer for a title, once that has ended well, and writes it
 * with what it took; says why where none came. Nothing where the conversation wants no title.
 */
export async function giveTitle(
  session: ChatSession,
  answerId: string,
  ports: TitlingPorts,
): Promise<string | undefined> {
  const turn = firstTurn(session.conversation, answerId);
  if (!turn || session.readOnly) return undefined;
  const found = await ask(turn, ports);
  if ("error" in found) return found.error.kind;
  const { title, spent } = found;
  if (title !== "" || spent.usage) session.rename(title, "model", spent);
  return title === "" ? "it said nothing" : undefined;
}

/** The first question and its answer, where that has ended well and nobody gave a title. */
function firstTurn({ messages, titledBy }: Conversation, answerId: string) {
  if (titledBy) return undefined;
  const answers = [...messages.values()].filter(message => message.role === "assistant");
  const answer = messages.get(answerId);
  if (answer?.role !== "assistant" || answer.finish !== "stop" || answer.text.trim() === "") return;
  if (answer.choice.connectionId === offlineTour) return; // It says the same to everything.
  if (answers.some(({ id, index }) => id !== answerId && index === undefined)) return;
  const question = messages.get(answer.parentId ?? "");
  return question?.role === "user" ? { question, answer } : undefined;
}

async function ask(
  { question, answer }: { readonly question: UserMessage; readonly answer: Answer },
  ports: TitlingPorts,
): Promise<Titled> {
  const { choice } = answer;
  await ports.repairs?.load();
  const asked = [contentText(question.content), answer.text].map(text => text.slice(0, most));
  const content = `${instruction}\n\nQuestion:\n${asked[0]}\n\nAnswer:\n${asked[1]}`;
  return taken(ports, {
    choice,
    messages: [{ role: "user", content }],
    parameters: parametersFor(choice, ports),
    repairs: ports.repairs?.of(choice) ?? [],
  });
}

/** What the connection itself sends, without what would make something else than a short text of it. */
function parametersFor(choice: ModelChoice, ports: TitlingPorts): SentParameters {
  const own = Object.entries(ports.parametersOf(choice)).filter(([name]) => !unfit.includes(name));
  return wireParameters({ max_tokens: mostTokens }, ports.rulesOf(choice), Object.fromEntries(own));
}

const unfit =
  "tools tool_choice parallel_tool_calls functions function_call response_format n stop".split(" ");

/** Asks with all repairs, and waits for nothing: a title is not worth a second request. */
async function taken(ports: TitlingPorts, request: ChatRequest): Promise<Titled> {
  const controller = new AbortController();
  const cancel = ports.clock.after(patience, () => controller.abort());
  let text = "";
  let spent: Aside = {};
  let error: ChatError | undefined;
  let over = false;
  await askPatiently(request, {
    ask: asked => ports.ask(asked, controller.signal),
    take: event => {
      if (over) return;
      if (event.type === "text" && !event.choice) text += event.text;
      if (event.type === "error") ({ error } = event);
      over ||= event.type === "error" || event.type === "finish";
      if (event.type === "usage")
        spent = { usage: event.usage, ...(event.cost && { cost: event.cost }) };
    },
    begun: () => text !== "",
    over: () => over,
    repaired: () => {},
    fellBack: () => {},
    helped: repairs => {
      for (const repair of repairs) void ports.repairs?.add(request.choice, repair);
    },
    pause: async (_ms, refusal) => {
      error = refusal;
      over = true;
    },
  });
  cancel();
  return error ? { error } : { title: cleaned(text), spent };
}

/** A model's words as a title: one line without marks around it. */
export function cleaned(text: string): string {
  const line = text.split("\n").find(part => /[\p{L}\p{N}]/u.test(part)) ?? "";
  const bare = line
    .replace(/^[\s#>*_`-]+/, "")
    .replace(/^(title|titel|titre|título|titolo)\s*:\s*/i, "")
    .replace(/^[\s"'“”„«»‘’`*_]+|[\s"'“”„«»‘’`*_.。]+$/gu, "");
  return shortTitle(bare.replace(/\s+/g, " "));
}
