// Appends one JSON line { host, port, at } for each outgoing connection to the file named by PARLEY_NETLOG.
// A name that is looked up gives a line of its own, with port 0: also a request that never connects leaves a trace.
const dns = require("node:dns");
const fs = require("node:fs");
const net = require("node:net");

const file = process.env.PARLEY_NETLOG;

exports.activate = () => {
  if (!file) return;
  const { connect } = net.Socket.prototype;
  net.Socket.prototype.connect = function (...args) {
    const target = targetOf(args);
    if (target) write(target);
    return connect.apply(this, args);
  };
  for (const api of [dns, dns.promises]) logLookups(api);
};

/** net.Socket.connect takes (options), (port, host), (path), or an array of these from inside Node. */
function targetOf([first, second]) {
  if (Array.isArray(first)) return targetOf(first);
  if (typeof first === "object" && first !== null) {
    return first.path ? undefined : { host: first.host ?? "localhost", port: Number(first.port) };
  }
  if (!Number.isInteger(Number(first))) return undefined;
  return { host: typeof second === "string" ? second : "localhost", port: Number(first) };
}

function logLookups(api) {
  for (const name of ["lookup", "resolve", "resolve4", "resolve6"]) {
    const original = api[name];
    api[name] = function (host, ...rest) {
      if (!net.isIP(host)) write({ host, port: 0 });
      return original.call(this, host, ...rest);
    };
  }
}

function write(target) {
  fs.appendFileSync(file, `${JSON.stringify({ ...target, at: Date.now() })}\n`);
}
