import { computed } from "@preact/signals";
import { keyLabel } from "../core/commands";
import type { KeyOffer, PanelStatus, ServerOffer } from "../core/protocol";
import { post } from "./bridge";
import { Icon } from "./controls";
import type { IconName } from "./icons";
import { conversation, status } from "./state";
import { t } from "./translate";

/** How many lines of found ways to a model fit a small view; the picker has all of them. */
const most = 3;

const empty = computed(() => conversation.value !== null && conversation.value.messages.size === 0);

/** What an empty chat needs to know; the same for every status while that is not known. */
const screen = computed(() => {
  const { modelLabel = null, hasKey = null } = status.value ?? {};
  if (!empty.value || !status.value) return "none";
  if (modelLabel === null || hasKey === false) return "newcomer";
  return hasKey === null ? "none" : "ready";
});

/** The first screen of an empty conversation. What arrives late is below what is there, which never moves. */
export function EmptyChat({ suggest }: { readonly suggest: (text: string) => void }) {
  if (screen.value === "none" || !status.value) return null;
  return (
    <div class="empty">
      {screen.value === "ready" ? (
        <Ready modelLabel={status.value.modelLabel ?? ""} suggest={suggest} />
      ) : (
        <Newcomer status={status.value} />
      )}
      <p class="empty-end">
        {screen.value === "ready" && <QuietButton {...tour()} />}
        <QuietButton name={t("Get started")} post={{ type: "getStarted" }} />
      </p>
    </div>
  );
}

function Newcomer({ status: { servers, keys } }: { readonly status: PanelStatus }) {
  const offers = [
    ...servers.map(server => <Offer server={server} key={server.baseURL} />),
    ...keys.map(offer => <KeyButton offer={offer} key={offer.connectionId} />),
  ];
  const shown = offers.length > most ? most - 1 : most;
  return (
    <>
      <h2>{t("Chat with any model, with your own key")}</h2>
      <button
        type="button"
        class="button"
        onClick={() => post({ type: "setKey", connectionId: "" })}
      >
        <Icon name="key" />
        {t("Set API Key")}
      </button>
      <OfferButton icon="play" {...tour()} />
      <p class="fine">
        {t("No account, no server of ours, no telemetry. Keys stay in VS Code's secret storage.")}
      </p>
      {offers.length > 0 && <h3>{t("Found on this computer")}</h3>}
      {offers.slice(0, shown)}
      {offers.length > shown && (
        <QuietButton name={t("{0} more…", offers.length - shown)} post={{ type: "chooseModel" }} />
      )}
    </>
  );
}

function Ready({
  modelLabel,
  suggest,
}: {
  readonly modelLabel: string;
  readonly suggest: (text: string) => void;
}) {
  return (
    <>
      <h2>{t("Ask {0} anything", modelLabel)}</h2>
      {suggestions().map(({ name, text }) => (
        <button type="button" class="suggestion" key={name} onClick={() => suggest(text)}>
          {name}
        </button>
      ))}
      <EditorHint />
    </>
  );
}

/** How code gets here, with the key that does it. */
function EditorHint() {
  const key = keyLabel("parley.addSelectionToChat", /Mac|iP(hone|ad)/.test(navigator.platform));
  const [before = "", after = ""] = t("Select code and press {0} to ask about it.", "\n").split(
    "\n",
  );
  return (
    <p class="editor-hint">
      {before}
      <kbd>{key}</kbd>
      {after}
    </p>
  );
}

/** Beginnings of messages; the user ends and sends them. */
function suggestions(): readonly { readonly name: string; readonly text: string }[] {
  return [
    { name: t("Write a shell command that …"), text: t("Write a shell command that ") },
    { name: t("Explain the difference between …"), text: t("Explain the difference between ") },
    { name: t("Explain this error message: …"), text: t("Explain this error message:\n") },
  ];
}

function tour(): Action {
  return { name: t("Offline tour (not an AI)"), post: { type: "startOfflineTour" } };
}

interface Action {
  readonly name: string;
  readonly post: Parameters<typeof post>[0];
}

function QuietButton(button: Action) {
  return (
    <button type="button" class="quiet-button" onClick={() => post(button.post)}>
      {button.name}
    </button>
  );
}

function Offer({ server }: { readonly server: ServerOffer }) {
  const { label, baseURL, models } = server;
  const count = models.length === 1 ? t("1 model") : t("{0} models", models.length);
  return (
    <OfferButton
      icon="server"
      name={t("Use {0} on {1} ({2})", label, new URL(baseURL).host, count)}
      post={{ type: "useServer", baseURL }}
    />
  );
}

function KeyButton({ offer }: { readonly offer: KeyOffer }) {
  const { connectionId, label, variable } = offer;
  return (
    <OfferButton
      icon="key"
      name={t("Use {0} with {1}", label, variable)}
      post={{ type: "useConnection", connectionId }}
    />
  );
}

function OfferButton(offer: Action & { readonly icon: IconName }) {
  return (
    <button type="button" class="button secondary" onClick={() => post(offer.post)}>
      <Icon name={offer.icon} />
      {offer.name}
    </button>
  );
}
