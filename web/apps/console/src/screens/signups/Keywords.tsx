import { Button, Select, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { IconMessage2, IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../../app/i18n.ts";
import { useMay, useTenant } from "../../app/parents.tsx";
import type { SignUpPage } from "../../data/signups.ts";
import { createEntryPoint, entryPointsQuery } from "../../data/tenant.ts";
import { numbersQuery } from "../../data/texts.ts";
import { FormDialog } from "../../kit/Dialog.tsx";
import { useSubmission } from "../../kit/forms.ts";
import { useKeys } from "../../kit/idempotency.ts";
import { Panel } from "../../kit/Page.tsx";
import { keywordsOf } from "./keywords.ts";
import classes from "./signups.module.css";

/** The words one sends by text to sign up here. */
export function Keywords({ page }: { readonly page: SignUpPage }) {
  const { t } = useTranslation("signups");
  const tenant = useTenant();
  const [adding, dialog] = useDisclosure(false);
  const may = useMay("entry_points.manage");
  const found = keywordsOf(useQuery(entryPointsQuery(tenant.id)).data ?? [], page.code);
  return (
    <Panel title={t("keywords.title")} about={t("keywords.about")}>
      <ul className={classes["plain"]}>
        {found.map((one) => (
          <li key={`${one.id}/${one.keyword}`}>
            <IconMessage2 size={16} aria-hidden /> {t("keywords.one", { keyword: one.keyword, number: one.number })}
          </li>
        ))}
      </ul>
      {found.length === 0 ? <Text size="sm" c="dimmed">{t("keywords.none")}</Text> : null}
      {may ? (
        <Button mt="sm" variant="default" leftSection={<IconPlus size={16} />} onClick={dialog.open}>
          {t("keywords.add")}
        </Button>
      ) : null}
      {adding ? <KeywordDialog page={page} close={dialog.close} /> : null}
    </Panel>
  );
}

function KeywordDialog({ page, close }: { readonly page: SignUpPage; readonly close: () => void }) {
  const { t } = useTranslation("signups");
  const tenant = useTenant();
  const queries = useQueryClient();
  const keyFor = useKeys();
  const numbers = useQuery(numbersQuery(tenant.id)).data ?? [];
  const form = useForm({ initialValues: { keywords: "", number: page.sender ?? numbers[0]?.number ?? "" } });
  const { busy, error, submit } = useSubmission(form, async ({ keywords, number }) => {
    const settings = { number, keywords: [keywords.trim().toUpperCase()], does: "sign_up", page: page.code };
    const body = { kind: "sms", title: `${keywords.trim().toUpperCase()} · ${page.name}`, language: currentLanguage(), allowed_origins: [], settings };
    await createEntryPoint(tenant.id, body, keyFor(body));
    await queries.invalidateQueries({ queryKey: entryPointsQuery(tenant.id).queryKey });
    close();
  });
  return (
    <FormDialog title={t("keywords.add")} close={close} submit={form.onSubmit((values) => void submit(values))} busy={busy} error={error} action={t("keywords.save")}>
      <Stack gap="md">
        <TextInput label={t("keywords.word")} description={t("keywords.word_hint")} data-autofocus required withAsterisk={false} maxLength={20} {...form.getInputProps("keywords")} />
        <Select label={t("keywords.number")} allowDeselect={false} required withAsterisk={false} data={[...new Set(numbers.map((one) => one.number))]} {...form.getInputProps("number")} />
      </Stack>
    </FormDialog>
  );
}
