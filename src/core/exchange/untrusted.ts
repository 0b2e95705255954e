import { isObject } from "../decode";
import { latestTime } from "./bounds";

/** A member of a value that may be anything. */
export function member(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The text that a member is; empty where it is none. */
export function textAt(value: unknown, name: string): string {
  const text = member(value, name);
  return typeof text === "string" ? text : "";
}

/** The list that a member is; empty where it is none. */
export function listAt(value: unknown, name: string): readonly unknown[] {
  const list = member(value, name);
  return Array.isArray(list) ? list : [];
}

/** The number that a member is. */
export function numberAt(value: unknown, name: string): number | undefined {
  const number = member(value, name);
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/** A time in seconds since 1970, in milliseconds. */
export function secondsAt(value: unknown, name: string): number | undefined {
  const seconds = numberAt(value, name);
  return seconds === undefined ? undefined : timeOf(seconds * 1000);
}

/** A time as text, in milliseconds since 1970. */
export function dateAt(value: unknown, name: string): number | undefined {
  return timeOf(Date.parse(textAt(value, name)));
}

/** Milliseconds since 1970, where a number can be that. */
export function timeOf(ms: number): number | undefined {
  return Number.isFinite(ms) && ms > 0 && ms <= latestTime ? Math.round(ms) : undefined;
}

/** A text as a block of code, with a line that says what it is. */
export function labelled(label: string, block: string): string {
  return `**${label.replace(/[*\\`]/g, "\\$&")}**\n\n${block}`;
}
