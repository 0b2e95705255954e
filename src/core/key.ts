/** A key as it will be sent, or why it cannot be; the reason never shows the key. */
export type KeyReading =
  | { readonly ok: true; readonly key: string }
  | { readonly ok: false; readonly problem: string; readonly values: readonly string[] };

/** Trims a pasted key. Only printable ASCII can travel in a header; anything else is refused here. */
export function readKey(typed: string): KeyReading {
  const key = typed.trim();
  if (key === "") return { ok: false, problem: "Paste or type the key.", values: [] };
  if (key.length > 8192) return { ok: false, problem: "This is too long for a key.", values: [] };
  const position = Array.from(key).findIndex(character => !/^[\x21-\x7e]$/.test(character));
  if (position < 0) return { ok: true, key };
  const codePoint = Array.from(key)[position]?.codePointAt(0) ?? 0;
  return {
    ok: false,
    problem:
      "Character {0} cannot be part of a key ({1}). Copy the key again, without spaces or line breaks.",
    values: [String(position + 1), `U+${codePoint.toString(16).toUpperCase().padStart(4, "0")}`],
  };
}

/** What SecretStorage holds for a connection. */
export interface StoredKey {
  readonly v: 1;
  readonly key: string;
  /** The origin that the key was given for. */
  readonly origin: string;
}

/** What a request carries that only the secret storage holds. */
export interface Secrets {
  /** Sent as the connection's `auth` says. */
  readonly key?: string;
  /** Values of the `${secret:NAME}` places in headers, by name. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** The slot of a connection's own key; the others are the names of its header secrets. */
export const mainSlot = "";

/** The slots that a connection needs filled. */
export function slotsOf({
  auth,
  secrets,
}: {
  readonly auth: string;
  readonly secrets: readonly string[];
}): readonly string[] {
  return [...(auth === "none" ? [] : [mainSlot]), ...secrets];
}

/** The slots that may stay empty; what is in them is sent. */
export function optionalSlotsOf({
  secrets,
  optionalSecrets,
}: {
  readonly secrets: readonly string[];
  readonly optionalSecrets: readonly string[];
}): readonly string[] {
  return optionalSecrets.filter(name => !secrets.includes(name));
}

/** The name in SecretStorage. */
export function secretName(connectionId: string, slot = mainSlot): string {
  return slot === mainSlot ? `parley.key.${connectionId}` : `parley.key.${connectionId}.${slot}`;
}
