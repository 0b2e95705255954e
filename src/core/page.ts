/** Where the page of the chat view finds its files, and what it is told at once. */
export interface PageSources {
  /** Turns a path below the extension's folder into a URL for the page. */
  uri(path: string): string;
  /** What `'self'` is called in the policy. */
  readonly source: string;
  /** BCP 47. */
  readonly language: string;
  /** Translations by English text. */
  readonly bundle: unknown;
}

/** The page of the chat view, with its policy: own scripts only, no remote resource, no HTML from text. */
export function pageHtml(sources: PageSources): string {
  const { source, language, bundle } = sources;
  const nonce = crypto.randomUUID();
  const script = sources.uri("dist/panel/main.js");
  return `<!DOCTYPE html>
<html lang="${escape(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(source, nonce)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="modulepreload" nonce="${nonce}" href="${script}">
<link rel="stylesheet" href="${sources.uri("dist/panel/style.css")}">
<title>Parley</title>
</head>
<body data-l10n="${escape(JSON.stringify(bundle ?? {}))}">
<script type="module" nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}

/** The one policy of the page; `source` is where its own files come from. */
function policy(source: string, nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic' ${source}`,
    `style-src ${source}`,
    `img-src ${source} data: blob:`,
    "form-action 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}

function escape(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;");
}
