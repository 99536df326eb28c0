import { Group, Input, NumberInput, Select } from "@mantine/core";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { UNIT_SECONDS, unitOf, type DurationUnit } from "./durations.ts";

interface DurationProps {
  readonly label: string;
  readonly description?: string;
  readonly value: number;
  readonly onChange: (seconds: number) => void;
  readonly units?: readonly DurationUnit[];
  readonly min?: number;
  readonly max?: number;
  readonly error?: string | undefined;
  /** Only the fields, for the middle of a sentence; the label is then spoken, not shown. */
  readonly bare?: boolean;
}

const ALL: readonly DurationUnit[] = ["second", "minute", "hour"];

/** A length of time: a number and its unit, kept as seconds. */
export function Duration({ label, description, value, onChange, units = ALL, min = 0, max, error, bare = false }: DurationProps) {
  const { t } = useTranslation();
  const id = useId();
  const [unit, setUnit] = useState(() => unitOf(value, units));
  const size = UNIT_SECONDS[unit];
  const fields = (
    <Group gap={6} wrap="nowrap" {...(bare ? { display: "inline-flex" } : {})}>
      <NumberInput
        id={id}
        w={72}
        aria-label={label}
        value={value / size}
        min={Math.ceil(min / size)}
        {...(max === undefined ? {} : { max: Math.floor(max / size) })}
        allowNegative={false}
        allowDecimal={false}
        hideControls
        error={bare ? error : undefined}
        onChange={(typed) => onChange(Number(typed) * size)}
      />
      <Select
        w={124}
        aria-label={t("duration.unitOf", { label })}
        allowDeselect={false}
        data={units.map((one) => ({ value: one, label: t(`duration.${one}`) }))}
        value={unit}
        onChange={(picked) => {
          const next = units.find((one) => one === picked) ?? unit;
          setUnit(next);
          onChange((value / size) * UNIT_SECONDS[next]);
        }}
      />
    </Group>
  );
  if (bare) return fields;
  return (
    <Input.Wrapper label={label} labelProps={{ htmlFor: id }} description={description} error={error}>
      {fields}
    </Input.Wrapper>
  );
}
