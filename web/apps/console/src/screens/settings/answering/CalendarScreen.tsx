import type { Calendar } from "@guichet/api";
import { Select, SimpleGrid, TextInput } from "@mantine/core";
import { useForm, type UseFormReturnType } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../../app/parents.tsx";
import { calendarsQuery, changeCalendar, createCalendar, type CalendarForm } from "../../../data/agents.ts";
import { territories, zones } from "../../../kit/choices.ts";
import { useSubmission } from "../../../kit/forms.ts";
import { useKeys } from "../../../kit/idempotency.ts";
import { Loaded } from "../../../kit/Loaded.tsx";
import { Page, Panel } from "../../../kit/Page.tsx";
import { SaveBar } from "../../../kit/SaveBar.tsx";
import { sayWithUndo } from "../../../kit/saved.tsx";
import { TroubleNote } from "../../../kit/Trouble.tsx";
import { ExceptionsPanel } from "./ExceptionsPanel.tsx";
import { Gone } from "./Gone.tsx";
import { HolidaysPanel } from "./HolidaysPanel.tsx";
import { formOf, newCalendar } from "./hours.ts";
import { WeekPanel } from "./WeekPanel.tsx";

export type CalendarValues = CalendarForm & Record<string, unknown>;
export type CalendarFormOf = UseFormReturnType<CalendarValues>;

/** One calendar: its week, the holidays it keeps, and the days that are different. */
export function CalendarScreen() {
  const { calendar: id = "new" } = useParams({ strict: false });
  const tenant = useTenant();
  const query = useQuery(calendarsQuery(tenant.id));
  return (
    <Loaded of={query}>
      {(calendars) => {
        const calendar = calendars.find((one) => one.id === id) ?? null;
        if (calendar === null && id !== "new") return <Gone />;
        return <Hours key={calendar ? `${calendar.id}-${calendar.version}` : "new"} calendar={calendar} />;
      }}
    </Loaded>
  );
}

function Hours({ calendar }: { readonly calendar: Calendar | null }) {
  const { t } = useTranslation(["agents", "common"]);
  const tenant = useTenant();
  const may = useMay("agents.manage");
  const form = useForm<CalendarValues>({
    initialValues: calendar ? { ...formOf(calendar) } : { ...newCalendar(tenant.zone, tenant.territory, t("hours.newName")) },
  });
  const leave = useLeave();
  const { busy, error, submit } = useSubmission(form, useSave(calendar, leave));
  return (
    <Page title={calendar?.name ?? t("hours.new")} about={t("hours.oneAbout")} width="reading">
      <form onSubmit={form.onSubmit((values) => void submit(values))}>
        <TroubleNote error={error} />
        <fieldset disabled={!may} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
          <BasicsPanel form={form} />
          <WeekPanel form={form} />
          <ExceptionsPanel form={form} />
          <HolidaysPanel form={form} />
        </fieldset>
        {may ? (
          <SaveBar busy={busy} dirty={calendar === null || form.isDirty()} action={calendar ? t("common:save") : t("hours.make")} leave={leave} />
        ) : null}
      </form>
    </Page>
  );
}

function BasicsPanel({ form }: { readonly form: CalendarFormOf }) {
  const { t, i18n } = useTranslation("agents");
  const lists = useMemo(() => ({ zones: zones(), territories: territories(i18n.language) }), [i18n.language]);
  return (
    <Panel>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md" verticalSpacing="lg">
        <TextInput label={t("hours.name")} description={t("hours.nameHint")} maxLength={80} required withAsterisk={false} {...form.getInputProps("name")} />
        <Select label={t("hours.zone")} description={t("hours.zoneHint")} data={lists.zones} searchable allowDeselect={false} {...form.getInputProps("zone")} />
        <Select
          label={t("hours.territory")}
          description={t("hours.territoryHint")}
          placeholder={t("hours.noTerritory")}
          data={lists.territories}
          searchable
          clearable
          {...form.getInputProps("territory")}
        />
      </SimpleGrid>
    </Panel>
  );
}

function useLeave(): () => void {
  const tenant = useTenant();
  const navigate = useNavigate();
  return () => void navigate({ to: "/t/$tenant/settings/hours", params: { tenant: tenant.slug } });
}

function useSave(calendar: Calendar | null, leave: () => void) {
  const { t } = useTranslation();
  const tenant = useTenant();
  const queries = useQueryClient();
  const keyFor = useKeys();
  const renew = () => queries.invalidateQueries({ queryKey: calendarsQuery(tenant.id).queryKey });
  return async ({ name, zone, territory, week, exceptions }: CalendarValues): Promise<void> => {
    const body: CalendarForm = { name, zone, territory, week, exceptions };
    if (calendar) {
      const saved = await changeCalendar(tenant.id, calendar, body);
      sayWithUndo(t("saved"), () => void changeCalendar(tenant.id, saved, formOf(calendar)).then(renew));
    } else {
      await createCalendar(tenant.id, body, keyFor(body));
    }
    await renew();
    leave();
  };
}
