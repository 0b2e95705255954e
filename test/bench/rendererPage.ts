// Runs in the plain page: each renderer is fed the same text in the same steps.
import { MarkdownView } from "../../src/webview/markdown/markdownView";
// @ts-expect-error: the benchmark installs it, the repository does not.
import { marked } from "marked";
// @ts-expect-error: the benchmark installs it, the repository does not.
import * as streaming from "streaming-markdown";

/** A renderer that is measured. */
export type Pipeline = "parley" | "streaming-markdown" | "marked";

/** Takes pieces of one text, and its end. */
interface Renderer {
  append(text: string): void;
  finish(): void;
}

declare global {
  /**
   * Renders a text in steps, each laid out at once and in a task of its own; resolves to how long the
   * steps took without what the browser does between them, in milliseconds.
   */
  var renderIn: (name: Pipeline, text: string) => Promise<number>;
}

/** Eight tokens. */
const step = 32;

const pipelines: Readonly<Record<Pipeline, (root: HTMLElement) => Renderer>> = {
  parley: root =>
    new MarkdownView(root, { openLink: () => {}, copy: async () => {}, t: text => text }),
  "streaming-markdown": root => {
    const parser = streaming.parser(streaming.default_renderer(root));
    return {
      append: text => streaming.parser_write(parser, text),
      finish: () => streaming.parser_end(parser),
    };
  },
  marked: root => {
    let all = "";
    return {
      append: text => {
        all += text;
        root.innerHTML = marked.parse(all);
      },
      finish: () => {},
    };
  },
};

globalThis.renderIn = async (name, text) => {
  const main = document.querySelector("main");
  const root = document.createElement("div");
  root.className = "markdown"; // The same style for all.
  main?.append(root);
  const renderer = pipelines[name](root);
  let time = 0;
  for (let start = 0; start < text.length; start += step) {
    const began = performance.now();
    renderer.append(text.slice(start, start + step));
    if (main) main.scrollTop = main.scrollHeight;
    time += performance.now() - began;
    await nextTask();
  }
  const began = performance.now();
  renderer.finish();
  time += performance.now() - began;
  await new Promise(requestAnimationFrame);
  return time;
};

const channel = new MessageChannel();

/** Frames come in between at their own pace, as those of a screen do. */
function nextTask(): Promise<void> {
  return new Promise(resolve => {
    channel.port1.addEventListener("message", () => resolve(), { once: true });
    channel.port1.start();
    channel.port2.postMessage(0);
  });
}
