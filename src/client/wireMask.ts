import type { Connection } from "../core/connections";
import { hideSecrets, secretForms } from "../core/redact";
import { secretName } from "../core/secrets";
import { markOf, withoutMarks } from "../core/wire";
import { type Destination, secretsOf } from "./destination";

/** Takes the key and all secrets of a destination out of what is kept of its requests. */
export interface WireMask {
  text(text: string): string;
  /** What carries a key is taken out however short that is. */
  headers(headers: Readonly<Record<string, string>>): Record<string, string>;
  /** Of a response: whole secrets and parts of them, and what makes a session. */
  response(text: string): string;
  responseHeaders(headers: Headers): Record<string, string>;
}

/** Below this a secret would take ordinary words with it. */
const shortest = 4;

export function wireMask(destination: Destination): WireMask {
  const variables = variablesOf(destination);
  const found = variables.flatMap(([variable, secret]) =>
    secretForms(secret).map(form => [variable, form] as const),
  );
  // A secret may be a part of another one.
  const forms = found.toSorted(([, one], [, other]) => other.length - one.length);
  const masked = (text: string, least = shortest) =>
    forms.reduce(
      (rest, [variable, form]) =>
        form.length < least ? rest : rest.replaceAll(form, markOf(variable)),
      withoutMarks(text),
    );
  const response = (text: string) => hideSecrets(withoutMarks(text), secretsOf(destination));
  return {
    text: text => masked(text),
    headers: headers =>
      mapped(headers, (name, value) => masked(value, secretName.test(name) ? 1 : shortest)),
    response,
    responseHeaders: headers =>
      mapped(Object.fromEntries(headers), (name, value) =>
        name === "set-cookie" ? "•••" : response(value),
      ),
  };
}

/** The environment variable that is to hold a connection's key in a copied request. */
export function keyVariable({ id, promptVariables: [known] }: Connection): string {
  return known ?? `${variableName(id)}_API_KEY`;
}

/** Each secret with the name of the variable that stands for it; no two have the same. */
function variablesOf(destination: Destination): readonly (readonly [string, string])[] {
  const { connection, key, secrets = {} } = destination;
  const named: [string, string][] = key === undefined ? [] : [[keyVariable(connection), key]];
  for (const [name, secret] of Object.entries(secrets)) {
    const variable = variableName(name);
    const taken = (word: string) => named.some(([other]) => other === word);
    let unique = variable;
    for (let count = 2; taken(unique); count++) unique = `${variable}_${count}`;
    named.push([unique, secret]);
  }
  return named;
}

function variableName(name: string): string {
  return name
    .toUpperCase()
    .replace(/[^A-Z0-9]+/g, "_")
    .replace(/^(?=\d)/, "_");
}

function mapped(
  headers: Readonly<Record<string, string>>,
  change: (name: string, value: string) => string,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, change(name, value)]),
  );
}
