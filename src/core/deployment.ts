import type { Connection } from "./connections";

/**
 * The form of {@link https://learn.microsoft.com/azure/ai-services/openai/reference Azure} that names the
 * deployment in the path, below the address of the resource or of a proxy.
 */
export function atDeployment(
  deployment: string,
  baseURL = "",
  ownPath = "/chat/completions",
): Partial<Connection> {
  const below = `/openai/deployments/${encodeURIComponent(deployment)}`;
  return {
    ...(baseURL !== "" && {
      baseURL: baseURL.replace(/\/openai(\/v1|\/deployments\/[^/]+)?$/, ""),
    }),
    path: below + ownPath,
    listPath: "/openai/models",
  };
}

/** Whether a text can be the name of a deployment, as one step of a path. */
export function isDeployment(value: unknown): value is string {
  return (
    typeof value === "string" &&
    value !== "." &&
    value !== ".." &&
    /^[^/\\?#\s\p{Cc}\p{Cf}][^/\\?#\p{Cc}\p{Cf}]{0,127}$/u.test(value)
  );
}

/** Whether a text can be an `api-version`. */
export function isVersion(value: unknown): value is string {
  return typeof value === "string" && /^[\w.-]{1,64}$/.test(value);
}
