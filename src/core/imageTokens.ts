import type { ImagePart } from "./messages";

/** How models count a picture; each is a row of `counts`. */
export type ImageTokens = "tiles" | "patches" | "area" | "crops" | "merged";

/** About how many tokens a picture is; nothing where its size is not known, as that of a link. */
export function imageTokens(
  { width, height, detail }: Pick<ImagePart, "width" | "height" | "detail">,
  {
    tokens = "tiles",
    detail: closeness,
  }: { readonly tokens?: ImageTokens; readonly detail?: true } = {},
): number | undefined {
  if (!width || !height) return undefined;
  return counts[tokens](width, height, closeness === true && detail === "low");
}

/** What a picture of unknown size is taken for: about a square of 1024 pixels. */
export const unknownImage = 765;

type Count = (width: number, height: number, low: boolean) => number;

const counts: Readonly<Record<ImageTokens, Count>> = {
  /**
   * Scaled into 2048 pixels and to 768 at the shorter side, then tiles of 512:
   * {@link https://platform.openai.com/docs/guides/images-vision#calculating-costs OpenAI}. What its
   * smaller models count in another unit is found by the correction after the first answer.
   */
  tiles: (width, height, low) => {
    if (low) return 85;
    const fit = scaledTo(width, height, 2048, 2048);
    const [across, down] = fit.map(side => side * Math.min(1, 768 / Math.min(...fit)));
    return 85 + 170 * Math.ceil((across ?? 0) / 512) * Math.ceil((down ?? 0) / 512);
  },
  /** Patches of 32 pixels, 1536 at most: the same page, for its smaller models. */
  patches: (width, height) => Math.min(1536, Math.ceil(width / 32) * Math.ceil(height / 32)),
  /** {@link https://docs.anthropic.com/en/docs/build-with-claude/vision#calculate-image-costs Anthropic}, after scaling to 1568 pixels. */
  area: (width, height) => {
    const [across, down] = scaledTo(width, height, 1568, 1568);
    return Math.min(1600, Math.ceil((across * down) / 750));
  },
  /** {@link https://ai.google.dev/gemini-api/docs/tokens#multimodal-tokens Gemini}: a small one whole, a larger one in crops of 768 pixels. */
  crops: (width, height) =>
    width <= 384 && height <= 384 ? 258 : 258 * Math.ceil(width / 768) * Math.ceil(height / 768),
  /** {@link https://mistralai.github.io/mistral-common/usage/images/ Mistral}: patches of 14 pixels, four merged to one, a sign behind each row. */
  merged: (width, height) => {
    const [across, down] = scaledTo(width, height, 1540, 1540);
    return (Math.ceil(across / 28) + 1) * Math.ceil(down / 28);
  },
};

/** A size that fits into another one, no larger than it is. */
function scaledTo(
  width: number,
  height: number,
  widest: number,
  highest: number,
): readonly [number, number] {
  const scale = Math.min(1, widest / width, highest / height);
  return [width * scale, height * scale];
}
