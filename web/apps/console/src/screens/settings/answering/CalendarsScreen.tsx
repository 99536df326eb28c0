import type { Calendar, CallOptions, Queue } from "@guichet/api";
import { Badge, Button } from "@mantine/core";
import { IconCalendarTime, IconPlus, IconStack2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../../app/parents.tsx";
import { calendarsQuery, queuesQuery, removeCalendar } from "../../../data/agents.ts";
import { Empty } from "../../../kit/Empty.tsx";
import { Loaded } from "../../../kit/Loaded.tsx";
import { Page, Panel } from "../../../kit/Page.tsx";
import { useVisible } from "../../../kit/removal.ts";
import { RowMenu } from "../../../kit/RowMenu.tsx";
import { Row, Rows } from "../../../kit/Rows.tsx";
import { weekInWords } from "./hours.ts";
import { Mark } from "./Mark.tsx";
import { byName } from "./order.ts";
import classes from "./answering.module.css";

/** When somebody answers. */
export function CalendarsScreen() {
  const { t, i18n } = useTranslation("agents");
  const tenant = useTenant();
  const may = useMay("agents.manage");
  const query = useQuery(calendarsQuery(tenant.id));
  const { data: queues = [] } = useQuery(queuesQuery(tenant.id));
  const visible = useVisible(query.data ?? []);
  const add = may ? (
    <Button
      leftSection={<IconPlus size={18} />}
      renderRoot={(props) => <Link to="/t/$tenant/settings/hours/$calendar" params={{ tenant: tenant.slug, calendar: "new" }} {...props} />}
    >
      {t("hours.add")}
    </Button>
  ) : null;
  const none = (
    <Empty icon={IconCalendarTime} title={t("hours.none")} action={add}>
      {t("hours.noneText")}
    </Empty>
  );
  return (
    <Page title={t("hours.title")} about={t("hours.about")} actions={query.data?.length ? add : null}>
      <Panel flush>
        <Loaded of={query} empty={{ when: (all) => all.length === 0, show: none }}>
          {() => (
            <Rows label={t("hours.title")}>
              {byName(visible, i18n.language).map((calendar) => (
                <CalendarRow key={calendar.id} calendar={calendar} queues={queues} />
              ))}
            </Rows>
          )}
        </Loaded>
      </Panel>
    </Page>
  );
}

function CalendarRow({ calendar, queues }: { readonly calendar: Calendar; readonly queues: readonly Queue[] }) {
  const { t, i18n } = useTranslation("agents");
  const tenant = useTenant();
  const may = useMay("agents.manage");
  const keeping = queues.filter((queue) => queue.calendar_id === calendar.id);
  return (
    <Row
      picture={<Mark icon={IconCalendarTime} />}
      title={
        <Link to="/t/$tenant/settings/hours/$calendar" params={{ tenant: tenant.slug, calendar: calendar.id }} className={classes["link"]}>
          {calendar.name}
        </Link>
      }
      sub={weekInWords(calendar.week, i18n.language) || t("hours.alwaysClosed")}
      facts={keeping.map((queue) => (
        <Badge key={queue.id} color="gray" leftSection={<IconStack2 size={13} aria-hidden="true" />}>
          {queue.name}
        </Badge>
      ))}
      menu={may ? <CalendarMenu calendar={calendar} /> : null}
    />
  );
}

function CalendarMenu({ calendar }: { readonly calendar: Calendar }) {
  const { t } = useTranslation(["agents", "common"]);
  const tenant = useTenant();
  const navigate = useNavigate();
  const open = (): void => void navigate({ to: "/t/$tenant/settings/hours/$calendar", params: { tenant: tenant.slug, calendar: calendar.id } });
  const removal = {
    id: calendar.id,
    said: t("hours.removed", { name: calendar.name }),
    list: calendarsQuery(tenant.id).queryKey,
    remove: (options: CallOptions) => removeCalendar(tenant.id, calendar.id, options),
  };
  return <RowMenu label={t("actionsOf", { name: calendar.name })} change={t("common:edit")} onChange={open} removal={removal} />;
}
