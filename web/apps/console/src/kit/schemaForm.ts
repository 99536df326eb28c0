import type { Language, SettingSchema } from "@guichet/api";

/** What a setting is edited with; made from its schema, so a new channel needs no screen. */
export type FieldKind = "text" | "long" | "secret" | "colour" | "choice" | "switch" | "number" | "group" | "list" | "values" | "pairs";

export interface Field {
  readonly name: string;
  readonly kind: FieldKind;
  readonly title: string;
  readonly description: string | undefined;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  /** What of the company's it names, where it names something: chosen from what there is. */
  readonly of: string | undefined;
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
  /** Of `pairs`: their values are texts, never numbers or shapes of their own. */
  readonly words: boolean;
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
    of: shape.of,
    required,
    nullable: setting.anyOf?.some((option) => option.type === "null") ?? false,
    start: setting.default ?? START[kind] ?? "",
    maxLength: shape.maxLength,
    minimum: shape.minimum,
    maximum: shape.maximum,
    fields: partsOf(kind === "list" ? itemOf(shape, shapes) : shape, shapes, language),
    maxItems: shape.maxItems,
    words: shape.additionalProperties?.type === "string",
    numbers: NUMBERS.has(itemOf(shape, shapes).type ?? ""),
  };
}

function wordsOf(setting: SettingSchema, language: Language): SettingSchema {
  return { ...setting, ...(language === "fr" ? setting.fr : {}) };
}

const NUMBERS = new Set(["integer", "number"]);
const START: Partial<Record<FieldKind, unknown>> = { switch: false, list: [], values: [], group: {}, pairs: {} };

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
  if (shape.type === "object" && !shape.properties) return "pairs";
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
    case "pairs":
      return linesOf(held as Values);
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
      return field.nullable && isBare(value) ? null : valuesToSend(field.fields, value as Values);
    case "pairs":
      return pairsIn(value as string, field.words);
    case "list":
      return (value as readonly Values[]).map((item) => valuesToSend(field.fields, item));
    case "values":
      return field.numbers ? (value as readonly string[]).map(Number) : value;
    default:
      return field.nullable && value === "" ? null : value;
  }
}

/** Whether nothing was filled in: an empty group that may be missing is none. */
export function isBare(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.values(value).every(isBare);
  return value === "" || value === null || value === undefined;
}

/** Names and values as lines: `0x58 = throttle`. */
function linesOf(pairs: Values): string {
  return Object.entries(pairs)
    .map(([name, value]) => `${name} = ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join("\n");
}

function pairsIn(lines: string, words: boolean): Record<string, unknown> {
  const pairs = lines
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const at = line.indexOf("=");
      const name = at < 0 ? line : line.slice(0, at);
      const value = at < 0 ? "" : line.slice(at + 1).trim();
      return [name.trim(), words ? value : shapeIn(value)] as const;
    });
  return Object.fromEntries(pairs);
}

/** A number, a switch or a shape where it is written as one; else the words. */
function shapeIn(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
