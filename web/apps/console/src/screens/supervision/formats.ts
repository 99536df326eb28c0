import { useTranslation } from "react-i18next";

/** Shares and times as the board writes them; a dash for what is no figure. */
export function useFormats() {
  const { i18n } = useTranslation();
  const percent = new Intl.NumberFormat(i18n.language, { style: "percent", maximumFractionDigits: 0 });
  const whole = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 0 });
  return {
    share: (value: number | null): string => (value === null ? "–" : percent.format(value)),
    count: (value: number): string => whole.format(value),
    time: (milliseconds: number | null): string => (milliseconds === null ? "–" : clock(milliseconds)),
  };
}

/** `1:05`, or `1:02:05` from an hour on. */
export function clock(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const two = (value: number): string => String(value).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}:${two(seconds % 60)}` : `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}
