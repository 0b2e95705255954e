// The codicons that are used, as path data: the build turns each SVG into a list of paths.
import add from "@vscode/codicons/src/icons/add.svg";
import attach from "@vscode/codicons/src/icons/attach.svg";
import chevronDown from "@vscode/codicons/src/icons/chevron-down.svg";
import chevronLeft from "@vscode/codicons/src/icons/chevron-left.svg";
import chevronRight from "@vscode/codicons/src/icons/chevron-right.svg";
import close from "@vscode/codicons/src/icons/close.svg";
import copy from "@vscode/codicons/src/icons/copy.svg";
import check from "@vscode/codicons/src/icons/check.svg";
import edit from "@vscode/codicons/src/icons/edit.svg";
import ellipsis from "@vscode/codicons/src/icons/ellipsis.svg";
import error from "@vscode/codicons/src/icons/error.svg";
import file from "@vscode/codicons/src/icons/file.svg";
import history from "@vscode/codicons/src/icons/history.svg";
import key from "@vscode/codicons/src/icons/key.svg";
import play from "@vscode/codicons/src/icons/play.svg";
import refresh from "@vscode/codicons/src/icons/refresh.svg";
import send from "@vscode/codicons/src/icons/send.svg";
import server from "@vscode/codicons/src/icons/vm.svg";
import image from "@vscode/codicons/src/icons/file-media.svg";
import stop from "@vscode/codicons/src/icons/debug-stop.svg";
import tool from "@vscode/codicons/src/icons/symbol-method.svg";
import warning from "@vscode/codicons/src/icons/warning.svg";

const icons = {
  add,
  attach,
  check,
  chevronDown,
  chevronLeft,
  chevronRight,
  close,
  copy,
  edit,
  ellipsis,
  error,
  file,
  history,
  image,
  key,
  play,
  refresh,
  send,
  server,
  stop,
  tool,
  warning,
};

export type IconName = keyof typeof icons;

const namespace = "http://www.w3.org/2000/svg";

/** An icon of 16 by 16 pixels in the colour of the text; it has no name of its own. */
export function icon(name: IconName): SVGSVGElement {
  return draw(icons[name]);
}

/** The same of paths that a chunk brings itself. */
export function draw(paths: readonly string[]): SVGSVGElement {
  const svg = document.createElementNS(namespace, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  for (const data of paths) {
    const path = document.createElementNS(namespace, "path");
    path.setAttribute("d", data);
    svg.append(path);
  }
  return svg;
}
