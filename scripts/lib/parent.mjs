// Notices when the npm that runs a script is gone: npm passes signals on to a shell, and the shell not to us.
import fs from "node:fs";
import path from "node:path";

/**
 * Calls `gone` once when npm, or the shell between npm and us, has ended. Does nothing without npm.
 * @param {() => void} gone
 */
export function watchNpm(gone) {
  if (!process.env.npm_lifecycle_event) return;
  const family = parents();
  const timer = setInterval(() => {
    if (parents() === family) return;
    clearInterval(timer);
    gone();
  }, 200);
  timer.unref();
}

/**
 * Our parent, and its own parent when it is a shell; a change means that one of them has ended.
 * @returns {string}
 */
function parents() {
  const parent = process.ppid;
  const { name, ppid } = processInfo(parent);
  return name === "sh" || name === "dash" ? `${parent} ${ppid}` : `${parent}`;
}

/**
 * @param {number} pid
 * @returns {{ name?: string, ppid?: number }} nothing where there is no /proc
 */
function processInfo(pid) {
  try {
    const stat = fs.readFileSync(path.join("/proc", String(pid), "stat"), "utf8");
    const [, name, ppid] = /\((.*)\) \S+ (\d+)/.exec(stat) ?? [];
    return { name, ppid: Number(ppid) };
  } catch {
    // The parent alone is then watched.
    return {};
  }
}
