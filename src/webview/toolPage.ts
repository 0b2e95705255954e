import { effect } from "@preact/signals";
import { post } from "./bridge";
import { element, iconButton } from "./dom";
import { draw, icon } from "./icons";
import { menuButton } from "./menu";
import {
  activity,
  conversation,
  readOnly,
  results,
  shownFunctions,
  shownId,
  shownParameters,
  shownThread,
  status,
} from "./state";
import { t } from "./translate";

/** What the chunks of parameters and functions need of the page. They import nothing that the first script has. */
export const toolPage = {
  t,
  element,
  iconButton,
  menuButton,
  draw,
  icon,
  post,
  effect,
  activity,
  conversation,
  functions: shownFunctions,
  parameters: shownParameters,
  readOnly,
  results,
  shownId,
  shownThread,
  status,
};

export type ToolPage = typeof toolPage;

/** Shows the buttons of parameters and functions, each of which brings all of its own. */
export async function startTools(): Promise<void> {
  try {
    (await import("./toolButtons")).showToolButtons(toolPage);
  } catch {
    // The page works without them, and asking again would fail again.
  }
}
