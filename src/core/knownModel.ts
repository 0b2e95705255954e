import type { Connection } from "./connections";
import type { ModelLists } from "./modelLists";
import type { Model } from "./models";

/**
 * What is known of a model at a connection: what the user says of it, over the live list that came last,
 * over the table. Asks no server, and never throws.
 */
export async function knownModel(
  connection: Connection | undefined,
  id: string,
  lists: Pick<ModelLists, "known">,
): Promise<Model> {
  if (!connection) return { id };
  const [list, facts] = await Promise.all([
    lists.known(connection).catch(() => undefined), // Not readable now: the table has something.
    tableFacts(connection.providerId, id),
  ]);
  const own = connection.ownModels.find(model => model.id === id);
  const listed = list?.models.find(model => model.id === id);
  return merged({ id }, facts, listed, own);
}

async function tableFacts(providerId: string, id: string): Promise<Model | undefined> {
  const table = await import("./modelTable").catch(() => undefined); // Then nothing is known from it.
  return table?.factsOf(providerId, id);
}

/** A remembered list holds prices of the table of its day; the present table's come before them. */
function merged(
  bare: Model,
  facts: Model | undefined,
  listed: Model | undefined,
  own: Model | undefined,
): Model {
  const live = listed?.price?.asOf === undefined ? listed?.price : undefined;
  const price = own?.price ?? live ?? facts?.price ?? listed?.price;
  return { ...bare, ...facts, ...listed, ...own, ...(price && { price }) };
}
