import fs from "node:fs";

/** The `host:port` of every connection that the helper extension saw, each once. */
export function connections(netlog: string): readonly string[] {
  const lines = fs
    .readFileSync(netlog, "utf8")
    .split("\n")
    .filter(line => line !== "");
  const seen = lines.map(
    line => JSON.parse(line) as { readonly host: string; readonly port: number },
  );
  return [...new Set(seen.map(({ host, port }) => `${host}:${port}`))];
}
