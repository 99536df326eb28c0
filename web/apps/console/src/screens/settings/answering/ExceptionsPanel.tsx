import type { DayException } from "@guichet/api";
import { ActionIcon, Button, Text, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Panel } from "../../../kit/Page.tsx";
import type { CalendarFormOf } from "./CalendarScreen.tsx";
import { Spans } from "./Spans.tsx";
import classes from "./answering.module.css";

const today = (): string => new Date().toISOString().slice(0, 10);

/** Days that are not like their weekday: closed for stocktaking, open on a holiday. */
export function ExceptionsPanel({ form }: { readonly form: CalendarFormOf }) {
  const { t } = useTranslation("agents");
  const days = form.values.exceptions;
  const set = (next: readonly DayException[]): void => {
    form.setFieldValue("exceptions", [...next]);
    form.clearFieldError("exceptions");
  };
  const put = (place: number, next: Partial<DayException>): void => set(days.map((one, at) => (at === place ? { ...one, ...next } : one)));
  const add = (
    <Button variant="light" size="compact-sm" leftSection={<IconPlus size={15} />} onClick={() => set([...days, { day: today(), spans: [], name: "" }])}>
      {t("hours.addException")}
    </Button>
  );
  return (
    <Panel title={t("hours.exceptions")} about={t("hours.exceptionsAbout")} actions={add}>
      {form.errors["exceptions"] ? (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {form.errors["exceptions"]}
        </Text>
      ) : null}
      {days.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("hours.noException")}
        </Text>
      ) : null}
      {days.map((one, place) => (
        // The date, its only name, is being typed
        <div key={place} className={classes["exception"]}>
          <TextInput type="date" aria-label={t("hours.date")} value={one.day} onChange={(event) => put(place, { day: event.currentTarget.value || one.day })} />
          <TextInput
            className={classes["exceptionName"] ?? ""}
            aria-label={t("hours.occasion")}
            placeholder={t("hours.occasion")}
            maxLength={80}
            value={one.name}
            onChange={(event) => put(place, { name: event.currentTarget.value })}
          />
          <Spans of={one.name || one.day} spans={one.spans} change={(spans) => put(place, { spans })} />
          <ActionIcon size="lg" aria-label={t("removeOf", { name: one.name || one.day })} onClick={() => set(days.filter((_, at) => at !== place))}>
            <IconX size={16} />
          </ActionIcon>
        </div>
      ))}
    </Panel>
  );
}
