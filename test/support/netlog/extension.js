// Appends one JSON line { host, port, at } for each outgoing connection to the file named by PARLEY_NETLOG.
// A name that is looked up gives a line of its own, with port 0: also a request that never connects leaves a trace.
const dns = require("node:dns");
const fs = require("node:fs");
const net = require("node:net");

const file = process.env.PARLEY_NETLOG;

exports.activate = () => {
  if (!file) return;
  wrap(net.Socket.prototype, "connect", targetOf);
  for (const api of [dns, dns.promises]) {
    for (const name of ["lookup", "resolve", "resolve4", "resolve6"]) wrap(api, name, lookedUp);
  }
};

/** Writes down what `target` makes of the arguments, then does what the method did before. */
function wrap(owner, name, target) {
  const original = owner[name];
  owner[name] = function (...args) {
    const found = target(args);
    if (found) fs.appendFileSync(file, `${JSON.stringify({ ...found, at: Date.now() })}\n`);
    return original.apply(this, args);
  };
}

/** net.Socket.connect takes (options), (port, host), (path), or an array of these from inside Node. */
function targetOf([first, second]) {
  if (Array.isArray(first)) return targetOf(first);
  if (typeof first === "object" && first !== null) {
    return first.path ? undefined : { host: first.host ?? "localhost", port: Number(first.port) };
  }
  if (!Number.isInteger(Number(first))) return undefined;
  return { host: typeof second === "string" ? second : "localhost", port: Number(first) };
}

function lookedUp([host]) {
  return net.isIP(host) ? undefined : { host, port: 0 };
}
