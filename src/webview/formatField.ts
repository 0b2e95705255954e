import { isObject } from "../core/decode";
import type { ToolPage } from "./toolPage";
import { choiceField, type Field, type FieldReading, jsonField, onOff } from "./parameterFields";

/** The format of answers: text, JSON, or a schema with its name. */
export function formatField(page: ToolPage, id: string): Field {
  const { element, t } = page;
  const type = choiceField(page, id, [
    ["text", t("Text")],
    ["json_object", t("JSON")],
    ["json_schema", t("JSON schema")],
  ]);
  const form = schemaForm(page, id);
  const kind = () => {
    const chosen = type.read();
    return chosen.set ? chosen.value : undefined;
  };
  const unfold = () => (form.root.hidden = kind() !== "json_schema");
  type.control.addEventListener("change", unfold);
  unfold();
  return {
    root: element("div", { class: "parameter-format" }, type.root, form.root),
    control: type.control,
    read: () => {
      const chosen = kind();
      if (chosen === "json_schema") return form.read();
      if (chosen === undefined) return { set: false };
      const known = chosen === "text" || chosen === "json_object";
      return { set: true, value: known ? { type: chosen } : chosen };
    },
    show: value => {
      const { type: shown = value, json_schema } = fieldsOf(value);
      type.show(shown);
      form.show(json_schema);
      unfold();
    },
  };
}

/** Name, strictness and the schema itself. */
function schemaForm(page: ToolPage, id: string): Pick<Field, "root" | "read" | "show"> {
  const { element, t } = page;
  const name = element("input", { id: `${id}-name`, type: "text", autocomplete: "off" });
  const strict = choiceField(page, `${id}-strict`, onOff(page));
  const schema = jsonField(page, `${id}-schema`);
  /** What else a preset says of the schema. */
  let further: Readonly<Record<string, unknown>> = {};
  const part = (words: string, control: HTMLElement) =>
    element(
      "div",
      { class: "parameter-part" },
      element("label", { for: control.id }, words),
      control,
    );
  const root = element(
    "div",
    { class: "parameter-parts" },
    part(t("Name"), name),
    part(t("Strict"), strict.control),
    element("label", { for: schema.control.id }, t("Schema")),
    schema.root,
  );
  return {
    root,
    read: () => {
      const json_schema = { ...further, name: name.value };
      return formatOf(json_schema, strict.read(), schema.read());
    },
    show: value => {
      const {
        name: called = "answer",
        strict: strictness,
        schema: held,
        ...more
      } = fieldsOf(value);
      further = more;
      name.value = String(called);
      strict.show(strictness);
      schema.show(held);
    },
  };
}

function formatOf(form: object, strict: FieldReading, schema: FieldReading): FieldReading {
  const json_schema = {
    ...form,
    ...(schema.set && { schema: schema.value }),
    ...(strict.set && { strict: strict.value }),
  };
  const fault = schema.set ? schema.fault : undefined;
  return { set: true, value: { type: "json_schema", json_schema }, ...(fault && { fault }) };
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}
