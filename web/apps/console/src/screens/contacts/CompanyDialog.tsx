import type { Company } from "@guichet/api";
import { Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { changeCompany, createCompany } from "../../data/contacts.ts";
import { FormDialog } from "../../kit/Dialog.tsx";
import { useSubmission } from "../../kit/forms.ts";
import { useKeys } from "../../kit/idempotency.ts";

interface Values {
  readonly name: string;
  readonly domain: string;
  readonly phone: string;
  readonly about: string;
  readonly [field: string]: unknown;
}

const NEW: Values = { name: "", domain: "", phone: "", about: "" };

const valuesOf = ({ name, domain, phone, about }: Company): Values => ({ name, domain: domain ?? "", phone: phone ?? "", about: about ?? "" });

export function CompanyDialog({ company, close }: { readonly company?: Company; readonly close: () => void }) {
  const { t } = useTranslation("contacts");
  const tenant = useTenant();
  const queries = useQueryClient();
  const keyFor = useKeys();
  const form = useForm<Values>({
    initialValues: company ? valuesOf(company) : NEW,
  });
  const { busy, error, submit } = useSubmission(form, async ({ name, domain, phone, about }) => {
    const body = { name, domain: domain || null, phone: phone || null, about: about || null };
    if (company) await changeCompany(tenant.id, company.id, body);
    else await createCompany(tenant.id, body, keyFor(body));
    await Promise.all(["companies", "company", "contacts"].map((kind) => queries.invalidateQueries({ queryKey: ["tenant", tenant.id, kind] })));
    close();
  });
  return (
    <FormDialog title={company ? t("companies.change") : t("companies.new")} close={close} submit={form.onSubmit((values) => void submit(values))}
      busy={busy} error={error} action={company ? t("save") : t("add")}>
      <Stack gap="md">
        <TextInput label={t("companies.name")} required withAsterisk={false} data-autofocus maxLength={200} {...form.getInputProps("name")} />
        <TextInput label={t("companies.domain")} placeholder="hotel-creolia.example" maxLength={253} {...form.getInputProps("domain")} />
        <TextInput label={t("phone")} type="tel" maxLength={40} {...form.getInputProps("phone")} />
        <Textarea label={t("companies.remark")} autosize minRows={2} maxLength={2000} {...form.getInputProps("about")} />
      </Stack>
    </FormDialog>
  );
}
