import { Autocomplete, NumberInput } from "@mantine/core";
import { IconBulb } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { eventTypesQuery, recentEventsQuery, type Parameters } from "../../data/segments.ts";
import { usePropertyName } from "./EventFields.tsx";
import type { Parameter } from "./form.ts";
import classes from "./segments.module.css";

interface Props {
  readonly wanted: readonly Parameter[];
  readonly given: Parameters;
  readonly set: (given: Parameters) => void;
}

/** What each campaign will say by itself: an example, so that there is something to count. */
export function Trial({ wanted, given, set }: Props) {
  const { t } = useTranslation("segments");
  if (wanted.length === 0) return null;
  return (
    <div className={classes["trial"]}>
      <IconBulb size={18} stroke={1.6} aria-hidden="true" />
      <p className={classes["trialText"]}>{t("trial.about")}</p>
      {wanted.map((one) => (
        <Example key={one.name} wanted={one} value={given[one.name] ?? ""} set={(value) => set({ ...given, [one.name]: value })} />
      ))}
    </div>
  );
}

function Example({ wanted, value, set }: { readonly wanted: Parameter; readonly value: string | number | boolean; readonly set: (value: string | number) => void }) {
  const { t } = useTranslation("segments");
  const tenant = useTenant();
  const told = usePropertyName();
  const label = t("trial.label", { name: told(wanted.property) });
  const types = useQuery(eventTypesQuery(tenant.id)).data ?? [];
  const shapes = types.find((one) => one.name === wanted.type)?.properties[wanted.property] ?? [];
  const events = useQuery(recentEventsQuery(tenant.id, wanted.type)).data;
  const seen = useMemo(() => [...new Set((events ?? []).map((one) => one.properties[wanted.property]).filter((one) => typeof one === "string"))], [events, wanted.property]);
  if (shapes.length > 0 && !shapes.includes("text")) {
    return <NumberInput aria-label={label} placeholder={label} value={typeof value === "number" ? value : ""} onChange={(next) => set(typeof next === "number" ? next : "")} size="sm" w="10rem" hideControls />;
  }
  return <Autocomplete aria-label={label} placeholder={label} value={String(value)} onChange={set} data={seen} size="sm" w="13rem" maxLength={200} comboboxProps={{ transitionProps: { duration: 80 } }} />;
}
