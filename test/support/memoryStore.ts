import { createHash } from "node:crypto";
import type { AskModel, ChatEvent } from "../../src/core/answering";
import { Chats } from "../../src/core/chats";
import { titleOf } from "../../src/core/conversation";
import { type Draft, Drafts, emptyDraft } from "../../src/core/drafts";
import { type JournalReading, readJournal } from "../../src/core/journal";
import { type PanelActions, PanelController } from "../../src/core/panelController";
import type { HostToPanel } from "../../src/core/protocol";
import type { Preset } from "../../src/core/presets";
import { Queues } from "../../src/core/queue";
import type {
  Claim,
  ClaimHolder,
  ConversationStore,
  ConversationSummary,
  JournalPiece,
  TellPart,
  TrashedConversation,
  WholeJournal,
} from "../../src/core/store";
import { FakeClock } from "./fakeClock";

/** What several processes have in common. */
class SharedMemory {
  readonly journals = new Map<string, string>();
  readonly drafts = new Map<string, Draft>();
  readonly current = new Map<string, string>();
  readonly claims = new Map<string, MemoryClaim>();
  readonly files = new Map<string, Map<string, Uint8Array>>();
  readonly trash: Deleted[] = [];
  readonly watchers = new Set<() => void>();

  /** Tells whoever follows a conversation, as soon as the present work is done. */
  changed(): void {
    for (const look of this.watchers) queueMicrotask(look);
  }
}

interface MemoryClaim {
  readonly owner: MemoryStore;
  readonly holder: ClaimHolder;
}

interface Deleted {
  readonly id: string;
  readonly journal: string;
  readonly draft: Draft | undefined;
  readonly files: Map<string, Uint8Array> | undefined;
  readonly deletedAt: number;
}

/** Keeps conversations in memory, and fails while it is told to. Each one is a process with claims of its own. */
export class MemoryStore implements ConversationStore {
  readonly journals: Map<string, string>;
  readonly drafts: Map<string, Draft>;
  readonly current: Map<string, string>;
  /** By conversation and name. */
  readonly files: Map<string, Map<string, Uint8Array>>;
  failing = false;
  /** The time of deletions. */
  now = () => Date.now();
  private readonly taken = new Map<string, MemoryClaim>();

  constructor(private readonly shared = new SharedMemory()) {
    ({ journals: this.journals, drafts: this.drafts, current: this.current } = shared);
    this.files = shared.files;
  }

  /** Another process over the same conversations. */
  otherProcess(): MemoryStore {
    return new MemoryStore(this.shared);
  }

  /** The process is killed: its claims are free, and nobody is told. */
  kill(): void {
    for (const [id, claim] of this.taken) this.free(id, claim);
    this.taken.clear();
    this.shared.changed();
  }

  /** The process slept so long that its claims are free. It hears of that when it wakes. */
  sleep(): { wake(): void } {
    const claims = [...this.taken];
    for (const [id, claim] of claims) this.free(id, claim);
    this.shared.changed();
    return {
      wake: () => {
        for (const [id, claim] of claims) if (this.taken.get(id) === claim) claim.holder.lost();
      },
    };
  }

  /** The journal of a conversation, folded as after a restart. */
  reading(id: string): JournalReading | undefined {
    return readJournal(this.journals.get(id) ?? "", id);
  }

  /** Whether no process has the claim. */
  isFree(id: string): boolean {
    return !this.shared.claims.has(id);
  }

  async append(id: string, text: string): Promise<void> {
    this.check();
    const taken = this.taken.get(id);
    if (taken && this.shared.claims.get(id) !== taken) throw new Error("the claim is lost");
    this.journals.set(id, (this.journals.get(id) ?? "") + text);
    this.shared.changed();
  }

  async bringIn(id: string, { journal, files }: WholeJournal): Promise<void> {
    this.check();
    if (this.journals.has(id)) throw new Error("there is a conversation of that id already");
    if (this.shared.claims.has(id)) throw new Error("another process writes this conversation");
    const read = new Map<string, Uint8Array>();
    for (const [name, bytes] of files) read.set(name, await bytes());
    if (read.size > 0) this.files.set(id, read);
    this.journals.set(id, journal);
    this.shared.changed();
  }

  async read(id: string): Promise<string | undefined> {
    this.check();
    return this.journals.get(id);
  }

