import { effect } from "@preact/signals";
import { render } from "preact";
import { AccessBar } from "./accessBar";
import { ActivityLine, watchNetwork } from "./activityLine";
import { announceAccess, announceEnds, announceWaits } from "./announce";
import { post, receive } from "./bridge";
import { Composer, hint, stop } from "./composer";
import { ComposerRow, Header, Hint, Notices } from "./controls";
import { element } from "./dom";
import { EarlierMessages } from "./earlierMessages";
import { EditingLine } from "./editingLine";
import { EmptyChat } from "./emptyChat";
import { imageTools, showImagesIn } from "./images";
import { keepPlace } from "./keptPlace";
import { loadEntities } from "./markdown/entities";
import { loadMenus } from "./menu";
import { messageActions } from "./messageActions";
import {
  type ConversationListener,
  conversation,
  editing,
  follow,
  readOnly,
  shownThread,
  status,
} from "./state";
import { startTools } from "./toolPage";
import { startReading } from "./reading";
import { SystemPrompt } from "./systemPrompt";
import { Transcript } from "./transcript";
import { loadTranslations, t } from "./translate";

loadTranslations(document.body.dataset["l10n"]);
start();

/** Builds the page and follows the host. */
function start(): void {
  const page = layout();
  const composer = new Composer(page.box);
  const earlier = new EarlierMessages(page.log);
  const transcript = new Transcript(page.log, page.messages, messageActions(composer), earlier);
  const system = new SystemPrompt();
  page.log.prepend(system.root);
  const send = () => {
    system.keep();
    composer.send();
  };
  render(<Header />, page.header);
  render(<Notices />, page.notices);
  render(<EmptyChat suggest={text => composer.suggest(text)} />, page.empty);
  render(<AccessBar />, page.access);
  render(<EditingLine cancel={() => composer.cancelEdit()} />, page.editing);
  render(<ComposerRow send={send} />, page.row);
  render(<Hint />, page.hint);
  render(<ActivityLine />, page.activity);
  const reading = startReading({
    ...page,
    askEarlier: () => earlier.ask(),
    rootOf: id => transcript.rootOf(id),
    move: scroll => transcript.move(scroll),
    toEnd: () => transcript.toEnd(),
  });
  document.addEventListener("keydown", event => {
    if (event.key === "Escape" && !event.isComposing) stop();
  });
  const { box } = page;
  showImagesIn({ conversation, status, readOnly, box, say: text => (hint.value = text) });
  const goBack = keepPlace(page.log, transcript);
  receive(follow(listenerOf({ page, composer, earlier, transcript, system, reading, goBack })));
  effect(() => transcript.mark(editing.value?.messageId));
  effect(() => showReadOnly(page.box, readOnly.value));
  window.addEventListener("focus", () => post({ type: "focused" }));
  window.addEventListener("blur", () => post({ type: "blurred" }));
  if (document.hasFocus()) post({ type: "focused" });
  watchNetwork();
  announceWaits(page.status);
  announceAccess(page.status);
  post({ type: "ready" });
  requestIdleCallback(() => {
    void loadEntities();
    void loadMenus();
    void composer.takeDrops();
    void startTools();
    void imageTools().then(tools => tools?.offerLinks());
  });
}

interface Parts {
  readonly page: ReturnType<typeof layout>;
  readonly composer: Composer;
  readonly earlier: EarlierMessages;
  readonly transcript: Transcript;
  readonly system: SystemPrompt;
  readonly reading: ReturnType<typeof startReading>;
  /** Goes to where an earlier page was read, the first time. */
  goBack(): void;
}

function listenerOf(parts: Parts): ConversationListener {
  const { page, composer, earlier, transcript, system, reading } = parts;
  return {
    shown: (shown, draft) => {
      composer.show(shown.id, draft);
      system.show(shown.id, shown.systemPrompt);
      earlier.answered();
      transcript.show(shown, shownThread.value);
      parts.goBack();
      page.main.dataset["shown"] = shown.id;
    },
    changed: (changed, events, mine) => {
      system.show(changed.id, changed.systemPrompt);
      transcript.change(changed, shownThread.value, events, mine);
      announceEnds(page.status, changed, shownThread.value.leafId, events);
    },
    grew: grown => {
      earlier.answered();
      transcript.show(grown, shownThread.value);
    },
    drafted: (draft, mine) => composer.replace(draft, mine),
    accessChanged: () => {
      if (page.access.contains(document.activeElement)) page.box.focus(); // Its buttons change.
    },
    attached: parts => composer.attach(parts),
    found: (query, files) => composer.found(query, files),
    hinted: text => (hint.value = text),
    answered: sent => composer.answered(sent),
    focusComposer: () => page.box.focus(),
    findAt: (messageId, text) => reading.findAt(messageId, text),
  };
}

/** What writes is out of reach, and the draft stays to be seen. */
function showReadOnly(box: HTMLTextAreaElement, on: boolean): void {
  document.body.classList.toggle("read-only", on);
  box.readOnly = on;
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
      "aria-description": t(
        "Alt+Up and Alt+Down go from message to message, Home and End to the first and the last.",
      ),
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
    "aria-describedby": "editing",
  });
  const row = element("div", { class: "composer-row" });
  const hint = element("p", { class: "hint", "aria-live": "polite" });
  // It counts seconds; `announceWaits` says once that it begins.
  const activity = element("p", { class: "activity", role: "timer" });
  const access = element("div", {});
  const editing = element("div", { class: "editing-line" });
  const composer = element("div", { class: "composer" }, editing, box, row);
  const main = element("main", { class: "main" }, notices, log, status);
  document.body.append(
    header,
    main,
    element("footer", { class: "footer" }, access, activity, composer, hint),
  );
  return {
    header,
    main,
    notices,
    messages,
    empty,
    log,
    status,
    access,
    editing,
    box,
    row,
    hint,
    activity,
  };
}
