import type { Parameter } from "../core/parameters";
import type { Phrase } from "../core/phrase";
import { readJson } from "./jsonText";
import type { ToolPage } from "./toolPage";

/** What a field says: not set, a value, or a text that is none, which is kept as it is. */
export type FieldReading =
  | { readonly set: false }
  | { readonly set: true; readonly value: unknown; readonly fault?: Phrase };

/** The control of one parameter. */
export interface Field {
  readonly root: HTMLElement;
  /** What the label belongs to. */
  readonly control: HTMLElement;
  read(): FieldReading;
  /** Shows a value; `undefined` where nothing is set. */
  show(value: unknown): void;
}

/** Makes the control of a parameter's kind. */
export function fieldOf(parameter: Parameter, page: ToolPage, id: string): Field {
  switch (parameter.kind) {
    case "number":
    case "integer":
      return numberField(page, id);
    case "boolean":
      return choiceField(page, id, onOff(page));
    case "text":
      return parameter.options
        ? choiceField(
            page,
            id,
            parameter.options.map(option => [option, option]),
          )
        : textField(page, id);
    case "texts":
      return linesField(page, id);
    case "map":
    case "fields":
      return jsonField(page, id);
    case "format":
      throw new Error("a format has a field of its own");
  }
}

export function onOff({ t }: ToolPage): readonly (readonly [unknown, string])[] {
  return [
    [true, t("On")],
    [false, t("Off")],
  ];
}

function numberField({ element, t }: ToolPage, id: string): Field {
  const control = element("input", {
    id,
    type: "text",
    inputmode: "decimal",
    autocomplete: "off",
    placeholder: t("not set"),
  });
  return {
    root: control,
    control,
    read: () => {
      const text = control.value.trim();
      if (text === "") return { set: false };
      const number = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text);
      return { set: true, value: number ? Number(text) : control.value };
    },
    show: value => (control.value = value === undefined ? "" : textOf(value)),
  };
}

/** A text may be empty and is sent so; only Clear takes it back. */
function textField({ element, t }: ToolPage, id: string): Field {
  const control = element("input", { id, type: "text", autocomplete: "off" });
  const state = { set: false };
  control.addEventListener("input", () => (state.set = true));
  return {
    root: control,
    control,
    read: () => (state.set ? { set: true, value: control.value } : { set: false }),
    show: value => {
      state.set = value !== undefined;
      control.value = value === undefined ? "" : textOf(value);
      control.placeholder = state.set ? t("empty, and sent so") : t("not set");
    },
  };
}

/** One of several values, or none; a value that is none of them is one more. */
export function choiceField(
  { element, t }: ToolPage,
  id: string,
  options: readonly (readonly [unknown, string])[],
): Field {
  const control = element("select", { id });
  let values: readonly unknown[] = [];
  const show = (value: unknown) => {
    const known = value === undefined || options.some(([option]) => option === value);
    const all = known ? options : [...options, [value, textOf(value)] as const];
    values = all.map(([option]) => option);
    control.replaceChildren(
      element("option", { value: "" }, t("not set")),
      ...all.map(([, name], index) => element("option", { value: String(index) }, name)),
    );
    control.value = value === undefined ? "" : String(values.indexOf(value));
  };
  show(undefined);
  return {
    root: control,
    control,
    read: () =>
      control.value === "" ? { set: false } : { set: true, value: values[Number(control.value)] },
    show,
  };
}

/** Texts, one a line. */
function linesField({ element, t }: ToolPage, id: string): Field {
  const control = element("textarea", { id, rows: "1", autocomplete: "off", spellcheck: "false" });
  const state = { set: false };
  control.addEventListener("input", () => (state.set = true));
  return {
    root: control,
    control,
    read: () => {
      if (!state.set) return { set: false };
      const lines = control.value.split("\n").map(unescaped);
      return { set: true, value: lines.length === 1 ? lines[0] : lines };
    },
    show: value => {
      state.set = value !== undefined;
      const lines: readonly unknown[] = Array.isArray(value) ? value : [value];
      control.value = state.set ? lines.map(line => escaped(textOf(line))).join("\n") : "";
      control.placeholder = state.set ? t("empty, and sent so") : t("not set");
    },
  };
}

/** JSON as text; what is no JSON is kept as the text that it is. */
export function jsonField({ element, t }: ToolPage, id: string): Field {
  const control = element("textarea", {
    id,
    class: "parameter-json",
    rows: "1",
    autocomplete: "off",
    spellcheck: "false",
    placeholder: t("not set"),
  });
  return {
    root: control,
    control,
    read: () => {
      if (control.value.trim() === "") return { set: false };
      const reading = readJson(control.value);
      return reading.ok
        ? { set: true, value: reading.value }
        : { set: true, value: control.value, fault: reading.fault };
    },
    show: value => (control.value = value === undefined ? "" : textOf(value)),
  };
}

/** A text as it is, anything else as JSON. */
function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

const escapes: Readonly<Record<string, string>> = { n: "\n", t: "\t", r: "\r", "\\": "\\" };

function unescaped(line: string): string {
  return line.replace(/\\([ntr\\])/g, (_all, letter: string) => escapes[letter] ?? "");
}

function escaped(text: string): string {
  return text.replace(/[\n\t\r\\]/g, sign => {
    const letter = Object.keys(escapes).find(name => escapes[name] === sign);
    return `\\${letter ?? ""}`;
  });
}
