/** How many bytes become text in one call: all of a picture at once would be too many arguments. */
const atOnce = 0x8000;

/** Bytes as Base64. */
export function base64Of(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let start = 0; start < bytes.length; start += atOnce)
    pieces.push(String.fromCharCode(...bytes.subarray(start, start + atOnce)));
  return btoa(pieces.join(""));
}

/** The bytes of Base64; nothing where it is not Base64. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    const text = atob(base64);
    const bytes = new Uint8Array(text.length);
    for (let at = 0; at < text.length; at++) bytes[at] = text.charCodeAt(at);
    return bytes;
  } catch {
    return undefined; // Each caller says in its own words what is wrong.
  }
}

/** A file as one address that holds all of it. */
export function dataUrl(mediaType: string, bytes: Uint8Array): string {
  return `data:${mediaType};base64,${base64Of(bytes)}`;
}

/** The bytes that a data URL holds as Base64. */
export function bytesOfDataUrl(url: string): Uint8Array<ArrayBuffer> | undefined {
  const comma = url.indexOf(",");
  return /^data:[\w/+.-]*;base64$/i.test(url.slice(0, comma))
    ? bytesOf(url.slice(comma + 1))
    : undefined;
}
