import { Badge, Button, Select, SimpleGrid, Stack, TagsInput, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { IconHeartbeat } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { putRouteWatch, routeAlarmsQuery, routeWatchQuery, type RouteAlarm, type RouteWatch } from "../../../data/carriers.ts";
import { Empty } from "../../../kit/Empty.tsx";
import { useSubmission } from "../../../kit/forms.ts";
import { LANGUAGE_NAMES } from "../../../kit/languages.ts";
import { Loaded } from "../../../kit/Loaded.tsx";
import { Page, Panel } from "../../../kit/Page.tsx";
import { Paged } from "../../../kit/Paged.tsx";
import { Row, Rows } from "../../../kit/Rows.tsx";
import { TroubleNote } from "../../../kit/Trouble.tsx";
import { inFull } from "../../../kit/When.tsx";
import { useRoutesNow } from "./useLiveRoutes.ts";

/** The watch on routes: what it looks at, whom it tells, what it told. */
export function WatchScreen() {
  const { t } = useTranslation("carriers");
  const watch = useQuery(routeWatchQuery);
  return (
    <Page title={t("watch.title")} about={t("watch.about")} width="reading">
      <Panel title={t("watch.whom")} about={t("watch.whom_about")}>
        <Loaded of={watch}>{(found) => <Whom watch={found} />}</Loaded>
      </Panel>
      <Alarms />
    </Page>
  );
}

function Whom({ watch }: { readonly watch: RouteWatch }) {
  const { t } = useTranslation(["carriers", "common"]);
  const queries = useQueryClient();
  const form = useForm({ initialValues: { mails: watch.mails ?? [], numbers: watch.numbers ?? [], language: watch.language } });
  const { busy, error, submit } = useSubmission(form, async (values) => {
    const numbers = values.numbers.map((number) => `+${number.replaceAll(/\D/g, "").replace(/^00/, "")}`);
    const put = await putRouteWatch({ ...values, numbers });
    queries.setQueryData(routeWatchQuery.queryKey, put);
    form.setValues({ numbers: put.numbers ?? [] });
    form.resetDirty();
    notifications.show({ message: t("watch.saved") });
  });
  return (
    <form onSubmit={form.onSubmit((values) => void submit(values))}>
      <TroubleNote error={error} />
      <Stack gap="md">
        <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
          <TagsInput label={t("watch.mails")} description={t("watch.mails_about")} placeholder="astreinte@example.com" splitChars={[",", " ", ";"]} maxTags={20} {...form.getInputProps("mails")} />
          <TagsInput label={t("watch.numbers")} description={t("watch.numbers_about")} placeholder="+262 692 12 34 56" splitChars={[",", ";"]} maxTags={20} {...form.getInputProps("numbers")} />
          <Select label={t("watch.language")} data={LANGUAGE_NAMES} allowDeselect={false} {...form.getInputProps("language")} />
        </SimpleGrid>
        <div>
          <Button type="submit" loading={busy} disabled={!form.isDirty()}>{t("common:save")}</Button>
        </div>
      </Stack>
    </form>
  );
}

function Alarms() {
  const { t } = useTranslation("carriers");
  const live = useRoutesNow();
  const queries = useQueryClient();
  const alarms = useInfiniteQuery(routeAlarmsQuery);
  const open = [...live.alarms.keys()].join();
  useEffect(() => {
    void queries.invalidateQueries({ queryKey: routeAlarmsQuery.queryKey });
  }, [open, queries]);
  return (
    <Panel title={t("watch.alarms")} flush>
      <Paged list={alarms} more={t("prices.more")} empty={<Empty icon={IconHeartbeat} title={t("watch.none_title")}>{t("watch.none_body")}</Empty>}>
        {(found) => (
          <Rows label={t("watch.alarms")}>
            {found.map((one) => <AlarmRow key={one.id} alarm={one} />)}
          </Rows>
        )}
      </Paged>
    </Panel>
  );
}

function AlarmRow({ alarm }: { readonly alarm: RouteAlarm }) {
  const { t, i18n } = useTranslation("carriers");
  const live = useRoutesNow();
  const title = live.routes.find((one) => one.id === alarm.route_id)?.title ?? (live.loading ? "…" : t("words.gone"));
  const over = alarm.closed_at ? t("watch.over", { when: inFull(alarm.closed_at, i18n.language) }) : null;
  return (
    <Row
      title={<Link to="/platform/carriers/$id" params={{ id: alarm.route_id }}>{title}</Link>}
      sub={
        <>
          {alarm.facts.map((fact) => <Text key={fact.sign} size="sm">{fact.words}</Text>)}
          <Text size="sm" c="dimmed">{[t("watch.begun", { when: inFull(alarm.opened_at, i18n.language) }), over, alarm.told.length > 0 ? t("watch.told", { who: alarm.told.join(", ") }) : t("watch.told_nobody")].filter(Boolean).join(" ")}</Text>
        </>
      }
      facts={<Badge color={alarm.closed_at ? "gray" : "red"}>{t(alarm.closed_at ? "watch.is_over" : "watch.is_open")}</Badge>}
    />
  );
}
