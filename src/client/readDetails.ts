import type { AnswerDetails } from "../core/messages";

type Fields = Readonly<Record<string, unknown>>;

/** Longest value that is kept, in characters. */
const longest = 500;

const texts = {
  id: ["id"],
  model: ["model"],
  systemFingerprint: ["system_fingerprint"],
  provider: ["provider"],
  requestId: ["request_id"],
} as const;

/** What a chunk says of its answer and was not known. */
export function newDetails(known: AnswerDetails, chunk: Fields, finish: string): AnswerDetails {
  const found = Object.entries(texts).flatMap(([name, [field]]) => {
    const value = chunk[field];
    const said = typeof value === "string" && value !== "" && value.length <= longest;
    return said && known[name as keyof typeof texts] === undefined ? [[name, value]] : [];
  });
  const created = known.created === undefined ? createdIn(chunk) : undefined;
  return {
    ...(Object.fromEntries(found) as AnswerDetails),
    ...(created !== undefined && { created }),
    ...(finish !== "" && finish !== known.finishReason && { finishReason: finish }),
  };
}

/** Seconds, as a fraction too; native Ollama writes a date. Zero stands for unknown. */
function createdIn(chunk: Fields): number | undefined {
  const value = chunk["created"] ?? chunk["created_at"];
  const seconds = typeof value === "string" ? Date.parse(value) / 1000 : value;
  return typeof seconds === "number" && Number.isFinite(seconds) && seconds > 0
    ? seconds
    : undefined;
}
