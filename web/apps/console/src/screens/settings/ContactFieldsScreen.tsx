import type { AttributeDefinition, AttributeType } from "@guichet/api";
import { ActionIcon, Badge, Button, Group, Menu, Select, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useDisclosure } from "@mantine/hooks";
import { IconDots, IconForms, IconPencil, IconPlus, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../../app/i18n.ts";
import { useMay, useTenant } from "../../app/parents.tsx";
import { attributesQuery, changeAttribute, defineAttribute, removeAttribute } from "../../data/contacts.ts";
import { FormDialog } from "../../kit/Dialog.tsx";
import { Empty } from "../../kit/Empty.tsx";
import { useSubmission } from "../../kit/forms.ts";
import { useKeys } from "../../kit/idempotency.ts";
import { Loaded } from "../../kit/Loaded.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { useRemoval, useVisible } from "../../kit/removal.ts";
import { Row, Rows } from "../../kit/Rows.tsx";
import { HandoffPanel } from "./HandoffPanel.tsx";

const TYPES: readonly AttributeType[] = ["text", "number", "date", "boolean", "choice", "money"];

type Meaning = NonNullable<AttributeDefinition["meaning"]>;

/** What a field of each type can mean to Guichet. */
const MEANINGS: Readonly<Record<AttributeType, readonly Meaning[]>> = {
  text: ["postcode", "commune"],
  number: ["longitude", "latitude"],
  date: ["birth_date"],
  choice: ["sex"],
  boolean: [],
  money: [],
};

const NAMES: Readonly<Record<Meaning, { readonly fr: string; readonly en: string }>> = {
  birth_date: { fr: "Date de naissance", en: "Date of birth" },
  sex: { fr: "Sexe", en: "Sex" },
  postcode: { fr: "Code postal", en: "Postcode" },
  commune: { fr: "Commune", en: "Town" },
  longitude: { fr: "Longitude", en: "Longitude" },
  latitude: { fr: "Latitude", en: "Latitude" },
};

const SEXES: readonly FormChoice[] = [
  { key: "female", fr: "Femme", en: "Woman" },
  { key: "male", fr: "Homme", en: "Man" },
  { key: "other", fr: "Autre", en: "Other" },
];

/** What the company wants to know of people, and where cards lead to. */
export function ContactFieldsScreen() {
  const { t } = useTranslation("contacts");
  const tenant = useTenant();
  const may = useMay("settings.manage");
  const [making, dialog] = useDisclosure(false);
  const fields = useQuery(attributesQuery(tenant.id));
  const add = (
    <Button leftSection={<IconPlus size={18} />} onClick={dialog.open}>
      {t("fields.new")}
    </Button>
  );
  const empty = <Empty icon={IconForms} title={t("fields.empty")}>{t("fields.empty_text")}</Empty>;
  return (
    <Page title={t("fields.title")} about={t("fields.about")} actions={may ? add : null} width="reading">
      <Panel flush>
        <Loaded of={fields} empty={{ when: (all) => all.length === 0, show: empty }}>
          {(all) => <FieldRows fields={all} may={may} />}
        </Loaded>
      </Panel>
      <HandoffPanel may={may} />
      {making ? <FieldDialog close={dialog.close} place={(fields.data?.at(-1)?.place ?? 0) + 10} /> : null}
    </Page>
  );
}

function FieldRows({ fields, may }: { readonly fields: readonly AttributeDefinition[]; readonly may: boolean }) {
  const { t } = useTranslation("contacts");
  const [changing, setChanging] = useState<AttributeDefinition | null>(null);
  return (
    <>
      <Rows label={t("fields.title")}>
        {useVisible(fields).map((one) => (
          <Row key={one.id} title={one.label[currentLanguage()]} sub={one.key}
            facts={
              <>
                {one.meaning ? <Badge color="lagoon">{t(`fields.meaning.${one.meaning}`)}</Badge> : null}
                <Badge color="gray">{t(`fields.type.${one.type}`)}</Badge>
              </>
            }
            menu={may ? <FieldMenu field={one} change={() => setChanging(one)} /> : null} />
        ))}
      </Rows>
      {changing ? <FieldDialog field={changing} place={changing.place} close={() => setChanging(null)} /> : null}
    </>
  );
}

function FieldMenu({ field, change }: { readonly field: AttributeDefinition; readonly change: () => void }) {
  const { t } = useTranslation("contacts");
  const tenant = useTenant();
  const remove = useRemoval();
  const name = field.label[currentLanguage()];
  const forget = (): void =>
    remove({
      id: field.id,
      said: t("fields.removed", { name }),
      list: attributesQuery(tenant.id).queryKey,
      remove: (options) => removeAttribute(tenant.id, field.id, options),
    });
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 80 }}>
      <Menu.Target>
        <ActionIcon size="lg" aria-label={t("fields.actions", { name })}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} />} onClick={change}>
          {t("fields.change")}
        </Menu.Item>
        <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={forget}>
          {t("fields.remove")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

interface FormChoice {
  key: string;
  fr: string;
  en: string;
}

interface Values {
  readonly fr: string;
  readonly en: string;
  readonly key: string;
  readonly type: AttributeType;
  readonly meaning: Meaning | "";
  readonly choices: FormChoice[];
  readonly [field: string]: unknown;
}

interface FieldDialogProps {
  readonly field?: AttributeDefinition;
  readonly place: number;
  readonly close: () => void;
}

const NEW: Values = { fr: "", en: "", key: "", type: "text", meaning: "", choices: [] };

function valuesOf(field: AttributeDefinition): Values {
  const choices = field.choices.map((one) => ({ key: one.key, fr: one.label.fr, en: one.label.en }));
  return { fr: field.label.fr, en: field.label.en, key: field.key, type: field.type, meaning: field.meaning ?? "", choices };
}

function bodyOf(values: Values, place: number) {
  const label = { fr: values.fr, en: values.en };
  const given = values.choices.map((one) => ({ key: one.key || keyOf(one.fr), label: { fr: one.fr, en: one.en } }));
  const meaning = MEANINGS[values.type].find((one) => one === values.meaning) ?? null;
  return { key: values.key || keyOf(values.fr), label, type: values.type, choices: values.type === "choice" ? given : [], meaning, place };
}

function FieldDialog({ field, place, close }: FieldDialogProps) {
  const { t } = useTranslation("contacts");
  const tenant = useTenant();
  const queries = useQueryClient();
  const keyFor = useKeys();
  const form = useForm<Values>({
    initialValues: field ? valuesOf(field) : NEW,
  });
  const { busy, error, submit } = useSubmission(form, async (values) => {
    const body = bodyOf(values, place);
    if (field) await changeAttribute(tenant.id, field.id, { label: body.label, ...(values.type === "choice" ? { choices: body.choices } : {}) });
    else await defineAttribute(tenant.id, body, keyFor(body));
    await queries.invalidateQueries({ queryKey: attributesQuery(tenant.id).queryKey });
    close();
  });
  return (
    <FormDialog title={field ? t("fields.change") : t("fields.new")} close={close} submit={form.onSubmit((values) => void submit(values))} busy={busy} error={error} action={t("save")}>
      <Stack gap="md">
        <Group grow align="flex-start">
          <TextInput label={t("fields.fr")} required withAsterisk={false} data-autofocus maxLength={80} {...form.getInputProps("fr")} />
          <TextInput label={t("fields.en")} required withAsterisk={false} maxLength={80} {...form.getInputProps("en")} />
        </Group>
        <Select label={t("fields.kind")} allowDeselect={false} disabled={field !== undefined} data={TYPES.map((one) => ({ value: one, label: t(`fields.type.${one}`) }))} {...form.getInputProps("type")} />
        {MEANINGS[form.values.type].length > 0 && !field ? <MeaningField type={form.values.type} value={form.values.meaning} set={(meaning) => form.setValues(meant(form.values, meaning))} error={form.errors["meaning"]} /> : null}
        {form.values.type === "choice" ? <ChoiceRows choices={form.values.choices} set={(choices) => form.setFieldValue("choices", choices)} error={form.errors["choices"]} /> : null}
        {field ? null : <TextInput label={t("fields.key")} description={t("fields.key_hint")} placeholder={keyOf(form.values.fr)} maxLength={40} {...form.getInputProps("key")} />}
      </Stack>
    </FormDialog>
  );
}

interface MeaningProps {
  readonly type: AttributeType;
  readonly value: Meaning | "";
  readonly set: (meaning: Meaning | "") => void;
  readonly error: React.ReactNode;
}

/** What Guichet itself understands by the field: duplicates are found and segments asked by it. */
function MeaningField({ type, value, set, error }: MeaningProps) {
  const { t } = useTranslation("contacts");
  const options = MEANINGS[type].map((one) => ({ value: one, label: t(`fields.meaning.${one}`) }));
  return (
    <Select label={t("fields.means")} description={value ? t(`fields.meaning_text.${value}`) : t("fields.means_hint")} value={value} allowDeselect={false} error={error}
      data={[{ value: "", label: t("fields.no_meaning") }, ...options]} onChange={(next) => set((next ?? ""))} />
  );
}

/** Of the sexes there are choices that Guichet knows by their keys. */
function meant(values: Values, meaning: Meaning | ""): Values {
  const name = meaning && !values.fr && !values.en ? NAMES[meaning] : { fr: values.fr, en: values.en };
  return { ...values, ...name, meaning, choices: meaning === "sex" ? SEXES.map((one) => ({ ...one })) : values.choices };
}

function ChoiceRows({ choices, set, error }: { readonly choices: readonly FormChoice[]; readonly set: (choices: FormChoice[]) => void; readonly error: React.ReactNode }) {
  const { t } = useTranslation("contacts");
  const put = (place: number, change: Partial<FormChoice>): void => set(choices.map((one, at) => (at === place ? { ...one, ...change } : one)));
  return (
    <Stack gap="xs" role="group" aria-label={t("fields.choices")}>
      <Text size="sm" fw={500}>
        {t("fields.choices")}
      </Text>
      {choices.map((one, at) => (
        <Group key={at} gap="xs" wrap="nowrap">
          <TextInput flex={1} value={one.fr} aria-label={t("fields.fr")} placeholder={t("fields.fr")} onChange={(event) => put(at, { fr: event.currentTarget.value })} />
          <TextInput flex={1} value={one.en} aria-label={t("fields.en")} placeholder={t("fields.en")} onChange={(event) => put(at, { en: event.currentTarget.value })} />
          <ActionIcon aria-label={t("fields.remove")} onClick={() => set(choices.filter((_, place) => place !== at))}>
            <IconTrash size={16} />
          </ActionIcon>
        </Group>
      ))}
      <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={15} />} onClick={() => set([...choices, { key: "", fr: "", en: "" }])}>
        {t("fields.add_choice")}
      </Button>
      {error ? (
        <Text size="sm" c="red" role="alert">
          {error}
        </Text>
      ) : null}
    </Stack>
  );
}

/** A key made of a label: `Date de naissance` is `date_de_naissance`. */
function keyOf(label: string): string {
  const bare = label.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return bare.replace(/[^a-z0-9]+/g, "_").replace(/^[_0-9]+|_+$/g, "").slice(0, 40);
}
