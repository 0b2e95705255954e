import { effect } from "@preact/signals";
import { post } from "./bridge";
import { element, iconButton, textButton } from "./dom";
import type * as tools from "./imageTools";
import { t } from "./translate";

/** What shows pictures, and what is known of the page. */
type Shown = Pick<tools.ImagePage, "conversation" | "status" | "readOnly" | "box" | "say">;

let shown: Shown | undefined;
let loading: Promise<typeof tools | undefined> | undefined;

/** Tells what pictures are shown in and attached to. */
export function showImagesIn(page: Shown): void {
  shown = page;
}

/** What takes and shows pictures: a chunk that is loaded with the first one, or in a free moment. */
export function imageTools(): Promise<typeof tools | undefined> {
  loading ??= import("./imageTools").then(
    chunk => {
      const page = { t, element, iconButton, textButton, post, effect };
      if (shown) chunk.useTools({ ...page, ...shown });
      return chunk;
    },
    () => undefined, // Everything else works without it, and asking again would fail again.
  );
  return loading;
}
