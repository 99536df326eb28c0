import type { Language, SettingSchema } from "@guichet/api";

/** What a setting is edited with; made from its schema, so a new channel needs no screen. */
export type FieldKind = "text" | "long" | "secret" | "colour" | "choice" | "switch" | "number";

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
}

/** Texts longer than this get several lines. */
const ONE_LINE = 120;

interface Schema {
  readonly properties?: Readonly<Record<string, SettingSchema>>;
  readonly required?: readonly string[];
}

export function fieldsOf(schema: Schema, language: Language): Field[] {
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties ?? {}).map(([name, setting]) => fieldOf(name, setting, required.has(name), language));
}

function fieldOf(name: string, setting: SettingSchema, required: boolean, language: Language): Field {
  const shape = shapeOf(setting);
  const words = { ...setting, ...(language === "fr" ? setting.fr : {}) };
  const titles = words.titles ?? {};
  return {
    name,
    kind: kindOf(shape),
    title: words.title ?? name,
    description: words.description,
    choices: (shape.enum ?? []).map((value) => ({ value, label: titles[value] ?? value })),
    required,
    nullable: setting.anyOf?.some((option) => option.type === "null") ?? false,
    start: setting.default ?? (shape.type === "boolean" ? false : ""),
    maxLength: shape.maxLength,
    minimum: shape.minimum,
    maximum: shape.maximum,
  };
}

/** `anyOf [x, null]` is an x that may be left out; what stands outside counts for it too. */
function shapeOf(setting: SettingSchema): SettingSchema {
  const inner = setting.anyOf?.find((option) => option.type !== "null") ?? {};
  return { ...inner, ...setting };
}

const BY_FORMAT: Readonly<Record<string, FieldKind>> = { color: "colour", password: "secret" };
const BY_TYPE: Readonly<Record<string, FieldKind>> = { boolean: "switch", integer: "number", number: "number" };

function kindOf(shape: SettingSchema): FieldKind {
  if (shape.enum) return "choice";
  const text = (shape.maxLength ?? 0) > ONE_LINE ? "long" : "text";
  return BY_FORMAT[shape.format ?? ""] ?? BY_TYPE[shape.type ?? ""] ?? text;
}

export function startValues(fields: readonly Field[], held: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field.name, held[field.name] ?? field.start]));
}

/** What to send: empty texts that may be missing become `null`. */
export function valuesToSend(fields: readonly Field[], values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const cleaned = fields.map((field): [string, unknown] => {
    const value = values[field.name];
    return [field.name, field.nullable && value === "" ? null : value];
  });
  return Object.fromEntries(cleaned);
}
