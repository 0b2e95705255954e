import { isDeepStrictEqual } from "node:util";
import type { Conversation } from "../../src/core/conversation";
import type { Answer } from "../../src/core/messages";
import { wireMessages } from "../../src/core/prompt";
import { answersTo, type Kept, KeptJournals, type Wrong, wrong } from "./killedJournals";
import type { Given, PacedProvider } from "./killedProvider";
import { type KillTime, type Lost, lostOf, tooOld, wordsOf } from "./killedText";
import { type Finished, hashOf } from "./killedTold";

/** The findings after a kill. */
export interface Findings {
  /** What must not be; nothing when all is well. */
  readonly wrong: readonly Wrong[];
  /** For each answer that was cut while text came. */
  readonly lost: readonly Lost[];
}

/** Knows what was asked, answered and acknowledged, and compares a store with it. */
export class Witness {
  private readonly journals: KeptJournals;
  private readonly finished = new Map<string, Finished>();
  /** By the question: its answer as it was read after the kill that cut it, or before which it ended. */
  private readonly settled = new Map<string, Settled>();
  /** What was compared already, and is the same object as long as its file does not change. */
  private readonly compared = new WeakSet<Kept>();
  private seen: Wrong[] = [];

  constructor(
    folder: string,
    private readonly provider: PacedProvider,
  ) {
    this.journals = new KeptJournals(folder);
  }

  /** A question has reached the server: it must be on disk by now. */
  asked(given: Given): void {
    if (!this.journals.hasNow(nameOf(given)))
      this.seen.push(wrong("message", `${nameOf(given)} was asked before it was on disk`));
  }

  /** The user has seen the end of an answer. */
  acknowledged(finished: Finished): void {
    this.finished.set(finished.answer, finished);
  }

  /** What is wrong with the store now that its process was killed. */
  async afterKill(killed: KillTime, everything = false): Promise<Findings> {
    const found = [...this.seen, ...(await this.journals.look(everything))];
    this.seen = [];
    const lost: Lost[] = [];
    const places = this.places();
    for (const given of this.provider.given.values()) {
      const findings = this.findings(given, places.get(given.question), killed);
      found.push(...findings.wrong);
      lost.push(...findings.lost);
    }
    found.push(...this.acknowledgedOnes());
    for (const kept of this.journals.all.values()) this.compared.add(kept);
    return { wrong: found, lost };
  }

  /** The conversation that holds a question, as it was on disk after the last kill. */
  conversationWith(question: string): Conversation | undefined {
    return this.places().get(question)?.kept.conversation;
  }

  /** Whether a conversation of this id was ever on disk. */
  knows(conversation: string): boolean {
    return this.journals.all.has(conversation);
  }

  get conversations(): number {
    return this.journals.all.size;
  }

  get damagedLines(): number {
    return [...this.journals.all.values()].reduce((sum, kept) => sum + kept.damagedLines, 0);
  }

  get finishedAnswers(): number {
    return [...this.settled.values()].filter(({ finish }) => finish === "stop").length;
  }

  private places(): ReadonlyMap<string, Place> {
    const places = new Map<string, Place>();
    for (const kept of this.journals.all.values())
      for (const [question, id] of kept.questions) places.set(question, { kept, id });
    return places;
  }

  private findings(given: Given, place: Place | undefined, killed: KillTime): Findings {
    if (!place) return only(wrong("message", `the question ${nameOf(given)}`));
    if (this.settled.has(given.question)) return { wrong: this.changed(given, place), lost: [] };
    const judged = this.judged(given, place, killed);
    return { ...judged, wrong: [...sentAsKept(given, place), ...judged.wrong] };
  }

  /** An answer after the kill that cut it, or before which it ended. */
  private judged(given: Given, { kept, id }: Place, killed: KillTime): Findings {
    const name = nameOf(given);
    const [answer, ...others] = answersTo(kept, id);
    if (!answer || others.length > 0)
      return only(wrong("message", `not one answer to ${name}, but ${answer ? "more" : "none"}`));
    const { finish, error } = answer;
    this.settled.set(given.question, { answer: answer.id, finish, hash: hashOf(answer.text) });
    const written = given.pieces.filter(({ at }) => at <= killed.at);
    const text = written.map(piece => piece.text).join("");
    if (!text.startsWith(answer.text)) return only(wrong("message", `${name} has another text`));
    if (finish === "interrupted") return this.cut(given, written, answer, killed);
    if (error || finish !== "stop")
      return only(wrong("other", `${name} ended as ${JSON.stringify(error ?? finish)}`));
    return answer.text === text
      ? { wrong: [], lost: [] }
      : only(wrong("message", `${name} is finished, and not whole`));
  }

  private cut(given: Given, written: Given["pieces"], answer: Answer, killed: KillTime): Findings {
    const lost = lostOf(written, answer.text.length, killed.at);
    const ended = given.endedAt === undefined ? 0 : Math.max(0, killed.at - given.endedAt);
    const found = [
      ...(tooOld(lost.age, killed) ? [wrong("text", `${nameOf(given)}: ${wordsOf(lost)}`)] : []),
      ...(tooOld(ended, killed) ? [wrong("message", `the end of ${nameOf(given)}`)] : []),
    ];
    return { wrong: found, lost: written.length === 0 ? [] : [lost] };
  }

  /** Whether an answer is not as it was after an earlier kill. */
  private changed(given: Given, { kept }: Place): readonly Wrong[] {
    if (this.compared.has(kept)) return [];
    const settled = this.settled.get(given.question);
    const answer = kept.conversation.messages.get(settled?.answer ?? "");
    const same =
      answer?.role === "assistant" &&
      answer.finish === settled?.finish &&
      hashOf(answer.text) === settled?.hash;
    return same ? [] : [wrong("message", `${nameOf(given)} has changed after an earlier kill`)];
  }

  private acknowledgedOnes(): readonly Wrong[] {
    return [...this.finished.values()]
      .filter(({ conversation, answer: id, hash }) => {
        const kept = this.journals.all.get(conversation);
        if (kept && this.compared.has(kept)) return false;
        const answer = kept?.conversation.messages.get(id);
        return answer?.role !== "assistant" || !answer.finish || hashOf(answer.text) !== hash;
      })
      .map(({ answer }) => wrong("message", `the answer ${answer}, which was seen as done`));
  }
}

/** Where a question is kept, and its id there. */
interface Place {
  readonly kept: Kept;
  readonly id: string;
}

interface Settled {
  readonly answer: string;
  readonly finish: string | undefined;
  readonly hash: string;
}

/** The end of a question, which alone is unlike all others. */
function nameOf({ question }: Given): string {
  return question.slice(-36);
}

function only(found: Wrong): Findings {
  return { wrong: [found], lost: [] };
}

/** What the model was sent is what is on disk. */
function sentAsKept(given: Given, { kept, id }: Place): readonly Wrong[] {
  return isDeepStrictEqual(wireMessages(kept.conversation, id), given.messages)
    ? []
    : [wrong("message", `what was sent with ${nameOf(given)} is not what is on disk`)];
}
