import { isObject } from "./decode";
import type { SettingProblem } from "./connectionSettings";
import type { ConversationEvent } from "./events";
import type { SamplingParameters } from "./messages";
import { anyRange, complaintsOf, withoutLiteralKeys } from "./parameters";
import { type Phrase, phrase } from "./phrase";

/** Parameters, and perhaps a system prompt, under a name. */
export interface Preset {
  readonly name: string;
  readonly parameters: SamplingParameters;
  readonly systemPrompt?: string;
  /** New conversations begin with it. */
  readonly default?: true;
}

export interface PresetReading {
  readonly presets: readonly Preset[];
  readonly problems: readonly SettingProblem[];
}

/** What `parley.presets` holds; an entry that is wrong in any way is not used. */
export function readPresets(setting: unknown): PresetReading {
  if (setting === undefined) return { presets: [], problems: [] };
  if (!Array.isArray(setting))
    return { presets: [], problems: [{ phrase: phrase("It must be a list.") }] };
  const presets: Preset[] = [];
  const problems: SettingProblem[] = [];
  for (const [index, value] of setting.entries()) {
    const read = readPreset(value, presets);
    if ("text" in read) problems.push({ entry: index + 1, phrase: read });
    else presets.push(read);
  }
  return { presets, problems };
}

function readPreset(value: unknown, before: readonly Preset[]): Preset | Phrase {
  if (!isObject(value)) return phrase("it must be an object.");
  const { name, parameters = {}, systemPrompt, default: first } = value;
  if (typeof name !== "string" || name.trim() === "")
    return phrase("“{0}” must be a text that is not empty.", "name");
  if (before.some(preset => preset.name === name))
    return phrase("the name “{0}” is used twice.", name);
  if (!isObject(parameters)) return phrase("“{0}” must be an object.", "parameters");
  // Its words name the usual range; another model may have another one.
  const [complaint] =
    complaintsOf(parameters, anyRange).length > 0 ? complaintsOf(parameters, {}) : [];
  if (complaint) return complaint.phrase;
  if (systemPrompt !== undefined && typeof systemPrompt !== "string")
    return phrase("“{0}” must be a text.", "systemPrompt");
  return {
    name,
    parameters,
    ...(systemPrompt !== undefined && { systemPrompt }),
    ...(first === true && { default: true }),
  };
}

/** The presets with one more, or with another one of its name in its place. */
export function withPreset(presets: readonly Preset[], preset: Preset): readonly Preset[] {
  const at = presets.findIndex(({ name }) => name === preset.name);
  if (at < 0) return [...presets, preset];
  return presets.with(at, { ...preset, ...(presets[at]?.default && { default: true }) });
}

/** The presets with this one, and no other, as the default; with none where none has the name. */
export function withDefault(presets: readonly Preset[], name: string): readonly Preset[] {
  return presets.map(({ default: _default, ...preset }) =>
    preset.name === name ? { ...preset, default: true } : preset,
  );
}

/** What a preset does at the beginning of a conversation. */
export function presetEvents(preset: Preset, at: number): readonly ConversationEvent[] {
  const parameters = withoutLiteralKeys(preset.parameters);
  const { systemPrompt: text = "" } = preset;
  return [
    ...(Object.keys(parameters).length > 0
      ? [{ type: "parametersChanged" as const, at, parameters }]
      : []),
    ...(text === "" ? [] : [{ type: "systemPromptChanged" as const, at, text }]),
  ];
}
