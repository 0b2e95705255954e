import { effect } from "@preact/signals";
import { post } from "./bridge";
import { element, iconButton, textButton } from "./dom";
import type * as tools from "./imageTools";
import { conversation, readOnly, status } from "./state";
import { t } from "./translate";

let loading: Promise<typeof tools | undefined> | undefined;
let say: (text: string) => void = () => {};
let box: HTMLTextAreaElement | undefined;

/** What takes and shows pictures: a chunk that is loaded with the first one, or in a free moment. */
export function imageTools(): Promise<typeof tools | undefined> {
  loading ??= import("./imageTools").then(
    chunk => {
      const page = { t, element, iconButton, textButton, post, effect };
      const shown = { conversation, status, readOnly };
      chunk.useTools({ ...page, ...shown, say: text => say(text), box: () => box });
      return chunk;
    },
    () => undefined, // Everything else works without it, and asking again would fail again.
  );
  return loading;
}

/** Takes pictures, and looks for links to pictures in what is typed. */
export function startImages(message: HTMLTextAreaElement, tell: (text: string) => void): void {
  box = message;
  say = tell;
  void imageTools().then(tools => tools?.offerLinks());
}
