import { Button, Group, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { mapQuery, outlinesQuery, placesQuery, type Outline, type Spot } from "../../data/segments.ts";
import { Dialog } from "../../kit/Dialog.tsx";
import { Loaded } from "../../kit/Loaded.tsx";
import type { Corner } from "./language.ts";
import classes from "./segments.module.css";
import { ZoneMap } from "./ZoneMap.tsx";
import { within } from "./zone.ts";

const NO_OUTLINES: readonly Outline[] = [];

interface Props {
  readonly zone: readonly Corner[] | null;
  readonly set: (zone: readonly Corner[] | null) => void;
  readonly close: () => void;
}

/** A zone drawn corner by corner on a plain map of the places around. */
export function ZoneDialog({ zone, set, close }: Props) {
  const { t } = useTranslation("segments");
  const tenant = useTenant();
  const [corners, setCorners] = useState<readonly Corner[]>(zone ?? []);
  const [typed, setTyped] = useState("");
  const [asked] = useDebouncedValue(typed.trim(), 200);
  const town = useQuery(placesQuery(tenant.id, asked)).data?.find((one) => one.longitude !== null);
  const home = useHome();
  const around = town ? { longitude: town.longitude ?? 0, latitude: town.latitude ?? 0 } : (middleOf(zone) ?? home);
  const points = useQuery({ ...mapQuery(tenant.id, around), placeholderData: (before) => before });
  const outlines = useQuery({ ...outlinesQuery(tenant.id, around), placeholderData: (before) => before }).data ?? NO_OUTLINES;
  const keep = (next: readonly Corner[] | null): void => {
    set(next);
    close();
  };
  return (
    <Dialog title={t("zone.title")} close={close} size="xl">
      <Text size="sm" c="dimmed" mb="xs">
        {t("zone.about")}
      </Text>
      <TextInput value={typed} onChange={(event) => setTyped(event.currentTarget.value)} placeholder={t("zone.around")} aria-label={t("zone.around")} size="sm" mb="xs" maxLength={80} />
      <Loaded of={points}>
        {(all) => {
          const inside = within(corners, all);
          return (
            <>
              <ZoneMap points={all} outlines={outlines} corners={corners} set={setCorners} />
              <p className={classes["zoneSaid"]} aria-live="polite">
                {corners.length < 3 ? t("zone.begin", { count: 3 - corners.length }) : t("zone.inside", { count: inside.length, places: inside.map((one) => one.name ?? one.postcode).slice(0, 12).join(", ") })}
              </p>
            </>
          );
        }}
      </Loaded>
      <Group justify="space-between" mt="md" gap="xs">
        <Group gap="xs">
          <Button variant="subtle" color="gray" disabled={corners.length === 0} onClick={() => setCorners(corners.slice(0, -1))}>
            {t("zone.back")}
          </Button>
          <Button variant="subtle" color="gray" disabled={corners.length === 0} onClick={() => setCorners([])}>
            {t("zone.clear")}
          </Button>
        </Group>
        <Group gap="xs">
          {zone ? (
            <Button variant="default" onClick={() => keep(null)}>
              {t("zone.none")}
            </Button>
          ) : null}
          <Button disabled={corners.length < 3} onClick={() => keep(corners)}>
            {t("zone.keep")}
          </Button>
        </Group>
      </Group>
    </Dialog>
  );
}

function middleOf(zone: readonly Corner[] | null): Spot | null {
  if (!zone || zone.length === 0) return null;
  const sum = zone.reduce<Corner>(([x, y], corner) => [x + corner[0], y + corner[1]], [0, 0]);
  return { longitude: sum[0] / zone.length, latitude: sum[1] / zone.length };
}

/** Where French territories are, by the middle of what a map of them shows. */
const HOMES: Readonly<Record<string, Spot>> = {
  RE: { longitude: 55.5, latitude: -21.12 },
  GP: { longitude: -61.5, latitude: 16.2 },
  MQ: { longitude: -61.0, latitude: 14.65 },
  GF: { longitude: -52.5, latitude: 4.9 },
  YT: { longitude: 45.15, latitude: -12.8 },
  FR: { longitude: 2.35, latitude: 48.86 },
};

function useHome(): Spot {
  const tenant = useTenant();
  return HOMES[tenant.territory] ?? { longitude: 2.35, latitude: 48.86 };
}
