import { NumberInput, PasswordInput, Select, Switch, Textarea, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import type { Field } from "./schemaForm.ts";

interface SchemaFieldsProps {
  readonly fields: readonly Field[];
  readonly form: UseFormReturnType<Record<string, unknown>>;
}

export function SchemaFields({ fields, form }: SchemaFieldsProps) {
  return fields.map((field) => <SchemaField key={field.name} field={field} form={form} />);
}

interface SchemaFieldProps {
  readonly field: Field;
  readonly form: SchemaFieldsProps["form"];
}

function SchemaField({ field, form }: SchemaFieldProps) {
  const words = { label: field.title, description: field.description, required: field.required, withAsterisk: false };
  const input = form.getInputProps(field.name) as object;
  switch (field.kind) {
    case "switch":
      return <Switch {...words} {...form.getInputProps(field.name, { type: "checkbox" })} />;
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
    default:
      return <TextInput {...words} maxLength={field.maxLength} {...input} />;
  }
}
