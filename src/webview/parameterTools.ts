import { effect } from "@preact/signals";
import { post } from "./bridge";
import { element, iconButton } from "./dom";
import { draw, icon } from "./icons";
import { menuButton } from "./menu";
import { readOnly, shownId, shownParameters, status } from "./state";
import { t } from "./translate";

/** Shows the button of the parameters, which brings all of its own. */
export function startParameters(): void {
  const page = { t, element, iconButton, menuButton, draw, icon, post, effect };
  void import("./parameterButton").then(
    chunk =>
      chunk.showParameterButton({
        ...page,
        shownId,
        parameters: shownParameters,
        status,
        readOnly,
      }),
    () => {}, // The page works without it, and asking again would fail again.
  );
}
