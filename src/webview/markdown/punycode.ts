// Stands for `punycode.js`, of which markdown-it needs two functions: the browser has the one, and the
// other would hide which host a link leads to.

/** A host as it is asked for; what is none stays. */
function toASCII(host: string): string {
  try {
    return new URL(`http://${host}`).hostname;
  } catch {
    return host; // What is no host is not changed, and leads nowhere.
  }
}

/** A host is shown as it is asked for: letters that look like others would name another one. */
function toUnicode(host: string): string {
  return host;
}

const punycode = { toASCII, toUnicode };

// oxlint-disable-next-line import/no-default-export -- markdown-it imports it so.
export { punycode as default };
