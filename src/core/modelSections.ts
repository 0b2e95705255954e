import { isChatModel, type Model } from "./models";

/** The models of a list as a picker shows them. */
export interface ModelSections {
  readonly pinned: readonly Model[];
  readonly recent: readonly Model[];
  /** The others that one can chat with. */
  readonly chat: readonly Model[];
  /** Models for other things: speech, images, embeddings, … */
  readonly rest: readonly Model[];
}

/** Sorts a list into sections. Pinned and recent models that the list does not hold stay there as ids. */
export function sectionsOf(
  models: readonly Model[],
  pinnedIds: readonly string[],
  recentIds: readonly string[],
): ModelSections {
  const byId = new Map(models.map(model => [model.id, model]));
  const named = (ids: readonly string[]) => ids.map(id => byId.get(id) ?? { id });
  const above = new Set([...pinnedIds, ...recentIds]);
  const others = models.filter(({ id }) => !above.has(id));
  return {
    pinned: named(pinnedIds),
    recent: named(recentIds),
    chat: others.filter(isChatModel),
    rest: others.filter(model => !isChatModel(model)),
  };
}

/** What the list has for a typed text; the picker filters by itself, so its items change only with this. */
export type TypedState = "nothing" | "exact" | "among" | "inRest" | "unknown";

/** Whether a typed text is an id of the list, a part of one, or something else. */
export function typedState(
  { pinned, recent, chat, rest }: ModelSections,
  typed: string,
): TypedState {
  const text = typed.trim().toLowerCase();
  if (text === "") return "nothing";
  const first = [...pinned, ...recent, ...chat];
  const isExact = (model: Model) => model.id.toLowerCase() === text;
  const holds = ({ id, name = "" }: Model) =>
    id.toLowerCase().includes(text) || name.toLowerCase().includes(text);
  if (first.some(isExact)) return "exact";
  if (first.some(holds)) return "among";
  return rest.some(holds) ? "inRest" : "unknown";
}
