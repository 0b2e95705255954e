import { conversation, editing } from "./state";

/** Earlier messages of the user, brought back into an empty box with the arrow keys. */
export class PromptHistory {
  /** What was brought back last: while it is unchanged, the arrows go on from it. */
  private recalled: { readonly text: string; readonly at: number } | undefined;

  constructor(private readonly box: HTMLTextAreaElement) {}

  /** Takes an arrow key, if it leads to another prompt; says whether the box holds something else now. */
  pressed(event: KeyboardEvent): boolean {
    const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
    if (step === undefined || isModified(event) || editing.value) return false;
    const at = this.box.value === this.recalled?.text ? this.recalled.at : -1;
    if (at < 0 && (step < 0 || this.box.value !== "")) return false;
    const prompts = earlierPrompts();
    if (prompts.length === 0) return false;
    event.preventDefault();
    const next = Math.min(at + step, prompts.length - 1);
    const text = prompts[next] ?? "";
    this.recalled = text === "" ? undefined : { text, at: next };
    if (next === at) return false;
    this.box.value = text;
    this.box.setSelectionRange(text.length, text.length);
    return true;
  }
}

function isModified({ shiftKey, altKey, ctrlKey, metaKey }: KeyboardEvent): boolean {
  return shiftKey || altKey || ctrlKey || metaKey;
}

/** The texts that the user wrote in this conversation, the newest first, each once in a row. */
function earlierPrompts(): readonly string[] {
  const messages = [...(conversation.value?.messages.values() ?? [])].toReversed();
  return messages
    .flatMap(message => {
      if (message.role !== "user" || message.deleted) return [];
      const texts = message.content.flatMap(part => (part.type === "text" ? [part.text] : []));
      return [texts.join("\n\n")];
    })
    .filter((text, index, all) => text.trim() !== "" && text !== all[index - 1]);
}
