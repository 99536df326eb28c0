import { TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Amount, Pick, type Option } from "./Fields.tsx";
import type { Between, DaysAround, Last, Unit, Window } from "./language.ts";
import classes from "./segments.module.css";

type Mode = "ever" | "last" | "past" | "coming" | "around" | "between";

function modeOf(window: Window | null): Mode {
  if (!window) return "ever";
  if (window.kind !== "days") return window.kind;
  if (window.last === -1 && window.first < 0) return "past";
  return window.first === 0 && window.last >= 0 ? "coming" : "around";
}

const FIRST: Readonly<Record<Exclude<Mode, "ever">, Window>> = {
  last: { kind: "last", count: 30, unit: "days" },
  past: { kind: "days", first: -30, last: -1 },
  coming: { kind: "days", first: 0, last: 7 },
  around: { kind: "days", first: -7, last: 7 },
  between: { kind: "between", first: null, last: null },
};

interface Props {
  readonly window: Window | null;
  readonly set: (window: Window | null) => void;
  readonly modes: readonly Mode[];
}

/** When: ever, lately, around today, or between two days. */
export function WindowField({ window, set, modes }: Props) {
  const { t } = useTranslation("segments");
  const mode = modeOf(window);
  const options: Option<Mode>[] = (modes.includes(mode) ? modes : [...modes, mode]).map((value) => ({ value, label: t(`when.${value}`) }));
  return (
    <span className={classes["part"]}>
      <Pick label={t("when.label")} value={mode} options={options} set={(next) => set(next === "ever" ? null : FIRST[next])} />
      {window?.kind === "last" ? <LastField window={window} set={set} /> : null}
      {window?.kind === "days" ? <DaysField window={window} mode={mode} set={set} /> : null}
      {window?.kind === "between" ? <BetweenField window={window} set={set} /> : null}
    </span>
  );
}

const UNITS: readonly Unit[] = ["minutes", "hours", "days", "weeks", "months"];

function LastField({ window, set }: { readonly window: Last; readonly set: (window: Window) => void }) {
  const { t } = useTranslation("segments");
  return (
    <>
      <Amount label={t("when.count")} value={window.count || null} set={(count) => set({ ...window, count: count ?? 0 })} whole minimum={1} maximum={4000} />
      <Pick label={t("when.unit")} value={window.unit} options={UNITS.map((value) => ({ value, label: t(`unit.${value}`, { count: window.count }) }))}
        set={(unit) => set({ ...window, unit })} />
    </>
  );
}

function DaysField({ window, mode, set }: { readonly window: DaysAround; readonly mode: Mode; readonly set: (window: Window) => void }) {
  const { t } = useTranslation("segments");
  const days = t("unit.days", { count: 2 });
  if (mode === "past") {
    return <Amount label={t("when.count")} value={-window.first} set={(count) => set({ ...window, first: -(count ?? 1) })} whole minimum={1} maximum={4000} unit={days} />;
  }
  if (mode === "coming") {
    return <Amount label={t("when.count")} value={window.last} set={(count) => set({ ...window, last: count ?? 0 })} whole minimum={0} maximum={4000} unit={days} />;
  }
  return (
    <>
      <Amount label={t("when.first_day")} value={window.first} set={(first) => set({ ...window, first: first ?? 0 })} whole minimum={-4000} maximum={4000} unit={days} />
      <span>{t("when.to")}</span>
      <Amount label={t("when.last_day")} value={window.last} set={(last) => set({ ...window, last: last ?? 0 })} whole minimum={-4000} maximum={4000} unit={days} />
    </>
  );
}

function BetweenField({ window, set }: { readonly window: Between; readonly set: (window: Window) => void }) {
  const { t } = useTranslation("segments");
  const day = (label: string, value: string | null, put: (value: string | null) => void) => (
    <TextInput type="date" aria-label={label} value={value ?? ""} onChange={(event) => put(event.currentTarget.value || null)} size="sm" variant="filled" w="9.5rem" min="1900-01-01" max="2200-12-31" />
  );
  return (
    <>
      {day(t("when.from_day"), window.first, (first) => set({ ...window, first }))}
      <span>{t("and")}</span>
      {day(t("when.to_day"), window.last, (last) => set({ ...window, last }))}
    </>
  );
}
