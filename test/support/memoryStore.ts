import type { ChatEvent } from "../../src/core/answering";
import { Chats } from "../../src/core/chats";
import { titleOf } from "../../src/core/conversation";
import { type Draft, emptyDraft } from "../../src/core/drafts";
import { type JournalReading, readJournal } from "../../src/core/journal";
import { type PanelActions, PanelController } from "../../src/core/panelController";
import type { HostToPanel } from "../../src/core/protocol";
import type { ConversationStore, ConversationSummary } from "../../src/core/store";
import { FakeClock } from "./fakeClock";

/** Keeps conversations in memory, and fails while it is told to. */
export class MemoryStore implements ConversationStore {
  readonly journals = new Map<string, string>();
  readonly drafts = new Map<string, Draft>();
  readonly current = new Map<string, string>();
  failing = false;

  /** The journal of a conversation, folded as after a restart. */
  reading(id: string): JournalReading | undefined {
    return readJournal(this.journals.get(id) ?? "");
  }

  async append(id: string, text: string): Promise<void> {
    this.check();
    this.journals.set(id, (this.journals.get(id) ?? "") + text);
  }

  async read(id: string): Promise<string | undefined> {
    this.check();
    return this.journals.get(id);
  }

  async list(): Promise<readonly ConversationSummary[]> {
    return [...this.journals.keys()].flatMap(id => {
      const conversation = this.reading(id)?.conversation;
      if (!conversation) return [];
      const { createdAt, workspace, messages } = conversation;
      const title = titleOf(conversation);
      return [
        { id, title, createdAt, changedAt: createdAt, workspace, empty: messages.size === 0 },
      ];
    });
  }

  async readDraft(id: string): Promise<Draft> {
    this.check();
    return this.drafts.get(id) ?? emptyDraft;
  }

  async writeDraft(id: string, draft: Draft): Promise<void> {
    this.check();
    this.drafts.set(id, draft);
  }

  async readCurrent(workspace: string): Promise<string | undefined> {
    this.check();
    return this.current.get(workspace);
  }

  async writeCurrent(workspace: string, id: string): Promise<void> {
    this.check();
    this.current.set(workspace, id);
  }

  async settle(): Promise<void> {}

  private check(): void {
    if (this.failing) throw new Error("the disk is full");
  }
}

export const workspace = "file:///project";

/** The chats of a window over a store; their model says “Hel” and never ends. */
export function chatsOver(store: ConversationStore) {
  const clock = new FakeClock();
  const troubles: unknown[] = [];
  const chats = new Chats({
    store,
    clock,
    workspace,
    ask: async function* (): AsyncGenerator<ChatEvent> {
      yield { type: "text", text: "Hel" };
      await new Promise(() => {});
    },
    trouble: error => void troubles.push(error instanceof Error ? error.message : error),
    defaultChoice: () => ({ connectionId: "openai", model: "gpt" }),
    labelOf: choice => choice?.model ?? "No model",
    parametersOf: () => ({}),
  });
  return { chats, clock, troubles };
}

/** A panel controller over a store; `acted` is what it asked of the editor. */
export function openPanel(store = new MemoryStore()) {
  const posted: HostToPanel[] = [];
  const acted: (readonly unknown[])[] = [];
  const note = (...call: readonly unknown[]) => void acted.push(call);
  const actions: PanelActions = {
    chooseModel: async () => note("chooseModel"),
    setKey: async id => note("setKey", id),
    editConnection: async id => note("editConnection", id),
    openHistory: async () => note("openHistory"),
    focusChanged: focused => note("focusChanged", focused),
    getStarted: async () => note("getStarted"),
    startOfflineTour: async () => note("startOfflineTour"),
    useServer: async baseURL => note("useServer", baseURL),
    useConnection: async id => note("useConnection", id),
    emptyShown: () => note("emptyShown"),
    openLink: async url => note("openLink", url),
    copy: async text => note("copy", text),
    changed: (session, activity) => note("changed", session, activity),
  };
  const post = (message: HostToPanel) => void posted.push(message);
  const { chats } = chatsOver(store);
  const controller = new PanelController({ chats, store, workspace, actions, post });
  return { controller, store, posted, acted };
}

/** A controller whose page is ready. */
export async function openReadyPanel(store = new MemoryStore()) {
  const all = openPanel(store);
  await all.controller.receive({ type: "ready" });
  return { ...all, id: (await all.controller.session()).conversation.id };
}
