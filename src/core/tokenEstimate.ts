/**
 * About how many tokens a text is, without a vocabulary: vocabularies weigh megabytes, and each family
 * of models has another. The weights were fitted to OpenAI's o200k_base over English, code, JSON and
 * Chinese; what a model really counts corrects them after its first answer (`TokenCorrections`).
 */
export function estimateTokens(text: string): number {
  const { length } = text;
  if (length <= samples.count * samples.length) return Math.round(weigh(text));
  let tokens = 0;
  for (let sample = 0; sample < samples.count; sample++) {
    const start = Math.floor((sample * (length - samples.length)) / (samples.count - 1));
    tokens += weigh(text.slice(start, start + samples.length));
  }
  return Math.round((tokens * length) / (samples.count * samples.length));
}

/** Of a long text only these parts are looked at, from its beginning to its end: a file may have half a megabyte. */
const samples = { count: 24, length: 2048 };

function weigh(text: string): number {
  let tokens = 0;
  for (const [piece] of text.matchAll(pieces)) tokens += weightOf(piece);
  return tokens;
}

/**
 * What vocabularies hold whole, or cut: capitals, a word with the space before it, digits, words of
 * other scripts, a line end with what is white around it, spaces, signs that stand together, and
 * anything else, as Chinese, sign by sign.
 */
const pieces =
  / ?[A-Z\u00c0-\u00de]{2,}(?![a-z])| ?[A-Z]?[a-z\u00df-\u024f]+| ?[A-Z]|\d+|[\u0370-\u1fff]+|[^\S\n]*\n\s*|\s+|[!-/:-@[-`{-~]+|[^]/g;

function weightOf(piece: string): number {
  const { length } = piece;
  const spaced = piece.charCodeAt(0) === space && length > 1;
  const code = piece.charCodeAt(spaced ? 1 : 0);
  if (isCapital(code) && isCapital(piece.charCodeAt(spaced ? 2 : 1))) return 0.3 * length;
  if (isCapital(code) || isSmall(code))
    return spaced ? (length <= 12 ? 1 : 1.3) : (inCode[length >> 2] ?? 2.2);
  if (code >= zero && code <= nine) return 1.4 * Math.ceil(length / 3);
  if (code <= space) return piece.includes("\n") ? 0.9 : length > 1 ? 0.3 : 0;
  if (code < 0x80) return together[length] ?? 0.2 * length;
  return code >= 0x370 && code <= 0x1fff ? 0.3 * length : 0.65;
}

/** Of a word that follows no space, by the fours of its letters. */
const inCode = [0.65, 1.2, 1];
/** Of signs that stand together, by their number; long lines of them are cheap. */
const together = [0, 0.7, 1.2, 1.3];

const [space, zero, nine] = [0x20, 0x30, 0x39];

function isCapital(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || (code >= 0xc0 && code <= 0xde);
}

function isSmall(code: number): boolean {
  return (code >= 0x61 && code <= 0x7a) || (code >= 0xdf && code <= 0x24f);
}
