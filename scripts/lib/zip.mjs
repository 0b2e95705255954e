// Reads the table of contents of a zip file.
import fs from "node:fs";

const endMark = 0x06054b50;
const entryMark = 0x02014b50;

/**
 * The names of all files in a zip file.
 * @param {string} file
 * @returns {string[]}
 */
export function namesInZip(file) {
  const bytes = fs.readFileSync(file);
  const end = bytes.lastIndexOf(littleEndian(endMark));
  if (end < 0) throw new Error(`${file} is no zip file`);
  const names = [];
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    if (bytes.readUInt32LE(at) !== entryMark) throw new Error(`${file} is damaged`);
    const length = bytes.readUInt16LE(at + 28);
    names.push(bytes.toString("utf8", at + 46, at + 46 + length));
    at += 46 + length + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return names;
}

/**
 * @param {number} value
 * @returns {Buffer}
 */
function littleEndian(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
