import { render } from "preact";
import type { Answer } from "../core/conversation";
import type { ErrorAction } from "../core/errors";
import { ActivityLine } from "./activityLine";
import { announceEnds, announceWaits } from "./announce";
import { post, receive } from "./bridge";
import { Composer, hint, mayAsk, stop } from "./composer";
import { EmptyChat } from "./emptyChat";
import { ComposerRow, Header, Hint, Notices } from "./controls";
import { element } from "./dom";
import { conversation, follow } from "./state";
import { SystemPrompt } from "./systemPrompt";
import { Transcript } from "./transcript";
import { loadTranslations, t } from "./translate";

loadTranslations(document.body.dataset["l10n"]);
start();

/** Builds the page and follows the host. */
function start(): void {
  const page = layout();
  const transcript = new Transcript(page.log, page.messages, {
    openLink: url => post({ type: "openLink", url }),
    retry,
    resolve,
    undoRepair: (answerId, parameter) => {
      inShown(conversationId => post({ type: "undoRepair", conversationId, answerId, parameter }));
      page.box.focus(); // The button goes with its line.
    },
    includeAll: () => {
      inShown(conversationId => post({ type: "includeAll", conversationId }));
      page.box.focus();
    },
  });
  const composer = new Composer(page.box);
  const system = new SystemPrompt();
  page.log.prepend(system.root);
  const send = () => {
    system.keep();
    composer.send();
  };
  render(<Header />, page.header);
  render(<Notices />, page.notices);
  render(<EmptyChat suggest={text => composer.suggest(text)} />, page.empty);
  render(<ComposerRow send={send} />, page.row);
  render(<Hint />, page.hint);
  render(<ActivityLine />, page.activity);
  document.addEventListener("keydown", event => {
    if (event.key === "Escape" && !event.isComposing) stop();
  });
  receive(
    follow({
      shown: (shown, draft, parts) => {
        composer.show(shown.id, draft, parts);
        system.show(shown.id, shown.systemPrompt);
        transcript.show(shown);
        page.main.dataset["shown"] = shown.id;
      },
      changed: (changed, events) => {
        system.show(changed.id, changed.systemPrompt);
        transcript.change(changed, events);
        announceEnds(page.status, changed, events);
      },
      attached: parts => composer.attach(parts),
      hinted: text => (hint.value = text),
      answered: sent => composer.answered(sent),
      focusComposer: () => page.box.focus(),
    }),
  );
  window.addEventListener("focus", () => post({ type: "focused" }));
  window.addEventListener("blur", () => post({ type: "blurred" }));
  if (document.hasFocus()) post({ type: "focused" });
  announceWaits(page.status);
  post({ type: "ready" });
}

function layout() {
  const header = element("header", { class: "header" });
  const notices = element("div", { class: "notices" });
  const messages = element("div", { class: "messages" });
  const empty = element("div", { class: "empty-place" });
  const log = element(
    "div",
    {
      class: "log",
      role: "log",
      "aria-label": t("Conversation"),
      "aria-live": "off",
      tabindex: "0",
    },
    messages,
    empty,
  );
  const status = element("div", { class: "visually-hidden", role: "status" });
  const box = element("textarea", {
    "aria-label": t("Message"),
    placeholder: t("Ask anything"),
    rows: "1",
    autocomplete: "off",
    dir: "auto",
  });
  const row = element("div", { class: "composer-row" });
  const hint = element("p", { class: "hint", "aria-live": "polite" });
  // It counts seconds; `announceWaits` says once that it begins.
  const activity = element("p", { class: "activity", role: "timer" });
  const composer = element("div", { class: "composer" }, box, row);
  const main = element("main", { class: "main" }, notices, log, status);
  document.body.append(
    header,
    main,
    element("footer", { class: "footer" }, activity, composer, hint),
  );
  return { header, main, notices, messages, empty, log, status, box, row, hint, activity };
}

function retry(answerId: string): void {
  const id = conversation.value?.id;
  if (id === undefined || !mayAsk()) return;
  post({ type: "retry", conversationId: id, answerId });
  document.querySelector<HTMLElement>(".composer > textarea")?.focus(); // The button goes with its answer.
}

/** Does something with the shown conversation, when there is one. */
function inShown(act: (conversationId: string) => void): void {
  const id = conversation.value?.id;
  if (id !== undefined) act(id);
}

function resolve(action: ErrorAction, answer: Answer): void {
  const { connectionId } = answer.choice;
  const run: Readonly<Record<ErrorAction, () => void>> = {
    retry: () => retry(answer.id),
    setKey: () => post({ type: "setKey", connectionId }),
    chooseModel: () => post({ type: "chooseModel" }),
    editConnection: () => post({ type: "editConnection", connectionId }),
    shorten: () => {
      if (!mayAsk()) return;
      inShown(conversationId => post({ type: "shorten", conversationId, answerId: answer.id }));
    },
  };
  run[action]();
}