  async readFrom(id: string, start: number): Promise<JournalPiece | undefined> {
    this.check();
    const journal = this.journals.get(id);
    if (journal === undefined) return undefined;
    const bytes = Buffer.from(journal);
    if (start >= bytes.length) return { text: "", end: bytes.length };
    const end = Math.max(start, bytes.lastIndexOf(0x0a) + 1);
    return { text: bytes.toString("utf8", start, end), end };
  }

  async claim(id: string, holder: ClaimHolder): Promise<Claim | undefined> {
    this.check();
    if (this.shared.claims.has(id)) return undefined;
    const claim = { owner: this, holder };
    this.shared.claims.set(id, claim);
    this.taken.set(id, claim);
    this.shared.changed();
    return {
      release: async () => {
        if (this.taken.get(id) !== claim) return;
        this.taken.delete(id);
        this.free(id, claim);
        this.shared.changed();
      },
    };
  }

  async askFor(id: string): Promise<void> {
    this.check();
    const claim = this.shared.claims.get(id);
    if (claim) queueMicrotask(() => claim.holder.asked());
  }

  watch(id: string, changed: (state: { readonly free: boolean }) => void): () => void {
    let told: string | undefined;
    const look = () => {
      const free = !this.shared.claims.has(id);
      const state = `${free} ${this.journals.get(id)?.length}`;
      if (!this.shared.watchers.has(look) || state === told) return;
      told = state;
      changed({ free });
    };
    this.shared.watchers.add(look);
    queueMicrotask(look);
    return () => void this.shared.watchers.delete(look);
  }

  async list(_tell?: TellPart): Promise<readonly ConversationSummary[]> {
    return [...this.journals].flatMap(([id, text]) => summaryOf(id, text));
  }

  async listOf(ids: readonly string[]): Promise<readonly ConversationSummary[]> {
    return ids.flatMap(id => summaryOf(id, this.journals.get(id) ?? ""));
  }

  async writtenElsewhere(): Promise<readonly string[]> {
    return [...this.shared.claims].flatMap(([id, { owner }]) => (owner === this ? [] : [id]));
  }

  async remembered(): Promise<readonly ConversationSummary[] | undefined> {
    return this.list();
  }

  async remove(id: string): Promise<void> {
    this.check();
    const journal = this.journals.get(id);
    if (journal === undefined) throw new Error("there is no such conversation");
    const claim = this.shared.claims.get(id);
    if (claim && claim.owner !== this) throw new Error("another process writes this conversation");
    const [draft, files] = [this.drafts.get(id), this.files.get(id)];
    this.shared.trash.push({ id, journal, draft, files, deletedAt: this.now() });
    this.journals.delete(id);
    this.files.delete(id);
    this.drafts.delete(id);
    this.taken.delete(id);
    this.shared.claims.delete(id);
    this.shared.changed();
  }

  async listTrash(): Promise<readonly TrashedConversation[]> {
    return this.shared.trash
      .flatMap(({ id, journal, deletedAt }) =>
        summaryOf(id, journal).map(summary => ({ ...summary, deletedAt })),
      )
      .toSorted((a, b) => b.deletedAt - a.deletedAt);
  }

  async restore(id: string): Promise<boolean> {
    this.check();
    const place = this.shared.trash.findLastIndex(deleted => deleted.id === id);
    if (place < 0 || this.journals.has(id)) return false;
    const [deleted] = this.shared.trash.splice(place, 1);
    if (deleted) this.journals.set(id, deleted.journal);
    if (deleted?.draft && !this.drafts.has(id)) this.drafts.set(id, deleted.draft);
    if (deleted?.files) this.files.set(id, deleted.files);
    this.shared.changed();
    return true;
  }

  async purge(before: number, id?: string): Promise<readonly string[]> {
    this.check();
    const { trash } = this.shared;
    const old = trash.filter(
      deleted => deleted.deletedAt < before && (id === undefined || deleted.id === id),
    );
    for (const deleted of old) trash.splice(trash.indexOf(deleted), 1);
    return [...new Set(old.map(({ id }) => id))];
  }

  async writeFile(id: string, bytes: Uint8Array, ending: string): Promise<string> {
    this.check();
    const name = `${createHash("sha256").update(bytes).digest("hex")}.${ending}`;
    const files = this.files.get(id) ?? new Map<string, Uint8Array>();
    this.files.set(id, files.set(name, bytes));
    return name;
  }

  async readFile(id: string, name: string): Promise<Uint8Array | undefined> {
    this.check();
    return this.files.get(id)?.get(name);
  }

  async removeFile(id: string, name: string): Promise<void> {
    this.check();
    this.files.get(id)?.delete(name);
  }

