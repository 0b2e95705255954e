import { largestFile } from "../core/foundFiles";
import { t } from "./translate";

/** What came of files from outside VS Code: the page has their text and not their place. */
export interface DroppedTexts {
  readonly names: readonly string[];
  readonly texts: readonly string[];
  /** Why the others are not attached. */
  readonly refused: string;
}

/** Reads files that were dropped. */
export async function readDropped(files: readonly File[]): Promise<DroppedTexts> {
  const names: string[] = [];
  const texts: string[] = [];
  const refused: string[] = [];
  for (const file of files) {
    const { name } = file;
    const text = file.size > largestFile ? undefined : await file.text().catch(() => ""); // A folder has none.
    if (text === undefined)
      refused.push(
        t("{0} is too large: at most {1} KB can be attached.", name, largestFile / 1024),
      );
    else if (text === "" || text.includes("\0")) refused.push(t("{0} is not a text file.", name));
    else {
      names.push(name);
      texts.push(text);
    }
  }
  return { names, texts, refused: refused.join(" ") };
}
