import { computed } from "@preact/signals";
import { titleOf } from "../core/conversation";
import { hostOf } from "../core/address";
import type { KeyOffer, ServerOffer } from "../core/protocol";
import { post } from "./bridge";
import { hint, stop } from "./composer";
import { icon, type IconName } from "./icons";
import { activity, conversation, status } from "./state";
import { t } from "./translate";

const title = computed(() => (conversation.value ? titleOf(conversation.value) : ""));
const empty = computed(() => conversation.value !== null && conversation.value.messages.size === 0);
const busy = computed(() => activity.value.state !== "idle");

function Icon({ name }: { readonly name: IconName }) {
  return <span class="icon-place" ref={place => place?.replaceChildren(icon(name))} />;
}

/** Title of the conversation, and the two ways out of it. */
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
    </>
  );
}

/** What does not work at the moment, one line each. */
export function Notices() {
  return (
    <>
      {status.value.notices.map(notice => (
        <p class="notice" role="note" key={notice}>
          <Icon name="warning" />
          <span>{notice}</span>
        </p>
      ))}
    </>
  );
}

/** The first screen of an empty conversation. */
export function EmptyChat() {
  if (!empty.value) return null;
  const { modelLabel, hasKey, servers, keys } = status.value;
  return (
    <div class="empty">
      <h2>
        {modelLabel !== null && hasKey
          ? t("Ask {0} anything", modelLabel)
          : t("Chat with any model, with your own key")}
      </h2>
      <p>{t("Type below, or select code in the editor and choose Parley: Explain Selection.")}</p>
      <div class="offers">
        {keys.map(offer => (
          <KeyButton offer={offer} key={offer.connectionId} />
        ))}
        {servers.map(server => (
          <Offer server={server} key={server.baseURL} />
        ))}
        <button
          type="button"
          class={hasKey ? "button secondary" : "button"}
          onClick={() => post({ type: "setKey", connectionId: "" })}
        >
          <Icon name="key" />
          {t("Set API Key")}
        </button>
        <button
          type="button"
          class="button secondary"
          onClick={() => post({ type: "startOfflineTour" })}
        >
          <Icon name="play" />
          {t("Offline tour (not an AI)")}
        </button>
      </div>
      <p class="fine">
        {t("No account, no server of ours, no telemetry. Keys stay in VS Code's secret storage.")}
      </p>
    </div>
  );
}

function Offer({ server }: { readonly server: ServerOffer }) {
  const { label, baseURL, models } = server;
  const count = models.length === 1 ? t("1 model") : t("{0} models", models.length);
  return (
    <button
      type="button"
      class="button secondary"
      onClick={() => post({ type: "useServer", baseURL })}
    >
      <Icon name="server" />
      {t("Use {0} on {1} ({2})", label, hostOf(baseURL), count)}
    </button>
  );
}

function KeyButton({ offer }: { readonly offer: KeyOffer }) {
  const { connectionId, label, variable } = offer;
  return (
    <button
      type="button"
      class="button secondary"
      onClick={() => post({ type: "useConnection", connectionId })}
    >
      <Icon name="key" />
      {t("Use {0} with {1}", label, variable)}
    </button>
  );
}

/** The row below the message box. */
export function ComposerRow({ send }: { readonly send: () => void }) {
  const model = status.value.modelLabel ?? t("Choose model");
  const [name, hintText] = busy.value
    ? [t("Stop"), t("Stop (Esc)")]
    : [t("Send"), t("Send (Enter)")];
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
      <button
        type="button"
        class="icon-button"
        aria-label={name}
        title={hintText}
        onClick={busy.value ? stop : send}
      >
        <Icon name={busy.value ? "stop" : "send"} />
      </button>
    </>
  );
}

/** Why the last key or click did nothing. */
export function Hint() {
  return <>{hint.value}</>;
}
