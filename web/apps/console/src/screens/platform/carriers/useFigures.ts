import { useMemo } from "react";
import { useTranslation } from "react-i18next";

/** Figures in the reader's language; nothing known is a dash. */
export function useFigures() {
  const { i18n } = useTranslation();
  const language = i18n.language;
  return useMemo(() => {
    const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
    const fine = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
    const share = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 });
    const unit = (name: string) => new Intl.NumberFormat(language, { style: "unit", unit: name, unitDisplay: "short", maximumFractionDigits: 1 });
    const milliseconds = unit("millisecond");
    const seconds = unit("second");
    const minutes = unit("minute");
    const duration = (value: number): string => {
      if (value < 1_000) return milliseconds.format(Math.round(value));
      return value < 120_000 ? seconds.format(value / 1_000) : minutes.format(value / 60_000);
    };
    const known = (show: (value: number) => string) => (value: number | null | undefined) => (value === null || value === undefined ? "–" : show(value));
    return {
      count: known((value) => whole.format(value)),
      speed: known((value) => (value < 10 ? fine : whole).format(value)),
      share: known((value) => share.format(value)),
      time: known(duration),
    };
  }, [language]);
}
