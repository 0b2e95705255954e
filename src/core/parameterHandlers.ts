import { isObject, parseJson } from "./decode";
import { inShown, type Some } from "./inShown";
import type { PanelController } from "./panelController";
import { anyRange, complaintsOf } from "./parameters";
import { type Preset, withDefault, withPreset } from "./presets";
import type { ChatSession } from "./session";

/** What only the editor can do for parameters and names. */
export interface PresetActions {
  presets(): readonly Preset[];
  /** Writes the presets to the settings. */
  writePresets(presets: readonly Preset[]): Promise<void>;
  /** Asks for a message's name; nothing when the user leaves. */
  askName(present: string): Promise<string | undefined>;
}

/** Parameters, presets, and the names of messages. */
export function parameterHandlers(
  panel: PanelController,
): Some<
  | "changeParameters"
  | "applyPreset"
  | "savePreset"
  | "deletePreset"
  | "defaultPreset"
  | "nameMessage"
> {
  const { actions } = panel.ports;
  return {
    changeParameters: ({ conversationId, json }) => {
      const parameters = parseJson(json);
      if (isObject(parameters))
        inShown(panel, conversationId, session => session.setParameters(parameters));
    },
    applyPreset: ({ conversationId, name }) =>
      inShown(panel, conversationId, session => {
        const preset = actions.presets().find(preset => preset.name === name);
        if (preset) session.apply(preset);
      }),
    savePreset: async ({ conversationId, name }) =>
      await inShown(panel, conversationId, async session => {
        const preset = presetOf(session, name);
        if (preset) await actions.writePresets(withPreset(actions.presets(), preset));
      }),
    deletePreset: ({ name }) =>
      actions.writePresets(actions.presets().filter(preset => preset.name !== name)),
    defaultPreset: ({ name }) => actions.writePresets(withDefault(actions.presets(), name)),
    nameMessage: async ({ conversationId, messageId }) => {
      const present = inShown(
        panel,
        conversationId,
        ({ conversation }) => conversation.messages.get(messageId)?.name ?? "",
      );
      const name = present === undefined ? undefined : await actions.askName(present);
      if (name !== undefined)
        inShown(panel, conversationId, session => void session.setName(messageId, name));
    },
  };
}

/** What is set in a conversation; nothing while something is wrong with it. */
function presetOf({ conversation }: ChatSession, name: string): Preset | undefined {
  const { parameters, systemPrompt } = conversation;
  if (name.trim() === "" || complaintsOf(parameters, anyRange).length > 0) return undefined;
  return { name: name.trim(), parameters, ...(systemPrompt !== "" && { systemPrompt }) };
}
