/** A file that can be attached, as the composer lists it. */
export interface FoundFile {
  readonly uri: string;
  readonly name: string;
  /** Where it lies, relative to the workspace where it is in one; empty at the top. */
  readonly folder: string;
  /** Whether it is open in an editor. */
  readonly open: boolean;
}

/** The most that are shown at once. */
export const mostFound = 50;

/** Largest file that can be attached, in bytes, and in characters for what is open. */
export const largestFile = 512 * 1024;

/**
 * The files that fit a query: those whose name begins with it, then those whose name holds it, then
 * those whose path does. Open ones come first among equals, then the shorter path.
 */
export function rankFiles(query: string, files: readonly FoundFile[]): readonly FoundFile[] {
  const wanted = query.toLowerCase();
  return files
    .map(file => ({ file, rank: rankOf(wanted, file), length: pathOf(file).length }))
    .filter(({ rank }) => rank < none)
    .toSorted(
      (a, b) =>
        a.rank - b.rank ||
        Number(b.file.open) - Number(a.file.open) ||
        a.length - b.length ||
        compare(pathOf(a.file), pathOf(b.file)),
    )
    .slice(0, mostFound)
    .map(({ file }) => file);
}

const none = 3;

function rankOf(wanted: string, file: FoundFile): number {
  const name = file.name.toLowerCase();
  if (name.startsWith(wanted)) return 0;
  if (name.includes(wanted)) return 1;
  return pathOf(file).toLowerCase().includes(wanted) ? 2 : none;
}

function pathOf({ folder, name }: FoundFile): string {
  return folder === "" ? name : `${folder}/${name}`;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

/** A glob for files whose path holds a text, whatever its case. */
export function globFor(query: string): string {
  const pattern = Array.from(query, sign => {
    if (sign === "/") return "/";
    if (!/\p{L}/u.test(sign)) return /[\w .-]/.test(sign) ? sign : "?";
    const [lower, upper] = [sign.toLowerCase(), sign.toUpperCase()];
    return lower === upper ? sign : `[${lower}${upper}]`;
  }).join("");
  if (query.includes("/")) return `**/*${pattern}*`;
  return pattern === "" ? "**/*" : `{**/*${pattern}*,**/*${pattern}*/**}`;
}
