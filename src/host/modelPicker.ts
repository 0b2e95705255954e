import type { Connection } from "../core/connections";
import type { ModelChoice } from "../core/conversation";
import { addConnection } from "./addConnection";
import { type ConnectionPickPorts, pickConnection } from "./connectionPick";
import { promptForKey } from "./keyPrompt";
import type { Keys } from "./keys";
import { type ListModels, pickModelId } from "./modelPick";

export interface PickerPorts extends ConnectionPickPorts {
  readonly listModels: ListModels;
}

/** Asks for a provider, then for a model there. Nothing when the user leaves. */
export async function pickModel(
  ports: PickerPorts,
  present: ModelChoice | null,
): Promise<ModelChoice | undefined> {
  for (;;) {
    const connection = await pickConnection(ports, present);
    if (!connection) return undefined;
    const choice = await pickModelAt(ports, connection, present, true);
    if (choice !== "back") return choice;
  }
}

/** Asks for a model at one connection, whose key and address are asked for first if they are missing. */
export async function pickModelAt(
  ports: PickerPorts,
  connection: Connection,
  present: ModelChoice | null,
  backButton = false,
): Promise<ModelChoice | undefined | "back"> {
  const ready = await makeReady(ports.keys, connection);
  if (!ready) return undefined;
  const [only] = ready.models;
  if (ready.quirks.includes("cannedAnswers") && only)
    return { connectionId: ready.id, model: only };
  const model = await pickModelId(ports.listModels, ready, present, backButton);
  return model === undefined || model === "back"
    ? model
    : { connectionId: ready.id, model: model.id };
}

/** The connection with address and key; nothing when the user leaves before it has them. */
async function makeReady(keys: Keys, connection: Connection): Promise<Connection | undefined> {
  const addressed = connection.baseURL === undefined ? await addConnection() : connection;
  if (!addressed || addressed.auth === "none") return addressed;
  if ((await keys.source(addressed)) !== "none") return addressed;
  return (await promptForKey(keys, addressed)) ? addressed : undefined;
}
