/**
 * JSON over several lines. Only the white space between its signs is another: a number keeps every digit
 * that it came with, which reading and writing it would not.
 */
export function indented(json: string): string {
  let depth = 0;
  let made = "";
  for (const [sign] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{[]\s*[}\]]|[{}[\],:]|[^\s"{}[\],:]+/g)) {
    if (sign === "}" || sign === "]") depth -= 1;
    if (sign === "}" || sign === "]") made += line(depth);
    made += sign === ":" ? ": " : /^[{[]\s+[}\]]$/.test(sign) ? sign.replace(/\s+/, "") : sign;
    if (sign === "{" || sign === "[") depth += 1;
    if (sign === "{" || sign === "[" || sign === ",") made += line(depth);
  }
  return made;
}

function line(depth: number): string {
  return `\n${"  ".repeat(depth)}`;
}
