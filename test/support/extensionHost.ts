import fs from "node:fs";

/** Kills the extension hosts that a server started, as a crash or an out-of-memory kill would (Linux). */
export function killExtensionHost(serverPid: number): void {
  const ours = extensionHosts(serverPid);
  if (ours.length === 0) throw new Error("no extension host runs");
  for (const pid of ours) process.kill(pid, "SIGKILL");
}

/** The process ids of the extension hosts that a server started, one for each window (Linux). */
export function extensionHosts(serverPid: number): readonly number[] {
  const hosts = processes().filter(({ command }) => command.includes("--type=extensionHost"));
  return hosts.map(({ pid }) => pid).filter(pid => isBelow(pid, serverPid));
}

function processes(): readonly { readonly pid: number; readonly command: string }[] {
  return fs
    .readdirSync("/proc")
    .filter(name => /^\d+$/.test(name))
    .map(name => ({ pid: Number(name), command: read(`/proc/${name}/cmdline`) }));
}

function isBelow(pid: number, ancestor: number): boolean {
  for (let parent = pid; parent > 1; ) {
    if (parent === ancestor) return true;
    parent = Number(/^PPid:\s*(\d+)/m.exec(read(`/proc/${parent}/status`))?.[1] ?? 0);
  }
  return false;
}

function read(file: string): string {
  try {
    return fs.readFileSync(file, "utf8");
  } catch {
    return ""; // The process has just ended.
  }
}