  async copyFiles(from: string, to: string, names: readonly string[]): Promise<void> {
    this.check();
    for (const name of names) {
      const bytes = this.files.get(from)?.get(name);
      if (bytes) await this.writeFile(to, bytes, name.split(".").at(-1) ?? "");
    }
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

  private free(id: string, claim: MemoryClaim): void {
    if (this.shared.claims.get(id) === claim) this.shared.claims.delete(id);
  }

  private check(): void {
    if (this.failing) throw new Error("the disk is full");
  }
}

function summaryOf(id: string, journal: string): readonly ConversationSummary[] {
  const conversation = readJournal(journal, id)?.conversation;
  if (!conversation) return [];
  const { createdAt, workspace, messages } = conversation;
  const title = titleOf(conversation);
  return [{ id, title, createdAt, changedAt: createdAt, workspace, empty: messages.size === 0 }];
}

export const workspace = "file:///project";

/** The chats of a window over a store; their model says “Hel” and never ends. */
export function chatsOver(store: ConversationStore, ask: AskModel = endless, preset?: Preset) {
  const clock = new FakeClock();
  const troubles: unknown[] = [];
  const chats = new Chats({
    store,
    clock,
    workspace,
    ask,
    trouble: error => void troubles.push(error instanceof Error ? error.message : error),
    defaultChoice: () => ({ connectionId: "openai", model: "gpt" }),
    labelOf: choice => choice?.model ?? "No model",
    parametersOf: () => ({}),
    defaultPreset: () => preset,
  });
  return { chats, clock, troubles };
}

async function* endless(): AsyncGenerator<ChatEvent> {
  yield { type: "text", text: "Hel" };
  await new Promise(() => {});
}

/** A panel controller over a store; `acted` is what it asked of the editor. */
export function openPanel(store = new MemoryStore(), ask?: AskModel) {
  const posted: HostToPanel[] = [];
  const acted: (readonly unknown[])[] = [];
  const note = (...call: readonly unknown[]) => void acted.push(call);
  const actions: PanelActions = {
    chooseModel: async () => note("chooseModel"),
    pickModel: async () => ({ connectionId: "other", model: "large" }),
    openInEditor: async (session, leafId) => note("openInEditor", session, leafId),
    renameChat: async session => note("renameChat", session),
    exportChat: async session => note("exportChat", session),
    deleteChat: async session => note("deleteChat", session),
    setKey: async id => note("setKey", id),
    editConnection: async id => note("editConnection", id),
    openHistory: async () => note("openHistory"),
    focusChanged: focused => note("focusChanged", focused),
    getStarted: async () => note("getStarted"),
    startOfflineTour: async () => note("startOfflineTour"),
    useServer: async baseURL => note("useServer", baseURL),
    useConnection: async id => note("useConnection", id),
    emptyShown: () => note("emptyShown"),
    pickFiles: async () => ({ parts: [], refused: [] }),
    findFiles: async () => [],
    readFiles: async (uris, how) => {
      note("readFiles", uris, how);
      return { parts: [], refused: [] };
    },
    showWire: async (_session, answerId, form) => note("showWire", answerId, form),
    editFunctions: async session => note("editFunctions", session.conversation.id),
    presets: () => [],
    writePresets: async presets => note("writePresets", presets),
    askName: async present => {
      note("askName", present);
      return "alice";
    },
    openLink: async url => note("openLink", url),
    copy: async text => note("copy", text),
    changed: () => note("changed"),
    activityChanged: () => note("activityChanged"),
    insertCode: async text => note("insertCode", text),
    replaceSelection: async (text, asked) => note("replaceSelection", text, asked),
    newFile: async (text, language) => note("newFile", text, language),
    findPlaces: async places => places.filter(place => place.startsWith("src/")),
    openPlace: async place => note("openPlace", place),
  };
  const post = (message: HostToPanel) => void posted.push(message);
  const { chats } = chatsOver(store, ask);
  const drafts = new Drafts(store);
  const queues = new Queues(chats, drafts);
  const controller = new PanelController({
    chats,
    store,
    drafts,
    queues,
    actions,
    first: () => chats.restore(),
    shows: session => void store.writeCurrent(workspace, session.conversation.id).catch(() => {}),
    post,
  });
  return { controller, store, posted, acted, drafts, queues };
}

/** A controller whose page is ready. */
export async function openReadyPanel(store = new MemoryStore(), ask?: AskModel) {
  const all = openPanel(store, ask);
  await all.controller.receive({ type: "ready" });
  return { ...all, id: (await all.controller.session()).conversation.id };
}
