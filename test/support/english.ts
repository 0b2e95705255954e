import type { SettingProblem } from "../../src/core/connectionSettings";
import { fill } from "../../src/core/phrase";

/** A problem of the settings as an English reader sees it. */
export function english({ entry, phrase }: SettingProblem): string {
  const words = fill(phrase.text, phrase.values);
  return entry === undefined ? words : `Entry ${entry}: ${words}`;
}
