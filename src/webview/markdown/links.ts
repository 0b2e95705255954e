/** The longest picture that is drawn from the text itself, in characters. */
const longestDataImage = 512 * 1024;

/** A target that may be opened, and the host it really leads to. */
export interface Target {
  readonly url: string;
  readonly host: string;
  readonly title: string;
}

/** Returns the target when its scheme may be opened from an answer: http, https and mailto. */
export function targetOf(href: string): Target | undefined {
  const url = URL.canParse(href) ? new URL(href) : undefined;
  if (url?.protocol === "mailto:") return { url: href, host: url.pathname, title: clip(href) };
  if (url?.protocol !== "http:" && url?.protocol !== "https:") return undefined;
  return { url: href, host: url.host, title: titleOf(url) };
}

/** Host first, then the whole address without user name and password, which only serve to deceive. */
function titleOf(url: URL): string {
  const shown = new URL(url);
  shown.username = "";
  shown.password = "";
  return clip(`${url.host}\n${shown.href}`);
}

function clip(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

/** Whether an image holds its own pixels, in a format that cannot fetch or run anything. */
export function isDataImage(source: string, longest = longestDataImage): boolean {
  return (
    source.length <= longest && /^data:image\/(?:png|jpeg|gif|webp);base64,[\w+/]+=*$/i.test(source)
  );
}

/** Whether the text of a link claims another host than the one it leads to. */
export function misleads(text: string, target: Target): boolean {
  if (target.url.startsWith("mailto:")) return misleadsAsMail(text, target.host);
  const hosts = claimedHosts(visible(text));
  return hosts.some(host => bare(host) !== bare(target.host));
}

function misleadsAsMail(text: string, address: string): boolean {
  return /@|:\/\//.test(text) && !visible(text).toLowerCase().includes(address.toLowerCase());
}

/** The text as the eye reads it: full-width forms folded, invisible characters gone. */
function visible(text: string): string {
  return text
    .normalize("NFKC")
    .replaceAll(/[\p{Cf}\p{Mn}\u115f\u1160\u3164]/gu, "")
    .replaceAll("。", ".");
}

/** What a reader would take for the host: after each `://`, or the whole text if it looks like a host. */
function claimedHosts(text: string): string[] {
  const addresses = text.matchAll(/\b[a-z][a-z0-9+.-]*:[/\\]{2}([^\s/\\?#:@)\]]+)/gi);
  const hosts = Array.from(addresses, match => match[1] ?? "");
  if (hosts.length > 0) return hosts;
  const whole = /^\s*([\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+)(?:[:/?#@\\]\S*)?\s*$/u.exec(text);
  return whole?.[1] !== undefined && !isFileName(whole[1]) ? [whole[1]] : [];
}

/** `Node.js` and `package.json` look like hosts but cannot be: no such top-level domain exists. */
function isFileName(text: string): boolean {
  return /\.(?:js|jsx|ts|tsx|json|css|html|xml|yml|yaml|toml|txt|cpp|java|go|php|\d+)$/i.test(text);
}

function bare(host: string): string {
  return host
    .toLowerCase()
    .replace(/^www\./, "")
    .replace(/:\d+$/, "")
    .replace(/\.$/, "");
}
