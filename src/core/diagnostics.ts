/** Something that VS Code reports about code. */
export interface Finding {
  readonly severity: "error" | "warning";
  /** Counted from 1. */
  readonly line: number;
  readonly message: string;
}

/** The most that is named in a message, and the longest that one of them may be, in characters. */
const most = 10;
const longest = 300;

/** What is named of the findings: errors before warnings, by line, no two the same, each on one line. */
export function named(findings: readonly Finding[]): {
  readonly findings: readonly Finding[];
  /** How many are not named. */
  readonly more: number;
} {
  const unique = new Map(
    findings
      .toSorted((a, b) => rank(a) - rank(b) || a.line - b.line)
      .map(finding => ({ ...finding, message: oneLine(finding.message) }))
      .map(finding => [`${finding.line} ${finding.message}`, finding]),
  );
  const all = [...unique.values()];
  return { findings: all.slice(0, most), more: Math.max(0, all.length - most) };
}

function rank({ severity }: Finding): number {
  return severity === "error" ? 0 : 1;
}

function oneLine(message: string): string {
  const characters = Array.from(
    message
      .replace(/\s+/g, " ")
      .trim()
      .slice(0, 2 * longest),
  );
  return characters.length > longest
    ? `${characters.slice(0, longest - 1).join("")}…`
    : characters.join("");
}
