import type { Language, SettingSchema } from "@guichet/api";

/** What a setting is edited with; made from its schema, so a new channel needs no screen. */
export type FieldKind = "text" | "long" | "secret" | "colour" | "choice" | "switch" | "number" | "group" | "list" | "values";

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  readonly title: string;
  readonly description: string | undefined;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly required: boolean;
  /** An empty text is no text. */
  readonly nullable: boolean;
  readonly start: unknown;
  readonly maxLength: number | undefined;
  readonly minimum: number | undefined;
  readonly maximum: number | undefined;
  /** The parts of a group, or of each item of a list. */
  readonly fields: readonly Field[];
  readonly maxItems: number | undefined;
  /** Of `values`: they are numbers. */
  readonly numbers: boolean;
}

export type Values = Readonly<Record<string, unknown>>;

/** Texts longer than this get several lines. */
const ONE_LINE = 120;

type Shapes = Readonly<Record<string, SettingSchema>>;

interface Schema {
  readonly properties?: Shapes;
  readonly required?: readonly string[];
  readonly $defs?: Shapes;
}

export function fieldsOf(schema: Schema, language: Language): Field[] {
  return partsOf(schema, schema.$defs ?? {}, language);
}

function partsOf(schema: Schema, shapes: Shapes, language: Language): Field[] {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).map(([name, setting]) =>
    fieldOf(name, setting, required.has(name), shapes, language),
  );
}

function fieldOf(name: string, setting: SettingSchema, required: boolean, shapes: Shapes, language: Language): Field {
  const shape = shapeOf(setting, shapes);
  const words = wordsOf(setting, language);
  const kind = kindOf(shape, shapes);
  return {
    name,
    kind,
    title: words.title ?? name,
    description: words.description,
    choices: (shape.enum ?? []).map((value) => ({ value, label: words.titles?.[value] ?? value })),
    required,
    nullable: setting.anyOf?.some((option) => option.type === "null") ?? false,
    start: setting.default ?? START[kind] ?? "",
    maxLength: shape.maxLength,
    minimum: shape.minimum,
    maximum: shape.maximum,
    fields: partsOf(kind === "list" ? itemOf(shape, shapes) : shape, shapes, language),
    maxItems: shape.maxItems,
    numbers: NUMBERS.has(itemOf(shape, shapes).type ?? ""),
  };
}

function wordsOf(setting: SettingSchema, language: Language): SettingSchema {
  return { ...setting, ...(language === "fr" ? setting.fr : {}) };
}

const NUMBERS = new Set(["integer", "number"]);
const START: Partial<Record<FieldKind, unknown>> = { switch: false, list: [], values: [], group: {} };

/** What each item of a list is. */
function itemOf(shape: SettingSchema, shapes: Shapes): SettingSchema {
  return shapeOf(shape.items ?? {}, shapes);
}

/** `anyOf [x, null]` is an x that may be left out, `$ref` a shape told elsewhere; what stands
 * outside counts for both. */
function shapeOf(setting: SettingSchema, shapes: Shapes): SettingSchema {
  const inner = setting.anyOf?.find((option) => option.type !== "null") ?? {};
  const named = (setting.$ref ?? inner.$ref ?? "").split("/").at(-1) ?? "";
  return { ...shapes[named], ...inner, ...setting };
}

const BY_FORMAT: Readonly<Record<string, FieldKind>> = { color: "colour", password: "secret" };
const BY_TYPE: Readonly<Record<string, FieldKind>> = {
  boolean: "switch",
  integer: "number",
  number: "number",
  object: "group",
};

function kindOf(shape: SettingSchema, shapes: Shapes): FieldKind {
  if (shape.enum) return "choice";
  if (shape.type === "array") return itemOf(shape, shapes).type === "object" ? "list" : "values";
  return BY_FORMAT[shape.format ?? ""] ?? BY_TYPE[shape.type ?? ""] ?? textKind(shape);
}

function textKind(shape: SettingSchema): FieldKind {
  return (shape.maxLength ?? 0) > ONE_LINE ? "long" : "text";
}

export function startValues(fields: readonly Field[], held: Values): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field.name, startValue(field, held[field.name] ?? field.start)]));
}

function startValue(field: Field, held: unknown): unknown {
  switch (field.kind) {
    case "group":
      return startValues(field.fields, held as Values);
    case "list":
      return (held as readonly Values[]).map((item) => startValues(field.fields, item));
    case "values":
      return (held as readonly unknown[]).map(String);
    default:
      return held;
  }
}

/** What to send: empty texts that may be missing become `null`. */
export function valuesToSend(fields: readonly Field[], values: Values): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field.name, valueToSend(field, values[field.name])]));
}

function valueToSend(field: Field, value: unknown): unknown {
  switch (field.kind) {
    case "group":
      return valuesToSend(field.fields, value as Values);
    case "list":
      return (value as readonly Values[]).map((item) => valuesToSend(field.fields, item));
    case "values":
      return field.numbers ? (value as readonly string[]).map(Number) : value;
    default:
      return field.nullable && value === "" ? null : value;
  }
}
