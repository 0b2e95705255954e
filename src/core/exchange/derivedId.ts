/**
 * The id of a conversation that comes from elsewhere: a UUIDv8 (RFC 9562) made of the hash of what
 * names it there, so that what comes twice is known by its id.
 */
export async function derivedId(names: readonly string[]): Promise<string> {
  const hex = (await sha256(new TextEncoder().encode(JSON.stringify(names)))).slice(0, 32);
  const version = `8${hex.slice(13, 16)}`;
  const variant = `${((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16)}${hex.slice(17, 20)}`;
  return [hex.slice(0, 8), hex.slice(8, 12), version, variant, hex.slice(20)].join("-");
}

/** The hash of bytes in hexadecimal digits. */
export async function sha256(bytes: Uint8Array): Promise<string> {
  const hash = await crypto.subtle.digest("SHA-256", new Uint8Array(bytes));
  return Array.from(new Uint8Array(hash), byte => byte.toString(16).padStart(2, "0")).join("");
}
