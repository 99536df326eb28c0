import { Badge, Button, Text, VisuallyHidden } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../../app/parents.tsx";
import { holidaysQuery } from "../../../data/agents.ts";
import { Loaded } from "../../../kit/Loaded.tsx";
import { Panel } from "../../../kit/Page.tsx";
import type { CalendarFormOf } from "./CalendarScreen.tsx";
import { dayInWords } from "./hours.ts";
import classes from "./answering.module.css";

/** The holidays of the next twelve months, by name; a click opens on one of them all the same. */
export function HolidaysPanel({ form }: { readonly form: CalendarFormOf }) {
  const { t, i18n } = useTranslation("agents");
  const territory = form.values.territory;
  if (territory === null) return null;
  const place = new Intl.DisplayNames(i18n.language, { type: "region" }).of(territory) ?? territory;
  return (
    <Panel title={t("hours.holidays", { place })} about={t("hours.holidaysAbout")}>
      <Holidays form={form} territory={territory} />
    </Panel>
  );
}

function Holidays({ form, territory }: { readonly form: CalendarFormOf; readonly territory: string }) {
  const { t, i18n } = useTranslation("agents");
  const query = useQuery(holidaysQuery(useTenant().id, territory, i18n.language));
  const none = (
    <Text size="sm" c="dimmed">
      {t("hours.noHolidays")}
    </Text>
  );
  const different = (day: string): boolean => form.values.exceptions.some((one) => one.day === day);
  const open = (day: string, name: string): void =>
    form.setFieldValue("exceptions", [...form.values.exceptions, { day, name, spans: [{ start: 540, end: 720 }] }]);
  return (
    <Loaded of={query} empty={{ when: (all) => all.length === 0, show: none }}>
      {(holidays) => (
        <ul className={classes["holidays"]}>
          {holidays.map(({ day, name }) => (
            <li key={day} className={classes["holiday"]}>
              <time dateTime={day} className={classes["holidayDay"]}>
                {dayInWords(day, i18n.language)}
              </time>
              <span>
                {name}{" "}
                {different(day) ? (
                  <Badge size="sm" color="gray">
                    {t("hours.different")}
                  </Badge>
                ) : (
                  <Button size="compact-xs" variant="subtle" onClick={() => open(day, name)}>
                    {t("hours.openThatDay")}
                    <VisuallyHidden>{` ${name}`}</VisuallyHidden>
                  </Button>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Loaded>
  );
}
