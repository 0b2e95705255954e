import { ChatFailure } from "../core/errors";
import { fillSecretsIn, secretsIn } from "../core/secrets";
import type { Destination } from "./destination";
import { indoxRouterBody } from "./dialects/indoxRouter";

type Body = Readonly<Record<string, unknown>>;

/**
 * A request's body as it leaves: what the connection says about the model, usage and secrets is
 * applied to the body that the user sees. `own` is what the user set, which always stays.
 */
export function wireBody(destination: Destination, body: Body, own: Body): Body {
  const { connection } = destination;
  const { model, stream_options, ...rest } = filled(destination, body);
  const asks = stream_options !== undefined && asksForUsage(destination, body, own);
  const wire = {
    ...(!connection.omitModel && { model }),
    ...rest,
    ...(refusesNames(destination) && { messages: nameless(rest["messages"]) }),
    ...(asks && { stream_options }),
  };
  return connection.quirks.includes("indoxRouter") ? indoxRouterBody(destination, wire) : wire;
}

/** Whether a request is refused when one of its messages has a name. */
export function refusesNames({ connection }: Destination): boolean {
  return connection.quirks.includes("namelessMessages");
}

function nameless(messages: unknown): unknown {
  if (!Array.isArray(messages)) return messages;
  return messages.map((message: Body) => {
    const { name: _name, ...rest } = message;
    return message["role"] === "function" ? message : rest; // There it is the function's.
  });
}

/** Usage is asked for in streams only, and where that is not refused, unless the user set it. */
function asksForUsage({ connection }: Destination, body: Body, own: Body): boolean {
  if (Object.hasOwn(own, "stream_options")) return true;
  if (body["stream"] !== true || connection.quirks.includes("usageUnasked")) return false;
  const version = connection.query["api-version"] ?? "";
  return !/^\d{4}-/.test(version) || version >= firstWithUsage;
}

/** Azure's {@link https://learn.microsoft.com/azure/ai-services/openai/whats-new first version} that takes `stream_options`. */
const firstWithUsage = "2024-09-01";

/** Secrets go into the user's extra fields only: a message may hold the same words. */
function filled({ connection, secrets = {} }: Destination, body: Body): Body {
  const extra = Object.entries(connection.extraBody).filter(([name, value]) => {
    const text = JSON.stringify(value);
    return secretsIn(text).length > 0 && JSON.stringify(body[name]) === text;
  });
  const fields = extra.map(([name, text]) => {
    const { value, missing } = fillSecretsIn(text, secrets);
    if (missing) throw new ChatFailure({ kind: "noKey", values: [connection.label], detail: name });
    return [name, value] as const;
  });
  return { ...body, ...Object.fromEntries(fields) };
}
