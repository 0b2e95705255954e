import type { HostToPanel, PanelToHost } from "../core/protocol";

/** What VS Code keeps of a page while it is hidden, and of an editor tab through a reload of the window. */
interface PageState {
  readonly conversationId: string;
  readonly leafId: string | null;
  /** Absent where the end is followed. */
  readonly place?: ReadingPlace;
}

/** The first message that is seen, and where it stands. */
export interface ReadingPlace {
  readonly messageId: string;
  readonly edge: "top" | "bottom";
  /** Where the edge is, in pixels from the top of the view. */
  readonly at: number;
}

interface VSCodeApi {
  postMessage(message: PanelToHost): void;
  setState(state: PageState): void;
  getState(): PageState | undefined;
}

declare function acquireVsCodeApi(): VSCodeApi;

let api: VSCodeApi | undefined;

/** Posts to the extension host. The API object can be had once, and stays in this file. */
export function post(message: PanelToHost): void {
  vscode().postMessage(message);
}

/** Leaves word of what is shown, for a tab that is opened again. */
export function remember(state: PageState): void {
  vscode().setState(state);
}

/** The word that an earlier page of this view left. */
export function remembered(): PageState | undefined {
  return vscode().getState();
}

function vscode(): VSCodeApi {
  return (api ??= acquireVsCodeApi());
}

/** Hands every message of the host to a function; several may come in one go. */
export function receive(handle: (message: HostToPanel) => void): void {
  window.addEventListener("message", ({ data }) => {
    for (const message of Array.isArray(data) ? data : [data])
      if (isMessage(message)) handle(message);
  });
}

/** VS Code delivers only the host's messages here; anything else has no `type`. */
function isMessage(value: unknown): value is HostToPanel {
  return typeof value === "object" && value !== null && "type" in value;
}
