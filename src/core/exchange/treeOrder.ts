import { phrase } from "../phrase";
import type { ForeignMessage } from "./foreign";
import { Trouble } from "./trouble";

/**
 * The same messages, each behind the one that it stands below, else in the order that they had. What
 * names a parent that is not there begins a thread. Throws where messages form a circle.
 */
export function inTreeOrder(messages: readonly ForeignMessage[]): readonly ForeignMessage[] {
  const ids = new Set(messages.map(({ id }) => id));
  const waiting = new Map<string, ForeignMessage[]>();
  const placed = new Set<string>();
  const ordered: ForeignMessage[] = [];
  for (const message of messages) {
    const { parentId } = message;
    const above = parentId !== null && ids.has(parentId) ? parentId : null;
    if (above === null || placed.has(above)) place({ ...message, parentId: above });
    else wait(above, message);
  }
  if (ordered.length < ids.size)
    throw new Trouble(phrase("Its messages form a circle, or stand in the wrong order."));
  return ordered;

  /** One list grows: thousands may wait for the same one. */
  function wait(above: string, message: ForeignMessage): void {
    const others = waiting.get(above);
    if (others) others.push(message);
    else waiting.set(above, [message]);
  }

  function place(first: ForeignMessage): void {
    const next = [first];
    for (let message = next.pop(); message; message = next.pop()) {
      if (placed.has(message.id)) continue;
      placed.add(message.id);
      ordered.push(message);
      for (const below of (waiting.get(message.id) ?? []).toReversed()) next.push(below);
      waiting.delete(message.id);
    }
  }
}

/** The messages that say something; what stands below another one moves up. They are in the order of the tree. */
export function withoutEmpty(messages: readonly ForeignMessage[]): readonly ForeignMessage[] {
  const kept = new Map<string, string | null>();
  return messages.flatMap(message => {
    const { id, parts, reasoning } = message;
    const parentId = message.parentId === null ? null : (kept.get(message.parentId) ?? null);
    const says = parts.length > 0 || reasoning !== undefined;
    kept.set(id, says ? id : parentId);
    return says ? [{ ...message, parentId }] : [];
  });
}
