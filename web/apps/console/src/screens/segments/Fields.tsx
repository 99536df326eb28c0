import { NumberInput, Select, TagsInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../../app/i18n.ts";
import { useTenant } from "../../app/parents.tsx";
import type { Scalar } from "./language.ts";
import classes from "./segments.module.css";

/** The small fields a row is made of: each has a spoken name, none a visible one, for the row reads as a sentence. */

export interface Option<Value extends string> {
  readonly value: Value;
  readonly label: string;
}

interface PickProps<Value extends string> {
  readonly label: string;
  readonly value: Value | null;
  readonly options: readonly Option<Value>[];
  readonly set: (value: Value) => void;
  readonly search?: boolean;
  readonly placeholder?: string;
  readonly nothing?: string;
}

/** One of some words; as wide as the one chosen, so that the row reads on. */
export function Pick<Value extends string>({ label, value, options, set, search = false, placeholder, nothing }: PickProps<Value>) {
  const shown = options.find((one) => one.value === value)?.label ?? placeholder ?? "";
  return (
    <Select aria-label={label} value={value} data={options.map((one) => ({ ...one }))} allowDeselect={false} searchable={search} size="sm" variant="filled"
      placeholder={placeholder} nothingFoundMessage={nothing} w={`min(100%, ${Math.max(4, Math.min(shown.length, 40)) * 0.49 + 3.1}rem)`} className={classes["field"] ?? ""}
      comboboxProps={{ transitionProps: { duration: 80 }, width: "max-content", position: "bottom-start" }}
      onChange={(next) => {
        if (next !== null) set(next);
      }} />
  );
}

interface AmountProps {
  readonly label: string;
  readonly value: number | null;
  readonly set: (value: number | null) => void;
  readonly money?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly whole?: boolean;
  readonly unit?: string;
}

/** A number; money is typed in the currency's units and held in its smallest ones. */
export function Amount({ label, value, set, money = false, minimum, maximum, whole = false, unit }: AmountProps) {
  const { digits, suffix } = useShape(money, whole, unit);
  const scale = money ? 10 ** digits : 1;
  const french = currentLanguage() === "fr";
  return (
    <NumberInput aria-label={label} value={value === null ? "" : value / scale} size="sm" variant="filled" hideControls w={`${6 + suffix.length * 0.5}rem`}
      className={classes["field"] ?? ""} suffix={suffix} decimalSeparator={french ? "," : "."} thousandSeparator={french ? "\u202f" : ","}
      allowDecimal={digits > 0} decimalScale={digits} {...(minimum === undefined ? {} : { min: minimum })} {...(maximum === undefined ? {} : { max: maximum })}
      onChange={(typed) => {
        const number = typeof typed === "number" ? typed : Number.NaN;
        set(Number.isFinite(number) ? Math.round(number * scale * 1e6) / 1e6 : null);
      }} />
  );
}

/** How many decimals a number has, and what stands behind it. */
function useShape(money: boolean, whole: boolean, unit: string | undefined): { readonly digits: number; readonly suffix: string } {
  const { currency } = useTenant();
  if (!money) return { digits: whole ? 0 : 6, suffix: unit ? `\u00a0${unit}` : "" };
  const format = new Intl.NumberFormat(currentLanguage(), { style: "currency", currency });
  return { digits: format.resolvedOptions().maximumFractionDigits ?? 2, suffix: `\u00a0${currency}` };
}

type Compare = "least" | "most" | "between" | "exactly";

function compareOf(minimum: number | null, maximum: number | null): Compare {
  if (minimum !== null && minimum === maximum) return "exactly";
  if (minimum !== null && maximum !== null) return "between";
  return maximum !== null ? "most" : "least";
}

interface BoundsProps {
  readonly label: string;
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly set: (bounds: { readonly minimum: number | null; readonly maximum: number | null }) => void;
  readonly money?: boolean;
  readonly whole?: boolean;
  readonly unit?: string;
}

/** At least, at most, between, exactly; what was chosen stays while nothing is typed. */
export function Bounds({ label, minimum, maximum, set, ...shape }: BoundsProps) {
  const { t } = useTranslation("segments");
  const [chosen, setChosen] = useState<Compare>(() => compareOf(minimum, maximum));
  const compare = chosen === "between" || (minimum === null && maximum === null) ? chosen : compareOf(minimum, maximum);
  const first = minimum ?? maximum;
  const choose = (next: Compare): void => {
    setChosen(next);
    if (next === "least" || next === "between") set({ minimum: first, maximum: next === "between" ? maximum : null });
    else set({ minimum: next === "exactly" ? first : null, maximum: first });
  };
  const type = (value: number | null): void => {
    if (compare === "exactly") set({ minimum: value, maximum: value });
    else set(compare === "most" ? { minimum: null, maximum: value } : { minimum: value, maximum: compare === "between" ? maximum : null });
  };
  const options = (["least", "most", "between", "exactly"] as const).map((value) => ({ value, label: t(`compare.${value}`) }));
  return (
    <>
      <Pick label={label} value={compare} options={options} set={choose} />
      <Amount label={t(`compare.${compare}`)} value={compare === "most" ? maximum : minimum} set={type} {...shape} />
      {compare === "between" ? (
        <>
          <span>{t("and")}</span>
          <Amount label={t("compare.to")} value={maximum} set={(value) => set({ minimum, maximum: value })} {...shape} />
        </>
      ) : null}
    </>
  );
}

interface WordsProps {
  readonly label: string;
  readonly values: readonly Scalar[];
  readonly set: (values: readonly Scalar[]) => void;
  readonly known: readonly string[];
  readonly placeholder: string;
}

/** One or more words, typed or taken from those seen. */
export function Words({ label, values, set, known, placeholder }: WordsProps) {
  return (
    <TagsInput aria-label={label} value={values.map(String)} onChange={(next) => set(next.map((one) => one.slice(0, 200)))} data={[...known]} size="sm" variant="filled" acceptValueOnBlur
      placeholder={values.length > 0 ? "" : placeholder} className={classes["wide"] ?? ""} comboboxProps={{ transitionProps: { duration: 80 } }} splitChars={[";", "|"]} />
  );
}
