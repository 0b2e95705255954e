import type { ChatError } from "./errors";

/** A model at a connection, with what is known of it. What is unknown is absent. */
export interface Model {
  readonly id: string;
  /** Its name for people, when the list has one. */
  readonly name?: string;
  /** In tokens. */
  readonly contextWindow?: number;
  /** The most tokens of one answer. */
  readonly maxOutput?: number;
  readonly price?: ModelPrice;
  readonly vision?: boolean;
  readonly tools?: boolean;
  readonly reasoning?: boolean;
  /** The parameters that it takes, as the list says it. */
  readonly parameters?: readonly string[];
  /** Whether it chats, in the list's own word. */
  readonly chat?: boolean;
  readonly deprecated?: true;
  /** In seconds since 1970. */
  readonly created?: number;
}

/** In US dollars per million tokens. */
export interface ModelPrice {
  readonly input: number;
  readonly output: number;
  readonly cachedInput?: number;
  /** Of what goes into a cache. */
  readonly cacheWrite?: number;
  /** The day of the table that it is from; absent where the provider's list says it. */
  readonly asOf?: string;
  /** The user says it, for a connection. */
  readonly own?: true;
}

/** What a provider said to a key. `unchecked` with an error: it could not be asked; without: it has no way to tell. */
export interface KeyCheck {
  readonly verdict: "works" | "refused" | "unchecked";
  /** The list, when it was read on the way. */
  readonly models?: readonly Model[];
  readonly error?: ChatError;
}

/** Whether a model is one to chat with: the list's own word, else what its id says. */
export function isChatModel({ id, chat }: Model): boolean {
  return chat ?? !otherKinds.test(id);
}

/** Ids of models that do something else, as whole words between the signs that ids are made of. */
const otherKinds = new RegExp(
  `(^|[^a-z])(${[
    "(text-)?embed(ding|dings|der|qa)?s?",
    "bge|gte|e5|minilm|nomic-embed-[a-z]+",
    "whisper|tts|stt|asr|speech|transcribe|transcription|voxtral-mini-transcribe|orpheus|playai|parakeet",
    "dall-?e|imagen?|flux|sdxl|stable-diffusion|gpt-image|chatgpt-image|sora|veo|lyria|video",
    "moderation|guard|prompt-guard|safeguard|shieldgemma",
    "rerank(er)?",
    "realtime|live|audio|native-audio|lip-?sync",
    "ocr|aqa",
    "davinci|babbage|curie|ada",
    "turbo-instruct|computer-use|deep-research",
  ].join("|")})([^a-z]|$)`,
  "i",
);
