import { open, rename, rm } from "node:fs/promises";

/** Writes a file piece by piece beside its place; it gets its name when it is whole. */
export async function saveFile(
  file: string,
  pieces: AsyncIterable<string | Uint8Array>,
): Promise<void> {
  const temporary = `${file}.${process.pid}.${Date.now()}.tmp`;
  try {
    const handle = await open(temporary, "wx");
    try {
      let texts = "";
      for await (const piece of pieces) {
        // Short lines are gathered: a write for each would take longer than all the rest.
        if (typeof piece === "string" && texts.length < 1 << 18) texts += piece;
        else {
          if (texts !== "") await handle.appendFile(texts);
          texts = typeof piece === "string" ? piece : "";
          if (typeof piece !== "string") await handle.appendFile(piece);
        }
      }
      if (texts !== "") await handle.appendFile(texts);
    } finally {
      await handle.close();
    }
    await rename(temporary, file);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined); // The first error says why.
    throw error;
  }
}
