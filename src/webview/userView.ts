import type {
  ContentPart,
  FilePart,
  ImagePart,
  Message,
  ResultMessage,
  UserMessage,
} from "../core/messages";
import { contentText, partText, placeOf } from "../core/prompt";
import { deleteItem } from "./answerFooter";
import { copy } from "./clipboard";
import { element, iconButton } from "./dom";
import { icon } from "./icons";
import { imageTools } from "./images";
import { markLeftOut } from "./leftOut";
import { menuButton, type MenuItem } from "./menu";
import type { MessageActions } from "./messageActions";
import { nameItem, showName } from "./messageName";
import { readOnly } from "./state";
import { t } from "./translate";
import { type Direction, Versions } from "./versions";

/** A user message, as it was sent: text as typed, code folded under its place; or a function's result. */
export class UserView {
  readonly root: HTMLElement;
  readonly versions: Versions;

  constructor(
    private readonly message: UserMessage | ResultMessage,
    private readonly actions: MessageActions,
    show: (id: string, direction: Direction) => void,
  ) {
    this.versions = new Versions(show);
    const edit = iconButton(t("Edit"), "edit", () => actions.edit(message.id));
    edit.classList.add("writes");
    const more = menuButton(t("More actions"), () => this.items());
    this.root = element(
      "article",
      { class: message.role === "user" ? "message user" : "message result" },
      ...(message.role === "user"
        ? [element("div", { class: "bubble" }, ...message.content.map(partView))]
        : resultNodes(message)),
      element("div", { class: "message-actions" }, this.versions.root, edit, more),
    );
    this.update(message);
  }

  update({ leftOut, name }: Message): void {
    const { message } = this;
    showName(this.root, message.role === "user" ? t("You") : resultName(message), name);
    markLeftOut(this.root, leftOut === true, () => this.actions.includeAll());
  }

  dispose(): void {} // It holds nothing but its element.

  private items(): readonly MenuItem[] {
    const { id, role } = this.message;
    const text = role === "user" ? contentText(this.message.content) : this.message.text;
    const named = role === "user" ? [nameItem(id)] : []; // A result has its function's.
    return [
      { name: t("Copy message"), run: () => void copy(text) },
      { name: t("Fork from here"), run: () => this.actions.fork(id) },
      ...(readOnly.value ? [] : [...named, deleteItem(id, this.actions)]),
    ];
  }
}

function resultName({ called }: ResultMessage): string {
  return t("Result of {0}", called);
}

/** Which role it is sent with is said as well: the older form is another one. */
function resultNodes(message: ResultMessage): readonly HTMLElement[] {
  const { role, text } = message;
  const title = element("div", { class: "result-title" }, icon("tool"), resultName(message));
  title.append(" ", element("span", { class: "result-role" }, role));
  return [title, element("pre", { class: "result-text", tabindex: "0", dir: "auto" }, text)];
}

function partView(part: ContentPart): HTMLElement {
  if (part.type === "text") return element("p", { class: "user-text", dir: "auto" }, part.text);
  return part.type === "file" ? fileView(part) : imageView(part);
}

/** The picture itself if its bytes are there; a link is never loaded, only named. */
function imageView(part: ImagePart): HTMLElement {
  const { url, name } = part;
  if (/^https?:/i.test(url)) return element("p", { class: "user-text" }, t("Image: {0}", url));
  const place = element("p", { class: "user-text" }, t("Image: {0}", name ?? ""));
  void imageTools().then(tools => tools?.showImage(place, part));
  return place;
}

function fileView(part: FilePart): HTMLElement {
  const summary = element(
    "summary",
    { title: placeOf(part) },
    icon("file"),
    element("span", {}, placeOf(part)),
  );
  const code = element("pre", { tabindex: "0" }, element("code", {}, partText(part)));
  return element("details", { class: "file-part" }, summary, code);
}
