import type { ChannelKind, EntryPoint, Language } from "@guichet/api";
import { Divider, Select, Stack, TagsInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../../app/i18n.ts";
import { useTenant } from "../../app/parents.tsx";
import { changeEntryPoint, createEntryPoint, entryPointsQuery, type EntryPointForm } from "../../data/tenant.ts";
import { FormDialog } from "../../kit/Dialog.tsx";
import { useSubmission } from "../../kit/forms.ts";
import { useKeys } from "../../kit/idempotency.ts";
import { fieldsOf, startValues, valuesToSend, type Field } from "../../kit/schemaForm.ts";
import { KnownValues, SchemaFields } from "../../kit/SchemaFields.tsx";
import { LANGUAGE_NAMES } from "../../kit/languages.ts";
import { ChatSettings } from "./ChatSettings.tsx";
import { useKnownValues } from "./useKnownValues.ts";

interface EntryPointDialogProps {
  readonly channel: ChannelKind;
  readonly entryPoint: EntryPoint | null;
  readonly close: () => void;
}

function startOf(entryPoint: EntryPoint | null, fields: readonly Field[]): Record<string, unknown> {
  return {
    title: entryPoint?.title ?? "",
    language: entryPoint?.language ?? currentLanguage(),
    allowed_origins: [...(entryPoint?.allowed_origins ?? [])],
    ...startValues(fields, entryPoint?.settings ?? {}),
  };
}

function bodyOf(kind: string, fields: readonly Field[], values: Readonly<Record<string, unknown>>): EntryPointForm {
  return {
    kind,
    title: values["title"] as string,
    language: values["language"] as Language,
    allowed_origins: values["allowed_origins"] as string[],
    settings: valuesToSend(fields, values),
  };
}

export function EntryPointDialog({ channel, entryPoint, close }: EntryPointDialogProps) {
  const { t } = useTranslation(["settings", "common"]);
  const tenant = useTenant();
  const queries = useQueryClient();
  const keyFor = useKeys();
  const fields = useMemo(() => fieldsOf(channel.settings_schema, currentLanguage()), [channel]);
  const form = useForm({ initialValues: startOf(entryPoint, fields) });
  const { busy, error, submit } = useSubmission(form, async (values) => {
    const { kind, ...rest } = bodyOf(channel.kind, fields, values);
    const body = { kind, ...rest };
    if (entryPoint) await changeEntryPoint(tenant.id, entryPoint.id, rest);
    else await createEntryPoint(tenant.id, body, keyFor(body));
    await queries.invalidateQueries({ queryKey: entryPointsQuery(tenant.id).queryKey });
    close();
  });
  const isChat = channel.kind === "webchat";
  const known = useKnownValues();
  const general = (
    <>
      <TextInput label={t("entryPoints.name")} description={t("entryPoints.nameHint")} maxLength={120} required withAsterisk={false} data-autofocus {...form.getInputProps("title")} />
      <Select label={t(isChat ? "entryPoints.language" : "entryPoints.answersLanguage")} data={LANGUAGE_NAMES} allowDeselect={false} {...form.getInputProps("language")} />
      {isChat ? (
        <TagsInput
          label={t("entryPoints.origins")}
          description={t("entryPoints.originsHint")}
          placeholder="https://www.example.com"
          splitChars={[",", " "]}
          {...form.getInputProps("allowed_origins")}
        />
      ) : null}
    </>
  );
  return (
    <FormDialog
      title={entryPoint ? entryPoint.title : channel.title[currentLanguage()]}
      close={close}
      submit={form.onSubmit((values) => void submit(values))}
      busy={busy}
      error={error}
      action={entryPoint ? t("common:save") : t("entryPoints.make")}
      size={isChat ? 1120 : "lg"}
    >
      <KnownValues value={known}>
        {isChat ? (
          <ChatSettings entryPointId={entryPoint?.id ?? null} fields={fields} form={form} general={general} />
        ) : (
          <Stack gap="md">
            {general}
            <Divider />
            <SchemaFields fields={fields} form={form} />
          </Stack>
        )}
      </KnownValues>
    </FormDialog>
  );
}
