/** Runs of this many characters of a secret are taken out wherever they stand. */
const run = 8;

/** What looks like a credential even if it is not one of ours. */
const patterns =
  /\b(?:(?:sk|pk|gsk|xai|ghp|github_pat)[-_]|AIza)[A-Za-z0-9_*-]{8,}|\bBearer\s+[^\s"',]+/g;

/** Whose account it is, as OpenAI (`org-…`), OpenRouter (`user_…`) and xAI (team and key ids) say it in refusals. */
const owners =
  /\b(?:user|org|proj|team)[-_](?=[A-Za-z0-9]*\d)[A-Za-z0-9]{8,}|(?<=\b(?:team|key|organi[sz]ation|org|project|account|user|workspace)(?:[ _-]?id)?[\s:='"`(]{1,4})[\da-f]{8}(?:-?[\da-f]{4}){3}-?[\da-f]{12}\b/gi;

/** Shorter secrets are taken out whole; below this they would take ordinary words with them. */
const shortest = 4;

/** Takes out of a text what is secret, and what looks as if it were. */
export function redact(text: string, secrets: readonly string[]): string {
  return hideSecrets(text, secrets).replace(patterns, "•••").replace(owners, "•••");
}

/** Takes every run of eight characters of a secret, however encoded, out of a text. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  const grams = new Set(secrets.flatMap(secretForms).flatMap(gramsOf));
  const short = secrets.filter(({ length }) => length >= shortest && length < run);
  const shown = short.reduce((rest, secret) => rest.replaceAll(secret, "•••"), text);
  return grams.size === 0 ? shown : hideRuns(shown, grams);
}

/** How a secret may be written in a request or a response. */
export function secretForms(secret: string): readonly string[] {
  const bytes = Array.from(new TextEncoder().encode(secret), byte => String.fromCharCode(byte));
  return [
    secret,
    encodeURIComponent(secret),
    btoa(bytes.join("")),
    JSON.stringify(secret).slice(1, -1),
  ];
}

function gramsOf(form: string): readonly string[] {
  return Array.from({ length: form.length - run + 1 }, (_, start) =>
    form.slice(start, start + run),
  );
}

function hideRuns(text: string, grams: ReadonlySet<string>): string {
  let shown = "";
  let hiddenTo = -1;
  for (let index = 0; index < text.length; index++) {
    if (grams.has(text.slice(index, index + run))) {
      if (hiddenTo < index) shown += "•••";
      hiddenTo = Math.max(hiddenTo, index + run);
    }
    if (index >= hiddenTo) shown += text[index];
  }
  return shown;
}
