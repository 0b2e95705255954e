// A bundle of its own (dist/metering.js), loaded at the first message, or when a request is measured.
import type { AskModel, ChatRequest } from "./answering";
import type { Conversation } from "./conversation";
import { costBy } from "./cost";
import { contentOf, type Draft } from "./drafts";
import { type ImageColumn, imagesIn, imagesOf } from "./imageRules";
import { imageTokens, unknownImage } from "./imageTokens";
import type { Cost, ImagePart, Message, ModelChoice, SentParameters, Usage } from "./messages";
import type { Model } from "./models";
import { sentThread, wireMessage } from "./prompt";
import { estimateMessage, estimateParameters, estimateRequest, hasImages } from "./requestEstimate";
import { type Spent, spentIn } from "./spent";
import type { TokenCorrections } from "./tokenCorrections";
import { type WireEntry, wireThread } from "./wireThread";

export interface MeteringPorts {
  readonly corrections: Pick<TokenCorrections, "learn">;
  /** What is known of a model at the connection of a choice. Never throws. */
  known(choice: ModelChoice): Promise<Model>;
}

/** Asks a model, adds to its usage what that cost, and learns how it counts a prompt. */
export function metered(ask: AskModel, ports: MeteringPorts): AskModel {
  return async function* (request, signal) {
    let answered = request.choice.model;
    let real: number | undefined;
    const known = ports.known(request.choice);
    for await (const event of ask(request, signal)) {
      if (event.type === "details") answered = event.details.model ?? answered;
      if (event.type !== "usage") {
        yield event;
        continue;
      }
      real = event.usage.promptTokens;
      const cost = await costOf(ports, request.choice, event.usage, [await known, answered]);
      yield { ...event, ...(cost && { cost }) };
    }
    if (real !== undefined) learn(ports, request, real);
  };
}

/** By the price of the model that was asked; where that has none, of the one that answered. */
async function costOf(
  ports: MeteringPorts,
  { connectionId }: ModelChoice,
  usage: Usage,
  [asked, answered]: readonly [Model, string],
): Promise<Cost | undefined> {
  const other = !asked.price && answered !== asked.id;
  const { price } = other ? await ports.known({ connectionId, model: answered }) : asked;
  return costBy(price, usage);
}

function learn({ corrections }: MeteringPorts, request: ChatRequest, real: number): void {
  const { choice, messages, parameters } = request;
  if (messages.length <= mostLearnt && !hasImages(messages))
    void corrections.learn(choice, estimateRequest(messages, parameters), real);
}

/** Longer threads teach nothing that a shorter one did not, and would all be read again. */
const mostLearnt = 100;

/** The next request of a conversation, and what was spent in it. */
export interface MeterReading {
  /** About how many tokens the next request's prompt is; nothing where Send asks no model. */
  readonly tokens: number | null;
  /** The model's context window in tokens, where it is known. */
  readonly window: number | null;
  readonly spent: Spent;
}

/** What is measured: a thread, and what stands in the composer to go behind it. */
export interface Measured {
  readonly conversation: Conversation;
  readonly leafId: string | null;
  readonly draft: Draft;
  readonly choice: ModelChoice | null;
  readonly parameters: SentParameters;
  /** How pictures are counted. */
  readonly images?: ImageColumn;
}

/**
 * Reads a thread that was not measured before, a piece at a time: everything else in the process has
 * its turn in between.
 */
export async function readAhead(
  { conversation, leafId }: Pick<Measured, "conversation" | "leafId">,
  pause: () => Promise<void>,
): Promise<void> {
  if (histories.get(conversation)?.has(leafId)) return;
  let read = 0;
  for (const entry of wireThread(sentThread(conversation, leafId), wireMessage)) {
    if (ofMessages.has(entry.message)) continue;
    read += estimateOnce(entry);
    if (read < atOnce) continue;
    read = 0;
    await pause();
  }
}

/** So many tokens are estimated at a stretch, which takes some milliseconds. */
const atOnce = 20_000;

/** Measures the next request; of a thread that was measured before only the draft is read again. */
export function readMeter(
  measured: Measured,
  corrections: Pick<TokenCorrections, "apply">,
  model: Model | undefined,
): MeterReading {
  const { choice } = measured;
  const estimate = estimateNext(measured);
  return {
    tokens: estimate !== null && choice ? corrections.apply(choice, estimate) : estimate,
    window: model?.contextWindow ?? null,
    spent: spentOf(measured.conversation),
  };
}

/** Nothing where nothing would be sent yet, or where the text of an answer is being changed. */
function estimateNext(measured: Measured): number | null {
  const { conversation, leafId, draft, parameters } = measured;
  const edited = draft.editing && conversation.messages.get(draft.editing.messageId);
  if (edited?.role === "assistant") return null;
  const content = contentOf(
    draft.text,
    draft,
    draft.parts.map(({ id }) => id),
  );
  const history = historyOf(conversation, edited ? edited.parentId : leafId);
  if (history.tokens === 0 && content.length === 0) return null;
  const next = content.length === 0 ? 0 : estimateRequest(wireMessage(draftMessage(content)));
  const images = estimateImages([...history.images, ...imagesOf(content)], measured.images);
  return history.tokens + next + images + estimateParameters(parameters);
}

function estimateImages(images: readonly ImagePart[], column: ImageColumn | undefined): number {
  return images.reduce((sum, image) => sum + (imageTokens(image, column) ?? unknownImage), 0);
}

function draftMessage(content: ReturnType<typeof contentOf>): Message {
  return { id: "", parentId: null, role: "user", at: 0, content };
}

/** By conversation, which is another one after each event, and thread. */
const histories = new WeakMap<Conversation, Map<string | null, History>>();
/** A message is replaced, never changed. */
const ofMessages = new WeakMap<Message, number>();
const totals = new WeakMap<Conversation, Spent>();

/** What is sent of a thread. */
interface History {
  /** Of the system prompt and all texts. */
  readonly tokens: number;
  /** Each model counts them another way. */
  readonly images: readonly ImagePart[];
}

/** The system prompt and the messages of a thread that are sent. */
function historyOf(conversation: Conversation, leafId: string | null): History {
  const known = histories.get(conversation) ?? new Map<string | null, History>();
  histories.set(conversation, known);
  const there = known.get(leafId);
  if (there !== undefined) return there;
  const { systemPrompt } = conversation;
  const system = systemPrompt && estimateMessage({ role: "system", content: systemPrompt });
  const messages = sentThread(conversation, leafId);
  const tokens = wireThread(messages, wireMessage).reduce(
    (sum, entry) => sum + estimateOnce(entry),
    Number(system),
  );
  const history = { tokens, images: imagesIn(messages) };
  known.set(leafId, history);
  return history;
}

function estimateOnce({ message, alone, wire }: WireEntry): number {
  const known = ofMessages.get(message);
  if (known !== undefined) return known;
  const tokens = estimateRequest(wire());
  if (alone) ofMessages.set(message, tokens);
  return tokens;
}

function spentOf(conversation: Conversation): Spent {
  const known = totals.get(conversation);
  if (known) return known;
  const spent = spentIn(conversation.messages.values(), conversation.asides);
  totals.set(conversation, spent);
  return spent;
}
