import * as vscode from "vscode";
import type { Conversation } from "../core/conversation";
import type { ChatSession } from "../core/session";
import type { ChatView } from "./chatView";
import { chatTitle } from "./say";
import type { Views } from "./views";

export interface UnseenPorts {
  readonly views: Views;
  readonly sidebar: ChatView;
  /** What the status bar says: the titles of conversations that have no tab to say it. */
  show(titles: readonly string[]): void;
}

/** Answers that came where nobody looked: each has one quiet sign until it is looked at. */
export class UnseenAnswers {
  private readonly titles = new Map<string, string>();

  constructor(private readonly ports: UnseenPorts) {}

  /** An answer has ended; one that the user stopped is known to them. */
  answered({ conversation }: ChatSession, answerId: string): void {
    if (!wasStopped(conversation, answerId))
      this.titles.set(conversation.id, chatTitle(conversation));
    this.update();
  }

  has(id: string): boolean {
    return this.titles.has(id);
  }

  /** The conversation is deleted. */
  forget(id: string): void {
    this.titles.delete(id);
    this.update();
  }

  /** Takes away the signs of what is on the screen now, and shows the others. */
  update(): void {
    const { views, sidebar } = this.ports;
    for (const id of this.titles.keys())
      if (views.of(id).some(({ place }) => place.visible)) this.titles.delete(id);
    const inTabs = new Set<string>();
    for (const [{ controller }, tab] of views.tabs) {
      const { conversation } = controller.shown ?? {};
      if (!conversation) continue;
      inTabs.add(conversation.id);
      tab.setTitle(chatTitle(conversation), this.titles.has(conversation.id));
    }
    const titles = [...this.titles].flatMap(([id, title]) => (inTabs.has(id) ? [] : [title]));
    sidebar.setBadge(
      titles.length === 0 ? undefined : { value: titles.length, tooltip: answeredIn(titles) },
    );
    this.ports.show(titles);
  }
}

/** In which conversations an answer waits to be read, in words. */
export function answeredIn(titles: readonly string[]): string {
  const names = titles.map(title => vscode.l10n.t("“{0}”", title)).join(", ");
  return vscode.l10n.t("New answer in {0}", names);
}

function wasStopped({ messages }: Conversation, answerId: string): boolean {
  const answer = messages.get(answerId);
  return answer?.role === "assistant" && answer.finish === "stopped";
}
