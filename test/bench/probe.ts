/** What the page of a chat view tells of one answer; times in milliseconds since 1970. */
export interface Seen {
  /** When its first text was painted. */
  readonly first: number;
  /** By number of marker, when it was painted. */
  readonly markers: readonly (readonly [marker: number, at: number])[];
  /** From each key to the next paint. */
  readonly keys: readonly number[];
  /** When the Enter that sent was pressed. */
  readonly entered: number;
  /** How long the tasks above 50 ms took. */
  readonly longTasks: readonly number[];
}

declare global {
  /** Resolves when the last marker of the next answer is painted. */
  var seen: Promise<Seen>;
}

/**
 * Runs in the page, before a message is sent. What a frame shows is read in a resize observer, which is
 * called behind all that is drawn in that frame; painted it is in the task behind it.
 */
export function watchNextAnswer(endMarker: number): void {
  const start = Date.now();
  while (Date.now() === start);
  const offset = Date.now() - performance.now();
  const messages = document.querySelector(".messages");
  const before = lastMessage();
  const markers: [number, number][] = [];
  const keys: number[] = [];
  const longTasks: number[] = [];
  const pending: number[] = [];
  let [first, entered, newest, frame] = [0, 0, -1, 0];
  const observer = new PerformanceObserver(list => {
    for (const entry of list.getEntries()) longTasks.push(entry.duration);
  });
  observer.observe({ type: "longtask" });
  const keydown = (event: KeyboardEvent) => {
    if (event.key === "Enter") entered = event.timeStamp + offset;
    else pending.push(event.timeStamp);
  };
  document.addEventListener("keydown", keydown, true);

  const probe = document.body.appendChild(document.createElement("div"));
  Object.assign(probe.style, { position: "fixed", width: "1px", height: "1px", contain: "strict" });
  const channel = new MessageChannel();
  const painted: (() => void)[] = [];
  channel.port1.addEventListener("message", () => {
    for (const work of painted.splice(0)) work();
  });
  channel.port1.start();
  const resized = new ResizeObserver(() => {
    const shown = lastShown();
    const pressed = pending.splice(0);
    painted.push(() => note(shown, pressed));
    channel.port2.postMessage(0);
  });
  resized.observe(probe);
  const turn = () => {
    probe.style.width = probe.style.width === "1px" ? "2px" : "1px";
    frame = requestAnimationFrame(turn);
  };
  turn();

  let done: (seen: Seen) => void;
  globalThis.seen = new Promise(resolve => (done = resolve));

  function note(shown: number | undefined, pressed: readonly number[]): void {
    const now = performance.now();
    keys.push(...pressed.map(time => now - time));
    if (shown === undefined) return;
    first ||= now + offset;
    if (shown > newest) markers.push([(newest = shown), now + offset]);
    if (shown !== endMarker) return;
    cancelAnimationFrame(frame);
    resized.disconnect();
    probe.remove();
    document.removeEventListener("keydown", keydown, true);
    // The entry of a long task comes behind it.
    setTimeout(() => {
      observer.disconnect();
      done({ first, markers, keys, entered, longTasks });
    }, 200);
  }

  /** Parley's messages stand in groups. */
  function lastMessage(): Element | null | undefined {
    const last = messages?.lastElementChild;
    return last?.matches(".message-group") ? last.lastElementChild : last;
  }

  /** The newest marker in the answer, -1 where there is only other text; nothing before there is any. */
  function lastShown(): number | undefined {
    const answer = lastMessage();
    if (!answer || answer === before || !answer.matches(".answer")) return undefined;
    const text = answer.querySelector(".markdown");
    if (!text?.firstChild) return undefined;
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    let node = walker.lastChild();
    if (!node || (newest < 0 && text.textContent === "")) return undefined;
    let read = "";
    for (let left = 400; node && left > 0; left--, node = walker.previousNode()) {
      // What is appended to coloured code may split a marker until the next colouring.
      read = (node as Text).data + read;
      const found = /.*q(\d{5})q/s.exec(read);
      if (found) return Number(found[1]);
    }
    return -1;
  }
}
