import type { ChatEvent, ChatRequest } from "./answering";
import type { Repair } from "./messages";
import type { ChatError } from "./errors";
import { repairFor } from "./repairs";
import { waitBefore } from "./retrying";

/** How many parameters of one request may be repaired. */
const mostRepairs = 4;

/** What an answer needs of its session while it is asked for. */
export interface AskingPorts {
  ask(request: ChatRequest): AsyncIterable<ChatEvent>;
  /** Takes an event; after an end, nothing is asked any more. */
  take(event: ChatEvent): void;
  /** Whether something of the answer has come: then nothing is asked again unseen. */
  begun(): boolean;
  /** Whether the answer has ended, also by the user. */
  over(): boolean;
  /** The request leaves without a parameter, or with another name for it. */
  repaired(repair: Repair): void;
  /** The other messages of the request leave. */
  fellBack(): void;
  /** The repairs of this request were right: there is an answer. */
  helped(repairs: readonly Repair[]): void;
  /** Waits where the user can see it; resolves at once when the answer ends. */
  pause(ms: number, error: ChatError): Promise<void>;
}

/**
 * Asks until there is an answer or an error that the user has to know of. A refusal that came before
 * anything of the answer is repaired where it names a parameter, and waited out where it passes.
 */
export async function askPatiently(request: ChatRequest, ports: AskingPorts): Promise<void> {
  let present = withoutIdle(request);
  const repairs: Repair[] = [];
  let retries = 0;
  for (const known of present.repairs ?? []) ports.repaired(known);
  while (!ports.over()) {
    const error = await refusalOf(present, ports, repairs);
    if (!error || ports.over()) return;
    const repair = repairs.length < mostRepairs ? repairFor(error, sentBy(present)) : undefined;
    if (repair) {
      repairs.push(repair);
      present = { ...present, repairs: [...(present.repairs ?? []), repair] };
      ports.repaired(repair);
      continue;
    }
    if (present.otherwise && refusesMessages(error)) {
      const { otherwise, ...rest } = present;
      present = { ...rest, messages: otherwise };
      ports.fellBack();
      continue;
    }
    const wait = waitBefore(error, retries);
    if (wait === undefined) return ports.take({ type: "error", error });
    retries += 1;
    await ports.pause(wait, error);
  }
}

/** Whether a refusal may be about the form of the messages, or about the address that this form wants. */
function refusesMessages({ kind, status }: ChatError): boolean {
  return kind !== "contextOverflow" && [400, 404, 405, 422].includes(status ?? 0);
}

/** A request with those of its repairs that change something in it. */
function withoutIdle(request: ChatRequest): ChatRequest {
  const { repairs: _all, ...bare } = request;
  const sent = sentBy(bare);
  return {
    ...bare,
    repairs: (request.repairs ?? []).filter(({ parameter }) => sent.has(parameter)),
  };
}

/** Hands on an answer; the error with which it was refused before it began, if it was. */
async function refusalOf(
  request: ChatRequest,
  ports: AskingPorts,
  repairs: readonly Repair[],
): Promise<ChatError | undefined> {
  let answered = false;
  for await (const event of ports.ask(request)) {
    if (ports.over()) return undefined;
    if (event.type === "error" && !ports.begun()) return event.error;
    if (!answered && repairs.length > 0 && accepts(event)) ports.helped(repairs);
    answered ||= accepts(event);
    ports.take(event);
  }
  ports.take({ type: "error", error: { kind: "cutOff" } });
  return undefined;
}

/** Whether an event shows that the request was accepted. */
function accepts(event: ChatEvent): boolean {
  return event.type !== "error" && !(event.type === "finish" && event.finish === "stopped");
}

/** The names in a request's body that a repair may change. */
function sentBy({ parameters, repairs = [] }: ChatRequest): ReadonlySet<string> {
  const names = new Set(["stream", "stream_options", ...Object.keys(parameters)]);
  for (const { parameter, replacement } of repairs) {
    names.delete(parameter);
    if (replacement !== undefined) names.add(replacement);
  }
  return names;
}
