import type { LoopbackProvider } from "./provider";

/** Settings with one connection, `lab`, that needs no key and leads to a loopback server, and its model. */
export function labSettings({ baseURL }: Pick<LoopbackProvider, "baseURL">) {
  return {
    "parley.connections": [{ id: "lab", provider: "openai-compatible", baseURL, auth: "none" }],
    "parley.defaultModel": "lab/small",
  };
}
