/** Names that carry a key, of headers and of query parameters; a literal there would put it into the settings. */
export const secretName =
  /authorization|cookie|password|passwd|secret|token|api[-_]?key|^key$|[-_]key$|event-code|^(code|sig|signature|auth)$/i;

const reference = /\$\{secret:([A-Za-z0-9_-]+)\}/g;

/** The names of the secrets that a text refers to as `${secret:NAME}`, each once. */
export function secretsIn(text: string): readonly string[] {
  return [...new Set(Array.from(text.matchAll(reference), ([, name = ""]) => name))];
}

/** The text without its references; what is left is written out in it. */
export function withoutSecrets(text: string): string {
  return text.replace(reference, "");
}

/** The same for every text in a value, of any depth. */
export function fillSecretsIn(
  value: unknown,
  secrets: Readonly<Record<string, string>>,
): { readonly value: unknown; readonly missing: boolean } {
  let missing = false;
  const filled = (item: unknown): unknown => {
    if (typeof item === "string") {
      const text = fillSecrets(item, secrets);
      missing ||= text === undefined;
      return text ?? item;
    }
    if (Array.isArray(item)) return item.map(filled);
    if (typeof item !== "object" || item === null) return item;
    return Object.fromEntries(Object.entries(item).map(([name, one]) => [name, filled(one)]));
  };
  return { value: filled(value), missing };
}

/** Puts secrets into their places; nothing when one is missing. */
export function fillSecrets(
  text: string,
  secrets: Readonly<Record<string, string>>,
): string | undefined {
  if (secretsIn(text).some(name => !Object.hasOwn(secrets, name))) return undefined;
  return text.replace(reference, (_place, name: string) => secrets[name] ?? "");
}
