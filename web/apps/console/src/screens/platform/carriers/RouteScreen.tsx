import { Alert, Button, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { IconCircleCheck, IconCircleX, IconPlayerPause, IconPlayerPlay, IconPlugConnected } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../../../app/i18n.ts";
import { changeRoute, draftOf, linkKindsQuery, routeQuery, type CarrierRoute, type LinkKind, type RouteTest } from "../../../data/carriers.ts";
import { useSubmission } from "../../../kit/forms.ts";
import { Loaded } from "../../../kit/Loaded.tsx";
import { Page, Panel } from "../../../kit/Page.tsx";
import { SaveBar } from "../../../kit/SaveBar.tsx";
import { TroubleNote } from "../../../kit/Trouble.tsx";
import { AlarmNote } from "./AlarmNote.tsx";
import classes from "./carriers.module.css";
import { PassedPanel } from "./PassedPanel.tsx";
import { standingOf } from "./pulse.ts";
import { Loss, RouteFigures } from "./RouteCard.tsx";
import { IsolateButton, useRouteDeeds, type Deeds } from "./RouteDeeds.tsx";
import { draftFrom, fieldsOfKind, settingsOf, valuesOf } from "./routeForm.ts";
import { RouteForm } from "./RouteForm.tsx";
import { StandingBadge } from "./StandingBadge.tsx";
import { TestWords } from "./TestWords.tsx";
import { useRoutesNow, type LiveRoute, type LiveRoutes } from "./useLiveRoutes.ts";

/** One route: how it is, what passed by it, and everything that is set for it. */
export function RouteScreen() {
  const { id } = useParams({ from: "/shell/platform/carriers/$id" });
  const route = useQuery(routeQuery(id));
  const kinds = useQuery(linkKindsQuery);
  const both = {
    data: route.data && kinds.data ? { route: route.data, kinds: kinds.data.items } : undefined,
    error: route.error ?? kinds.error,
    isPending: route.isPending || kinds.isPending,
    refetch: () => Promise.all([route.refetch(), kinds.refetch()]),
  };
  return <Loaded of={both}>{(found) => <Detail route={found.route} kinds={found.kinds} />}</Loaded>;
}

function Detail({ route, kinds }: { readonly route: CarrierRoute; readonly kinds: readonly LinkKind[] }) {
  const { t } = useTranslation("carriers");
  const live = useRoutesNow();
  const deeds = useRouteDeeds(route);
  const now = live.routes.find((one) => one.id === route.id) ?? route;
  const kind = kinds.find((one) => one.kind === route.kind);
  const carrier = live.carriers.get(route.carrier_id)?.name;
  return (
    <Page title={route.title} about={[carrier, kind?.title[currentLanguage()]].filter(Boolean).join(" · ")} actions={<Actions now={now} deeds={deeds} />}>
      {deeds.result ? <TestResult told={deeds.result} /> : null}
      <AlarmNote alarm={live.alarms.get(route.id)} />
      <Now route={now} live={live} />
      <PassedPanel id={route.id} />
      {kind ? <Settings key={route.version} route={route} kind={kind} /> : <Alert mt="md" color="red">{t("kind_gone")}</Alert>}
    </Page>
  );
}

function Now({ route, live }: { readonly route: Shown; readonly live: LiveRoutes }) {
  const { t } = useTranslation("carriers");
  const pulse = live.pulses.of.get(route.id);
  return (
    <Panel title={t("now.title")} actions={<StandingBadge standing={standingOf(route, pulse, live.silent)} />}>
      {route.isolated_reason ? <Text size="sm" className={classes["why"]}>{t("isolated_because", { reason: route.isolated_reason })}</Text> : null}
      {route.enabled ? <Loss pulse={pulse} /> : null}
      <RouteFigures pulse={live.silent ? undefined : pulse} binds={route.binds} speeds={live.pulses.speeds.get(route.id) ?? []} />
    </Panel>
  );
}

type Shown = Pick<LiveRoute, "id" | "title" | "enabled" | "isolated_at" | "isolated_reason" | "binds">;

function Actions({ now, deeds }: { readonly now: Shown; readonly deeds: Deeds }) {
  const { t } = useTranslation("carriers");
  return (
    <>
      <Button variant="default" loading={deeds.busy} leftSection={<IconPlugConnected size={16} />} onClick={() => void deeds.test()}>{t("deeds.test")}</Button>
      <Button variant="default" leftSection={now.enabled ? <IconPlayerPause size={16} /> : <IconPlayerPlay size={16} />} onClick={() => void deeds.turn(!now.enabled)}>
        {t(now.enabled ? "deeds.stop" : "deeds.start")}
      </Button>
      <IsolateButton route={now} deeds={deeds} />
    </>
  );
}

function TestResult({ told }: { readonly told: RouteTest }) {
  return (
    <Alert mb="md" variant="light" color={told.ok ? "lagoon" : "red"} icon={told.ok ? <IconCircleCheck size={20} /> : <IconCircleX size={20} />} role="status">
      <TestWords told={told} />
    </Alert>
  );
}

function Settings({ route, kind }: { readonly route: CarrierRoute; readonly kind: LinkKind }) {
  const { t } = useTranslation("carriers");
  const queries = useQueryClient();
  const go = useNavigate();
  const fields = useMemo(() => fieldsOfKind(kind, currentLanguage()), [kind]);
  const form = useForm({ initialValues: valuesOf(draftOf(route), fields, settingsOf(route)) });
  const { busy, error, submit } = useSubmission(form, async (values) => {
    const changed = await changeRoute(route.id, { ...draftFrom(values, fields, route.enabled), version: route.version });
    queries.setQueryData(routeQuery(route.id).queryKey, changed);
    notifications.show({ message: t("form.saved") });
  });
  return (
    <form onSubmit={form.onSubmit((values) => void submit(values))} className={classes["settings"]}>
      <TroubleNote error={error} />
      <RouteForm form={form} fields={fields} />
      <SaveBar busy={busy} dirty={form.isDirty()} action={t("form.save")} leave={() => void go({ to: "/platform/carriers" })} />
    </form>
  );
}
