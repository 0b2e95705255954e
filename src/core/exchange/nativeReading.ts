import { titleOf } from "../conversation";
import { type Phrase, phrase } from "../phrase";
import { boundedHeader, boundedLine, boundedTime } from "./bounds";
import { checkTree, damaged, type Incoming, type IncomingFile, lastChange } from "./incoming";
import { isFileOf } from "./jsonReading";
import { type PictureFinder, picturesMissing } from "./pictures";
import { foldedLines, linesOf } from "./reading";
import type { Slices } from "../slices";
import type { Source } from "./source";

/** Reads a journal with the files beside it. Its lines stay as they are; damaged ones are left out. */
export async function nativeConversation(
  text: string,
  source: Source,
  find: PictureFinder,
  slices: Slices,
): Promise<Incoming> {
  const lines: string[] = [];
  for (const line of linesOf(text)) {
    if (line.trim() !== "") lines.push(boundedLine(line.replace(/\r$/, "")));
    await slices.spend(line.length);
  }
  const read = await foldedLines(lines, undefined, slices);
  if (!read || read.conversation.messages.size === 0) throw damaged();
  const { conversation, damagedLines } = read;
  const header = boundedHeader(read.header);
  checkTree(conversation.messages.values());
  const files = new Map<string, IncomingFile>();
  const stem = source.name.replace(/\.jsonl$/, "");
  const notes: Phrase[] = damagedLines > 0 ? [linesMissing(damagedLines)] : [];
  let missing = 0;
  for (const name of read.files) {
    const found =
      (await find(`${header.id}.files/${name}`)) ?? (await find(`${stem}.files/${name}`));
    if (found && (await isFileOf(name, await found()))) files.set(name, found);
    else missing += 1;
  }
  if (missing > 0) notes.push(picturesMissing(missing));
  return {
    header,
    lines: read.lines,
    changedAt: boundedTime(lastChange(conversation)),
    title: titleOf(conversation),
    place: source.place,
    files,
    notes,
  };
}

function linesMissing(count: number): Phrase {
  return count === 1
    ? phrase("1 damaged line is left out.")
    : phrase("{0} damaged lines are left out.", String(count));
}
