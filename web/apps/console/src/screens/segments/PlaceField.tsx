import { Button, Combobox, Pill, PillsInput, Text, useCombobox } from "@mantine/core";
import { useDebouncedValue, useDisclosure } from "@mantine/hooks";
import { IconMap2 } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../../app/i18n.ts";
import { useTenant } from "../../app/parents.tsx";
import { attributesQuery } from "../../data/contacts.ts";
import { areasQuery, placesQuery, type FoundPlace, type NamedArea } from "../../data/segments.ts";
import type { Place } from "./language.ts";
import { pinsOf, withPlace, without, type Held } from "./places.ts";
import classes from "./segments.module.css";

const ZoneDialog = lazy(async () => ({ default: (await import("./ZoneDialog.tsx")).ZoneDialog }));
const NO_AREAS: readonly NamedArea[] = [];

interface Props {
  readonly is: Place;
  readonly set: (is: Place) => void;
}

/** Where: areas, communes and postcodes by typing; or a zone drawn on a map. */
export function PlaceField({ is, set }: Props) {
  const { t } = useTranslation("segments");
  const [typed, setTyped] = useState("");
  const held = useHeld();
  const areas = useAreas(typed, is);
  const list = useCombobox({ onDropdownClose: () => list.resetSelectedOption() });
  const found = useFound(typed, areas);
  const choose = (value: string): void => {
    const communes = value === "postcode" ? null : (found.find((one) => one.id === value)?.communes ?? []);
    set(communes ? withPlace(is, communes, held) : { ...is, postcodes: [...new Set([...is.postcodes, typed.trim()])] });
    setTyped("");
    list.closeDropdown();
  };
  const pins = pinsOf(is, areas);
  return (
    <>
      <Combobox store={list} onOptionSubmit={choose} withinPortal transitionProps={{ duration: 80 }} position="bottom-start">
        <Combobox.DropdownTarget>
          <PillsInput size="sm" variant="filled" className={classes["wide"] ?? ""}>
            <Pill.Group>
              {pins.map((pin) => (
                <Pill key={pin.id} withRemoveButton onRemove={() => set(without(is, pin))} removeButtonProps={{ "aria-label": t("place.remove", { name: pin.name }), "aria-hidden": false, tabIndex: 0 }}>
                  {pin.name}
                </Pill>
              ))}
              <Combobox.EventsTarget>
                <PillsInput.Field value={typed} aria-label={t("kind.place")} placeholder={pins.length > 0 ? "" : t("place.placeholder")} autoComplete="off" maxLength={80}
                  onChange={(event) => {
                    setTyped(event.currentTarget.value);
                    list.openDropdown();
                    list.selectFirstOption();
                  }}
                  onFocus={() => list.openDropdown()} onClick={() => list.openDropdown()} onBlur={() => list.closeDropdown()}
                  onKeyDown={(event) => {
                    const last = pins.at(-1);
                    if (event.key === "Backspace" && typed === "" && last) set(without(is, last));
                  }} />
              </Combobox.EventsTarget>
            </Pill.Group>
          </PillsInput>
        </Combobox.DropdownTarget>
        <Combobox.Dropdown hidden={found.length === 0 && typed.trim() === ""}>
          <Options found={found} typed={held.postcodes ? typed : ""} />
        </Combobox.Dropdown>
      </Combobox>
      {held.postcodes ? <ZoneButton is={is} set={set} /> : null}
    </>
  );
}

function Options({ found, typed }: { readonly found: readonly Found[]; readonly typed: string }) {
  const { t } = useTranslation("segments");
  return (
    <Combobox.Options aria-label={t("kind.place")} mah={280} className={classes["options"] ?? ""}>
      {found.map((one) => (
        <Combobox.Option key={one.id} value={one.id}>
          {one.name}
          <Text component="span" size="sm" c="dimmed">
            {` · ${one.more}`}
          </Text>
        </Combobox.Option>
      ))}
      {isPostcode(typed) ? <Combobox.Option value="postcode">{t("place.postcode", { code: typed.trim() })}</Combobox.Option> : null}
      {found.length === 0 && !isPostcode(typed) ? <Combobox.Empty>{t("place.nothing")}</Combobox.Empty> : null}
    </Combobox.Options>
  );
}

function ZoneButton({ is, set }: Props) {
  const { t } = useTranslation("segments");
  const [drawing, draw] = useDisclosure(false);
  return (
    <>
      <Button size="compact-sm" variant={is.zone ? "light" : "subtle"} leftSection={<IconMap2 size={15} />} onClick={draw.open}>
        {is.zone ? t("zone.drawn", { count: is.zone.length }) : t("zone.draw")}
      </Button>
      {drawing ? (
        <Suspense>
          <ZoneDialog zone={is.zone} close={draw.close} set={(zone) => set({ ...is, zone })} />
        </Suspense>
      ) : null}
    </>
  );
}

const isPostcode = (typed: string): boolean => /^[0-9A-Z][0-9A-Z -]{2,9}$/i.test(typed.trim()) && /\d/.test(typed);

function useHeld(): Held {
  const tenant = useTenant();
  const fields = useQuery(attributesQuery(tenant.id)).data ?? [];
  return { postcodes: fields.some((one) => one.meaning === "postcode"), communes: fields.some((one) => one.meaning === "commune") };
}

interface Found {
  readonly id: string;
  readonly name: string;
  readonly more: string;
  readonly communes: NamedArea["communes"];
}

/** The territory's own, those of departments typed, and those the condition speaks of. */
function useAreas(typed: string, is: Place): readonly NamedArea[] {
  const tenant = useTenant();
  const [query] = useDebouncedValue(typed.trim(), 120);
  const postcodes = useMemo(() => [...new Map(is.postcodes.map((code) => [code.slice(0, code.startsWith("97") ? 3 : 2), code])).values()].join(","), [is.postcodes]);
  const own = useQuery(areasQuery(tenant.id, currentLanguage())).data ?? NO_AREAS;
  const called = useQuery({ ...areasQuery(tenant.id, currentLanguage(), { query }), enabled: query !== "", placeholderData: keepPreviousData }).data ?? NO_AREAS;
  const held = useQuery({ ...areasQuery(tenant.id, currentLanguage(), { postcodes }), enabled: postcodes !== "", placeholderData: keepPreviousData }).data ?? NO_AREAS;
  return useMemo(() => [...new Map([...own, ...held, ...called].map((one) => [one.key, one])).values()], [own, held, called]);
}

const bare = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** Areas that fit what is typed, all of them before; then communes. */
function useFound(typed: string, areas: readonly NamedArea[]): readonly Found[] {
  const tenant = useTenant();
  const [asked] = useDebouncedValue(typed.trim(), 120);
  const places = useQuery({ ...placesQuery(tenant.id, asked), placeholderData: (before: readonly FoundPlace[] | undefined) => before }).data ?? [];
  const fitting = areas.filter((one) => bare(one.name).includes(bare(typed.trim())));
  return [
    ...fitting.map((one) => ({ id: `area:${one.key}`, name: one.name, more: one.communes.map((commune) => commune.name).join(", "), communes: one.communes })),
    ...(typed.trim() === "" ? [] : places).map((one) => ({ id: `place:${one.code}`, name: one.name, more: one.postcodes.slice(0, 3).join(", ") + (one.postcodes.length > 3 ? "…" : ""), communes: [one] })),
  ];
}
