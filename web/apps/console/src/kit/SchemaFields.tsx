import { Button, Fieldset, Group, NumberInput, Paper, PasswordInput, Select, Stack, Switch, TagsInput, Text, Textarea, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { createContext, useContext } from "react";
import { useTranslation } from "react-i18next";
import { isBare, startValues, type Field } from "./schemaForm.ts";

export interface KnownValue {
  readonly value: string;
  readonly label: string;
}

/** What there is to choose from, by what a setting names: `queue`, `number`. */
export const KnownValues = createContext<Readonly<Record<string, readonly KnownValue[]>>>({});

interface SchemaFieldsProps {
  readonly fields: readonly Field[];
  readonly form: UseFormReturnType<Record<string, unknown>>;
  /** Where in the form the fields stand, with a dot at the end. */
  readonly path?: string;
}

export function SchemaFields({ fields, form, path = "" }: SchemaFieldsProps) {
  return fields.map((field) => <SchemaField key={field.name} field={field} form={form} path={path + field.name} />);
}

interface SchemaFieldProps {
  readonly field: Field;
  readonly form: SchemaFieldsProps["form"];
  readonly path: string;
}

function SchemaField({ field, form, path }: SchemaFieldProps) {
  if (field.kind === "group") return <Parts field={field} form={form} path={path} />;
  if (field.kind === "list") return <Items field={field} form={form} path={path} />;
  return <OneField field={field} form={form} path={path} />;
}

const wordsOf = (field: Field) => ({ label: field.title, description: field.description, required: field.required, withAsterisk: false });

function OneField({ field, form, path }: SchemaFieldProps) {
  const known = useContext(KnownValues)[field.of ?? ""];
  if (known) return <Known words={wordsOf(field)} known={known} nullable={field.nullable} input={form.getInputProps(path) as Input} />;
  return <FreeField field={field} form={form} path={path} />;
}

function FreeField({ field, form, path }: SchemaFieldProps) {
  const words = wordsOf(field);
  const input = form.getInputProps(path) as object;
  switch (field.kind) {
    case "switch":
      return <Switch {...words} {...form.getInputProps(path, { type: "checkbox" })} />;
    case "choice":
      return <Select {...words} data={field.choices} allowDeselect={false} {...input} />;
    case "number":
      return <NumberInput {...words} min={field.minimum} max={field.maximum} {...input} />;
    case "secret":
      return <PasswordInput {...words} autoComplete="off" maxLength={field.maxLength} {...input} />;
    case "long":
      return <Textarea {...words} autosize minRows={2} maxLength={field.maxLength} {...input} />;
    case "colour":
      return <TextInput {...words} type="color" w={140} {...input} />;
    case "values":
      return <TagsInput {...words} maxTags={field.maxItems} splitChars={[","]} {...input} />;
    case "pairs":
      return <Textarea {...words} autosize minRows={2} maxRows={16} spellCheck={false} placeholder="… = …" {...input} />;
    default:
      return <TextInput {...words} maxLength={field.maxLength} {...input} />;
  }
}

interface Input {
  readonly value: unknown;
  readonly onChange: (value: string) => void;
  readonly error?: React.ReactNode;
}

interface KnownProps {
  readonly words: { readonly label: string; readonly description: string | undefined; readonly required: boolean };
  readonly known: readonly KnownValue[];
  readonly nullable: boolean;
  readonly input: Input;
}

/** One of the company's own; what was set before and is gone since stays to be seen. */
function Known({ words, known, nullable, input }: KnownProps) {
  const { t } = useTranslation();
  const value = typeof input.value === "string" && input.value ? input.value : null;
  const gone = value !== null && known.every((one) => one.value !== value) ? [{ value, label: value }] : [];
  return (
    <Select {...words} data={[...known, ...gone]} value={value} onChange={(next) => input.onChange(next ?? "")} error={input.error} searchable={known.length > 8}
      disabled={known.length === 0 && value === null} {...(nullable ? { clearable: true, clearButtonProps: { "aria-label": t("remove") } } : { allowDeselect: false })} />
  );
}

/** Of a group that may be missing nothing is asked for while nothing of it is filled in. */
function Parts({ field, form, path }: SchemaFieldProps) {
  const missing = field.nullable && isBare(form.getInputProps(path).value);
  const parts = missing ? field.fields.map((part) => ({ ...part, required: false })) : field.fields;
  return (
    <Fieldset legend={field.title}>
      <Stack gap="sm">
        {field.description && (
          <Text size="sm" c="dimmed">
            {field.description}
          </Text>
        )}
        <SchemaFields fields={parts} form={form} path={`${path}.`} />
      </Stack>
    </Fieldset>
  );
}

function Items({ field, form, path }: SchemaFieldProps) {
  const { t } = useTranslation("common");
  const items = form.getInputProps(path).value as readonly unknown[];
  const full = field.maxItems !== undefined && items.length >= field.maxItems;
  const { error } = form.getInputProps(path) as { readonly error?: string };
  return (
    <Fieldset legend={field.title}>
      <Stack gap="sm">
        {field.description && (
          <Text size="sm" c="dimmed">
            {field.description}
          </Text>
        )}
        {items.map((_, at) => (
          <Paper key={form.key(`${path}.${String(at)}`)} withBorder p="sm">
            <Stack gap="sm">
              <SchemaFields fields={field.fields} form={form} path={`${path}.${String(at)}.`} />
              <Group justify="flex-end">
                <Button variant="subtle" color="red" size="compact-sm" onClick={() => form.removeListItem(path, at)}>
                  {t("remove")}
                </Button>
              </Group>
            </Stack>
          </Paper>
        ))}
        {error && (
          <Text size="sm" c="red" role="alert">
            {error}
          </Text>
        )}
        <Group>
          <Button variant="default" size="compact-sm" disabled={full} onClick={() => form.insertListItem(path, startValues(field.fields, {}))}>
            {t("add")}
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  );
}
