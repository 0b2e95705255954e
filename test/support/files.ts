import fs from "node:fs";
import os from "node:os";
import path from "node:path";

/** A new folder with these files, for a window to open. */
export function temporaryWorkspace(files: Readonly<Record<string, string>>): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "parley-workspace-"));
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

/** All files below a folder. */
export function filesBelow(folder: string): readonly string[] {
  return fs
    .readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(entry => entry.isFile())
    .map(entry => path.join(entry.parentPath, entry.name));
}

/** The files below a folder in which a text stands, in plain or in base64. */
export function filesHolding(folder: string, text: string): readonly string[] {
  const files = filesBelow(folder);
  if (files.length === 0) throw new Error(`no file below ${folder}`);
  const forms = [text, Buffer.from(text).toString("base64").slice(0, 12)];
  return files.filter(file => {
    const bytes = fs.readFileSync(file);
    return forms.some(form => bytes.includes(form));
  });
}
