import { TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { FormDialog } from "../../../kit/Dialog.tsx";
import { useSubmission } from "../../../kit/forms.ts";

interface NameDialogProps {
  readonly title: string;
  readonly label: string;
  readonly hint?: string;
  readonly name: string;
  readonly action: string;
  readonly save: (name: string) => Promise<void>;
  readonly close: () => void;
}

/** Asks for one name. */
export function NameDialog({ title, label, hint, name, action, save, close }: NameDialogProps) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { name },
    validate: { name: (typed) => (typed.trim() === "" ? t("required") : null) },
  });
  const { busy, error, submit } = useSubmission(form, async (values) => {
    await save(values.name.trim());
    close();
  });
  return (
    <FormDialog title={title} close={close} submit={form.onSubmit((values) => void submit(values))} busy={busy} error={error} action={action}>
      <TextInput label={label} description={hint} maxLength={80} data-autofocus {...form.getInputProps("name")} />
    </FormDialog>
  );
}
