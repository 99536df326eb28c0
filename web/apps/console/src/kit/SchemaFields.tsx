import { Button, Fieldset, Group, NumberInput, Paper, PasswordInput, Select, Stack, Switch, TagsInput, Text, Textarea, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { isBare, startValues, type Field } from "./schemaForm.ts";

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

function OneField({ field, form, path }: SchemaFieldProps) {
  const words = { label: field.title, description: field.description, required: field.required, withAsterisk: false };
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
