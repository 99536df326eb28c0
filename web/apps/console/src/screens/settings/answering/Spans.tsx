import type { Span } from "@guichet/api";
import { ActionIcon, Button, TextInput, VisuallyHidden } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { clockOf, minutesOf, oneMore } from "./hours.ts";
import classes from "./answering.module.css";

interface SpansProps {
  /** Whose hours they are, spoken with each field. */
  readonly of: string;
  readonly spans: readonly Span[];
  readonly change: (next: readonly Span[]) => void;
}

const MOST = 8;

/** The open parts of one day: two times each; none is closed. */
export function Spans({ of, spans, change }: SpansProps) {
  const { t } = useTranslation("agents");
  const put = (place: number, next: Partial<Span>): void => change(spans.map((span, at) => (at === place ? { ...span, ...next } : span)));
  return (
    <div className={classes["spans"]}>
      {spans.length === 0 ? <span className={classes["closed"]}>{t("hours.closed")}</span> : null}
      {spans.map((span, place) => (
        // Parts of a day have no name but their place
        <span key={place} className={classes["span"]}>
          <Clock label={t("hours.opens", { of })} value={span.start} change={(start) => put(place, { start })} />
          <span aria-hidden="true">{"–"}</span>
          <Clock label={t("hours.closes", { of })} value={span.end} end change={(end) => put(place, { end })} />
          <ActionIcon size="md" aria-label={t("hours.removeSpan", { of })} onClick={() => change(spans.filter((_, at) => at !== place))}>
            <IconX size={14} />
          </ActionIcon>
        </span>
      ))}
      {spans.length < MOST ? (
        <Button
          size="compact-sm"
          variant="subtle"
          leftSection={<IconPlus size={14} />}
          onClick={() => change(oneMore(spans))}
        >
          {spans.length === 0 ? t("hours.open") : t("hours.more")}
          <VisuallyHidden>{` ${of}`}</VisuallyHidden>
        </Button>
      ) : null}
    </div>
  );
}

interface ClockProps {
  readonly label: string;
  readonly value: number;
  readonly end?: boolean;
  readonly change: (minutes: number) => void;
}

function Clock({ label, value, end = false, change }: ClockProps) {
  return (
    <TextInput
      type="time"
      w={108}
      className={classes["clock"] ?? ""}
      aria-label={label}
      value={clockOf(value)}
      onChange={(event) => {
        const minutes = minutesOf(event.currentTarget.value, end);
        if (minutes !== null) change(minutes);
      }}
    />
  );
}
