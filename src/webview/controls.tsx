import { computed } from "@preact/signals";
import { post } from "./bridge";
import { hint, stop } from "./composer";
import { icon, type IconName } from "./icons";
import { menuButton, type MenuItem } from "./menu";
import { tell } from "./messageActions";
import { sendKeyName } from "./sendKey";
import { activity, conversation, editing, status, title } from "./state";
import { t } from "./translate";

const busy = computed(() => activity.value.state !== "idle");

/** An icon among the controls. */
export function Icon({ name }: { readonly name: IconName }) {
  return <span class="icon-place" ref={place => place?.replaceChildren(icon(name))} />;
}

/** Title of the conversation, the two ways out of it, and what can be done with it. */
export function Header() {
  return (
    <>
      <h1 class="title" dir="auto" title={title.value}>
        {title.value === "" ? t("New chat") : title.value}
      </h1>
      <button
        type="button"
        class="icon-button"
        aria-label={t("New chat")}
        title={t("New chat")}
        onClick={() => post({ type: "newChat" })}
      >
        <Icon name="add" />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={t("History")}
        title={t("History")}
        onClick={() => post({ type: "openHistory" })}
      >
        <Icon name="history" />
      </button>
      <ChatActions />
    </>
  );
}

/** What can be done with the whole conversation. */
function ChatActions() {
  const place = (element: HTMLElement | null) =>
    element?.replaceChildren(menuButton(t("Chat actions"), chatItems));
  return <span class="icon-place" ref={place} />;
}

function chatItems(): readonly MenuItem[] {
  const inTab = { name: t("Open in editor"), run: () => tell({ type: "openInEditor" }) };
  if (!conversation.value?.messages.size) return [inTab];
  return [
    inTab,
    { name: t("Rename chat…"), run: () => tell({ type: "renameChat" }) },
    { name: t("Export chat…"), run: () => tell({ type: "exportChat" }) },
    { name: t("Fork chat"), run: () => tell({ type: "fork", messageId: "" }) },
    { name: t("Delete chat"), apart: true, run: () => tell({ type: "deleteChat" }) },
  ];
}

/** What does not work at the moment, one line each. */
export function Notices() {
  return (
    <>
      {(status.value?.notices ?? []).map(notice => (
        <p class="notice" role="note" key={notice}>
          <Icon name="warning" />
          <span>{notice}</span>
        </p>
      ))}
    </>
  );
}

/** The row below the message box. */
export function ComposerRow({ send }: { readonly send: () => void }) {
  const model = status.value?.modelLabel ?? t("Choose model");
  const [name, hintText] = busy.value
    ? [t("Stop"), t("Stop (Esc)")]
    : editing.value?.role === "assistant"
      ? [t("Save"), t("Save ({0})", sendKeyName())]
      : [t("Send"), t("Send ({0})", sendKeyName())];
  // One button: the focus stays where it is when an answer begins or ends.
  return (
    <>
      <button
        type="button"
        class="model-button"
        aria-label={t("Model: {0}", model)}
        title={t("Model: {0}", model)}
        onClick={() => post({ type: "chooseModel" })}
      >
        <span class="model-name">{model}</span>
        <Icon name="chevronDown" />
      </button>
      <span class="composer-tools" />
      <button
        type="button"
        class="icon-button attach"
        aria-label={t("Attach")}
        title={t("Attach files (also with @, or dropped with Shift)")}
        onClick={() => tell({ type: "pickFiles" })}
      >
        <Icon name="attach" />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={name}
        title={hintText}
        onClick={busy.value ? stop : send}
      >
        <Icon name={busy.value ? "stop" : editing.value?.role === "assistant" ? "check" : "send"} />
      </button>
    </>
  );
}

/** Why the last key or click did nothing. */
export function Hint() {
  return <>{hint.value}</>;
}
