import { createSign, generateKeyPairSync, type KeyObject } from "node:crypto";

/** A certificate and its key, as PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

interface Wanted {
  readonly name: string;
  /** Who signs; itself when absent. */
  readonly issuer?: Authority;
  /** An authority may sign others. */
  readonly authority?: boolean;
  /** The IPv4 address that it is for. */
  readonly address?: string;
  /** The hosts' names that it is for. */
  readonly hosts?: readonly string[];
  readonly from?: Date;
  readonly until?: Date;
}

export interface Authority extends Certificate {
  readonly name: string;
  readonly signingKey: KeyObject;
}

const day = 24 * 3600 * 1000;

/** Makes an X.509 certificate for tests (RFC 5280): no file holds a private key, and no tool is needed. */
export function certificate(wanted: Wanted): Authority {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const { name, issuer, from = new Date(Date.now() - day), until } = wanted;
  const body = sequence(
    tagged(0xa0, integer(2)),
    integer(Math.floor(Math.random() * 0x7fffffff) + 1),
    ecdsaWithSha256,
    nameOf(issuer?.name ?? name),
    sequence(time(from), time(until ?? new Date(Date.now() + day))),
    nameOf(name),
    publicKey.export({ type: "spki", format: "der" }),
    tagged(0xa3, sequence(...extensions(wanted))),
  );
  const signature = createSign("sha256")
    .update(body)
    .sign(issuer?.signingKey ?? privateKey);
  const der = sequence(body, ecdsaWithSha256, tagged(0x03, Buffer.from([0]), signature));
  const lines = der.toString("base64").replace(/.{64}/g, "$&\n");
  return {
    name,
    signingKey: privateKey,
    cert: `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}

function extensions({ authority = false, address, hosts = [] }: Wanted): readonly Buffer[] {
  const isAuthority = tagged(0x01, Buffer.from([0xff]));
  const constraints = extension("551d13", sequence(...(authority ? [isAuthority] : [])));
  const names = [
    ...(address === undefined ? [] : [tagged(0x87, Buffer.from(address.split(".").map(Number)))]),
    ...hosts.map(host => tagged(0x82, Buffer.from(host, "ascii"))),
  ];
  return names.length === 0
    ? [constraints]
    : [constraints, extension("551d11", sequence(...names))];
}

function extension(id: string, value: Buffer): Buffer {
  return sequence(objectId(id), tagged(0x04, value));
}

const ecdsaWithSha256 = sequence(objectId("2a8648ce3d040302"));

function nameOf(text: string): Buffer {
  return sequence(
    tagged(0x31, sequence(objectId("550403"), tagged(0x0c, Buffer.from(text, "utf8")))),
  );
}

function time(date: Date): Buffer {
  const text = `${date.toISOString().replace(/[-:T]/g, "").slice(0, 14)}Z`;
  return tagged(0x18, Buffer.from(text, "ascii"));
}

function integer(value: number): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
  return tagged(0x02, (bytes[0] ?? 0) > 0x7f ? Buffer.concat([Buffer.from([0]), bytes]) : bytes);
}

function objectId(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, "hex"));
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, ...parts);
}

/** DER: a tag, the length, the content. */
function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}
