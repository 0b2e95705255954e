import type { HostToPanel, PanelToHost } from "../core/protocol";

/** What VS Code keeps of an editor tab through a reload of the window. */
interface PageState {
  readonly conversationId: string;
  readonly leafId: string | null;
}

interface VSCodeApi {
  postMessage(message: PanelToHost): void;
  setState(state: PageState): void;
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

function vscode(): VSCodeApi {
  return (api ??= acquireVsCodeApi());
}

/** Hands every message of the host to a function. */
export function receive(handle: (message: HostToPanel) => void): void {
  window.addEventListener("message", event => {
    if (isMessage(event.data)) handle(event.data);
  });
}

/** VS Code delivers only the host's messages here; anything else has no `type`. */
function isMessage(value: unknown): value is HostToPanel {
  return typeof value === "object" && value !== null && "type" in value;
}
