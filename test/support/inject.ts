import path from "node:path";
import type { Page } from "playwright-core";

export interface Injection {
  /** Unpacked extensions, loaded as F5 in VS Code would. */
  readonly extensions: readonly string[];
  /** A module whose `run` is called in the extension host. */
  readonly testsPath?: string | undefined;
  /** Gives webviews an origin, and with it a process, of their own, as the desktop does. */
  readonly webviewOwnOrigin?: boolean | undefined;
}

type Configuration = Record<string, unknown>;

const settings = /(id="vscode-workbench-web-configuration" data-settings=")([^"]*)"/;

/** Rewrites the configuration in the workbench's page: a built VS Code takes development extensions only so. */
export async function inject(page: Page, origin: string, injection: Injection): Promise<void> {
  await page.route(
    url => url.origin === origin && url.pathname === "/",
    async route => {
      if (route.request().resourceType() !== "document") return route.fallback();
      const response = await route.fetch();
      const { host } = new URL(origin);
      const body = rewrite(await response.text(), host, injection);
      return route.fulfill({ response, body, headers: frameable(response.headers(), host) });
    },
  );
}

function rewrite(html: string, host: string, injection: Injection): string {
  return html.replace(settings, (_, start: string, json: string) => {
    const configuration: Configuration = JSON.parse(unescapeQuotes(json));
    return `${start}${escapeQuotes(JSON.stringify(changed(configuration, host, injection)))}"`;
  });
}

/** Lets the page hold frames of the origins that webviews may get. */
function frameable(headers: Record<string, string>, host: string): Record<string, string> {
  const policy = headers["content-security-policy"];
  if (policy === undefined) return headers;
  const origins = `http://*.localhost:${new URL(`http://${host}`).port}`;
  return {
    ...headers,
    "content-security-policy": policy.replace("frame-src ", `frame-src ${origins} `),
  };
}

function changed(configuration: Configuration, host: string, injection: Injection): Configuration {
  const { extensions, testsPath, webviewOwnOrigin } = injection;
  const uri = (file: string) => ({
    scheme: "vscode-remote",
    authority: host,
    path: path.resolve(file),
  });
  const development = Object.assign({}, configuration["developmentOptions"]);
  const port = new URL(`http://${host}`).port;
  const endpoint = `http://{{uuid}}.localhost:${port}/${String(configuration["webviewEndpoint"])}`;
  return {
    ...configuration,
    developmentOptions: {
      ...development,
      ...(extensions.length > 0 && { extensions: extensions.map(uri) }),
      ...(testsPath !== undefined && { extensionTestsPath: uri(testsPath) }),
    },
    ...(webviewOwnOrigin && { webviewEndpoint: endpoint }),
  };
}

function unescapeQuotes(text: string): string {
  return text.replaceAll("&quot;", '"').replaceAll("&amp;", "&");
}

function escapeQuotes(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
}
