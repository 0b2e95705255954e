import { once } from "node:events";
import { frame, type Reply } from "../support/provider";

/** One token of the workloads is so many characters, and one frame of the stream. */
const tokenLength = 4;
/** There is a marker about every so many characters. */
const markerDistance = 200;
/** The number of the last marker of every workload. */
export const endMarker = 99_999;

/** An answer in tokens, with numbered words in it that tell how far it is shown. */
export interface Workload {
  readonly tokens: readonly string[];
  /** For each marker the token that completes it; the last marker is the end. */
  readonly markers: readonly number[];
}

/** What the server saw of one request. */
export interface Sent {
  /** When it was asked, in milliseconds since 1970, as all of these. */
  asked: number;
  /** When each token was written. */
  readonly times: number[];
}

/** Prose, lists, tables and code blocks: a code block for every 500 tokens. */
export function workload(count: number): Workload {
  const length = count * tokenLength;
  let marks = 0;
  const mark = () => `q${String(marks++).padStart(5, "0")}q`;
  let text = "";
  for (let section = 0; text.length < length; section++) text += sectionOf(section, mark);
  const last = `\n\nDone q${endMarker}q`;
  text = text.slice(0, length - last.length) + last;
  const markers = [...text.matchAll(/q\d{5}q/g)].map(({ index }) =>
    Math.floor((index + 6) / tokenLength),
  );
  return { tokens: text.match(/[^]{1,4}/g) ?? [], markers };
}

function sectionOf(section: number, mark: () => string): string {
  // Called where its text stands, so that markers count upward.
  const line = (n: number) =>
    `  const value${n} = read(source, ${n}); // ${mark()}\n  if (value${n} > limit) return "${section}";\n`;
  return `## Part ${section}

${prose(mark)} ${prose(mark)}

- one **item** with \`code\` ${mark()}
- another item, a little longer than the first one, ${mark()}
- and a [link](https://example.com/a) at its end

\`\`\`typescript
export function part${section}(source: Source, limit: number): string {
${line(0)}${line(1)}${line(2)}  return join(source, limit, ${section});
}
\`\`\`

| name | value |
| --- | --- |
| first ${mark()} | 1 |
| second | ${section} |

${prose(mark)}

`;
}

function prose(mark: () => string): string {
  const words = "The quick brown fox jumps over the lazy dog, and then it *rests* for a while. ";
  return `${words.repeat(3).slice(0, markerDistance)} ${mark()}.`;
}

/** Writes one frame for each token: so many a second, or as fast as the socket takes them. */
export function sending({ tokens }: Workload, rate: number | undefined, sent: Sent): Reply {
  const frames = tokens.map(content => frame({ delta: { content }, finish_reason: null }));
  return async response => {
    sent.asked = wall();
    response.writeHead(200, { "content-type": "text/event-stream; charset=utf-8" });
    const start = wall();
    for (const [index, data] of frames.entries()) {
      if (rate !== undefined) await dueAt(start + (index * 1000) / rate);
      sent.times.push(wall());
      if (!response.write(data)) await once(response, "drain");
    }
    response.write(frame({ delta: {}, finish_reason: "stop" }));
    response.end("data: [DONE]\n\n");
  };
}

async function dueAt(time: number): Promise<void> {
  while (wall() < time) await new Promise(resolve => setTimeout(resolve, time - wall()));
}

const tick = nextTick();
/** `Date.now` counts whole milliseconds; this is as fine as `performance.now`. */
const offset = tick - performance.now();

/** Milliseconds since 1970. */
export function wall(): number {
  return performance.now() + offset;
}

function nextTick(): number {
  const now = Date.now();
  while (Date.now() === now);
  return Date.now();
}
