import type { Span } from "@guichet/api";
import { Button, Text } from "@mantine/core";
import { IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Panel } from "../../../kit/Page.tsx";
import type { CalendarFormOf } from "./CalendarScreen.tsx";
import { DAY, weekdays } from "./hours.ts";
import { Spans } from "./Spans.tsx";
import classes from "./answering.module.css";

const WORKING_DAYS = 5;

/** Seven days, their open parts typed and drawn. */
export function WeekPanel({ form }: { readonly form: CalendarFormOf }) {
  const { t, i18n } = useTranslation("agents");
  const week = form.values.week;
  const put = (place: number, spans: readonly Span[]): void => {
    form.setFieldValue("week", week.map((day, at) => (at === place ? spans : day)));
    form.clearFieldError("week");
  };
  const copyMonday = (): void => form.setFieldValue("week", week.map((day, at) => (at < WORKING_DAYS ? (week[0] ?? []) : day)));
  const copy = (
    <Button variant="subtle" size="compact-sm" leftSection={<IconCopy size={15} />} onClick={copyMonday}>
      {t("hours.copyMonday")}
    </Button>
  );
  return (
    <Panel title={t("hours.week")} actions={copy}>
      {form.errors["week"] ? (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {form.errors["week"]}
        </Text>
      ) : null}
      {weekdays(i18n.language).map((name, place) => (
        <div key={name} className={classes["day"]} role="group" aria-label={name}>
          <span className={classes["dayName"]}>{name}</span>
          <Spans of={name} spans={week[place] ?? []} change={(spans) => put(place, spans)} />
          <Track spans={week[place] ?? []} />
        </div>
      ))}
    </Panel>
  );
}

const share = (minutes: number): string => `${(minutes / DAY) * 100}%`;

/** The day from midnight to midnight, what is open filled. */
function Track({ spans }: { readonly spans: readonly Span[] }) {
  return (
    <div className={classes["track"]} aria-hidden="true">
      {spans
        .filter((span) => span.end > span.start)
        .map((span) => (
          <span key={span.start} className={classes["open"]} style={{ left: share(span.start), width: share(span.end - span.start) }} />
        ))}
    </div>
  );
}
