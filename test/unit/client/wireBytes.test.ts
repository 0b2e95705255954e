import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readEntry } from "../../../src/core/connectionEntry";
import { readKey } from "../../../src/core/key";
import { ask, endOf, testKey } from "../../support/asking";
import { destinationOfEntry } from "../../support/entries";
import { httpAnswer, RawServer } from "../../support/rawServer";

const range = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** Signs that cannot be seen, or turn what stands beside them around. */
const invisible = [
  0x061c, 0x180e, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c,
  0x202d, 0x202e, 0x2060, 0x2061, 0x2062, 0x2063, 0x2064, 0x2066, 0x2067, 0x2068, 0x2069, 0xfeff,
];

/** Everything up to the blank, and from DEL to the hard space. */
const controls = [...range(0x00, 0x20), ...range(0x7f, 0xa0)];

const allWrong = [...controls, ...invisible].map(code => String.fromCodePoint(code));

/** Lines that would break out of a header, of a corpus that lies beside the repository. */
function corpus(): readonly string[] | undefined {
  const file = join(process.env["PARLEY_CORPUS"] ?? "", "crlf-patt.json");
  if (!process.env["PARLEY_CORPUS"] || !existsSync(file)) return undefined;
  const { cases } = JSON.parse(readFileSync(file, "utf8")) as { cases: { s: string }[] };
  return cases.map(({ s }) => s);
}

describe("what would break out of its header", () => {
  let server: RawServer;
  beforeEach(async () => {
    server = await RawServer.start(httpAnswer(500));
  });
  afterEach(() => server.stop());

  const entry = (headers: object) => ({
    provider: "openai-compatible",
    baseURL: `http://127.0.0.1:${server.port}/v1`,
    headers,
  });

  it("is all of these signs", () => {
    assert.equal(invisible.length, 24);
    assert.equal(controls.length, 67);
  });

  it("is refused in a key when it is entered", () => {
    for (const wrong of allWrong) {
      const reading = readKey(`abcd${wrong}efgh`);
      assert.equal(reading.ok, false, JSON.stringify(wrong));
      if (!reading.ok) assert.ok(!reading.problem.includes("abcd"));
    }
  });

  it("is refused in a header's value, but for the blank, and in its name", () => {
    for (const wrong of allWrong) {
      const inValue = readEntry({ id: "w", ...entry({ "x-team": `a${wrong}b` }) });
      assert.equal(inValue.connection === undefined, wrong !== " ", JSON.stringify(wrong));
      const inName = readEntry({ id: "w", ...entry({ [`x${wrong}team`]: "a" }) });
      assert.equal(inName.connection, undefined, JSON.stringify(wrong));
    }
  });

  it("sends nothing when it came another way, and is shown nowhere", async () => {
    for (const wrong of allWrong) {
      if (wrong === " ") continue;
      const key = `${testKey}${wrong}x-injected: 1`;
      const end = endOf(await ask({ ...destinationOfEntry(entry({})), key }));
      assert.ok(end.type === "error" && end.error.kind === "noKey", JSON.stringify(wrong));
      assert.ok(!JSON.stringify(end).includes(testKey.slice(0, 8)));
      const secret = destinationOfEntry(entry({ "x-team": "${secret:team}" }), { team: key });
      assert.equal(endOf(await ask(secret)).type, "error");
    }
    assert.deepEqual([server.connections, server.received], [0, ""]);
  });

  it("stays where it is when it can be sent: every printable sign, once, in its line", async () => {
    const printable = range(0x21, 0x7e)
      .map(code => String.fromCodePoint(code))
      .join("");
    await ask({ ...destinationOfEntry(entry({ "x-team": `a ${printable}` })), key: printable });
    const [head = ""] = server.received.split("\r\n\r\n");
    const lines = head.split("\r\n");
    assert.ok(lines.includes(`authorization: Bearer ${printable}`), head);
    assert.ok(lines.includes(`x-team: a ${printable}`), head);
    assert.ok(
      lines.slice(1).every(line => /^[a-z-]+: [\x20-\x7e]+$/i.test(line)),
      head,
    );
  });

  it("of a corpus does so too", async function () {
    const cases = corpus();
    if (!cases) return this.skip();
    for (const text of cases) {
      const reading = readKey(text);
      await ask({ ...destinationOfEntry(entry({})), key: reading.ok ? reading.key : text });
    }
    const names = Array.from(server.received.matchAll(/^([A-Za-z-]+):/gm), ([, name = ""]) =>
      name.toLowerCase(),
    );
    assert.ok(!names.includes("set-cookie") && !names.includes("location"), names.join());
  });
});
