/** Where a member of the outermost list of a JSON text stands; nothing where there are fewer. */
export function itemPlace(
  text: string,
  wanted: number,
): readonly [start: number, end: number] | undefined {
  let depth = 0;
  let item = -1;
  let start = -1;
  for (const { 0: sign, index } of text.matchAll(/"(?:[^"\\]|\\.)*"?|[{}[\]]|[^\s"{}[\],:]+/g)) {
    const opens = sign === "{" || sign === "[";
    if (sign === "}" || sign === "]") depth -= 1;
    else if (depth === 1) {
      item += 1;
      start = index;
    }
    if (opens) depth += 1;
    if (item === wanted && depth === 1 && start >= 0) return [start, index + sign.length];
  }
  return item === wanted && start >= 0 ? [start, text.length] : undefined;
}
