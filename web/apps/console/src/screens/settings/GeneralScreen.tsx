import type { Language, Tenant } from "@guichet/api";
import { Button, Group, MultiSelect, Select, SimpleGrid, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { useRenewSession } from "../../app/useRenewSession.ts";
import { changeTenant, tenantQuery } from "../../data/tenant.ts";
import { currencies, territories, zones } from "../../kit/choices.ts";
import { useSubmission } from "../../kit/forms.ts";
import { Loaded } from "../../kit/Loaded.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { TroubleNote } from "../../kit/Trouble.tsx";
import { LANGUAGE_NAMES } from "../../kit/languages.ts";

export function GeneralScreen() {
  const { t } = useTranslation("settings");
  const tenant = useTenant();
  const query = useQuery(tenantQuery(tenant.id));
  return (
    <Page title={t("general.title")} about={t("general.about")} width="reading">
      <Panel>
        <Loaded of={query}>{(held) => <TenantForm key={held.version} tenant={held} />}</Loaded>
      </Panel>
    </Page>
  );
}

function useSave(tenant: Tenant) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const renewSession = useRenewSession();
  return async (values: ReturnType<typeof startOf>): Promise<void> => {
    const saved = await changeTenant(tenant.id, values);
    queries.setQueryData(tenantQuery(tenant.id).queryKey, saved);
    await renewSession();
    notifications.show({ message: t("saved") });
  };
}

function startOf({ name, zone, territory, currency, languages }: Tenant) {
  return { name, zone, territory, currency, languages: [...languages] };
}

function TenantForm({ tenant }: { readonly tenant: Tenant }) {
  const { t, i18n } = useTranslation(["settings", "common"]);
  const may = useMay("settings.manage");
  const form = useForm({ initialValues: startOf(tenant) });
  const { busy, error, submit } = useSubmission(form, useSave(tenant));
  const lists = useMemo(
    () => ({ zones: zones(), territories: territories(i18n.language), currencies: currencies(i18n.language) }),
    [i18n.language],
  );
  return (
    <form onSubmit={form.onSubmit((values) => void submit(values))}>
      <TroubleNote error={error} />
      <fieldset disabled={!may} style={{ border: 0, margin: 0, padding: 0 }}>
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md" verticalSpacing="lg">
          <TextInput label={t("general.name")} description={t("general.nameHint")} maxLength={120} required withAsterisk={false} {...form.getInputProps("name")} />
          <TextInput label={t("general.slug")} description={t("general.slugHint")} value={tenant.slug} readOnly variant="filled" />
          <Select label={t("general.zone")} description={t("general.zoneHint")} data={lists.zones} searchable allowDeselect={false} {...form.getInputProps("zone")} />
          <Select label={t("general.territory")} description={t("general.territoryHint")} data={lists.territories} searchable allowDeselect={false} {...form.getInputProps("territory")} />
          <Select label={t("general.currency")} description={t("general.currencyHint")} data={lists.currencies} searchable allowDeselect={false} {...form.getInputProps("currency")} />
          <MultiSelect
            label={t("general.languages")}
            description={t("general.languagesHint")}
            data={LANGUAGE_NAMES}
            hidePickedOptions
            value={form.values.languages}
            error={form.errors["languages"]}
            onChange={(picked) => form.setFieldValue("languages", picked as Language[])}
          />
        </SimpleGrid>
      </fieldset>
      {may ? (
        <Group mt="xl">
          <Button type="submit" loading={busy} disabled={!form.isDirty()}>
            {t("common:save")}
          </Button>
        </Group>
      ) : null}
    </form>
  );
}
