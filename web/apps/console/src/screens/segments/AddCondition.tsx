import { Button, Combobox, useCombobox } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../../app/i18n.ts";
import { useTenant } from "../../app/parents.tsx";
import { attributesQuery } from "../../data/contacts.ts";
import { eventTypesQuery, factsQuery } from "../../data/segments.ts";
import { found, offersOf, type Offer, type Section } from "./kinds.ts";
import type { Leaf } from "./language.ts";
import classes from "./segments.module.css";

const SECTIONS: readonly Section[] = ["person", "done", "known"];

interface Said {
  readonly offer: Offer;
  readonly said: string;
}

function useOffers(): readonly Said[] {
  const { t } = useTranslation("segments");
  const tenant = useTenant();
  const attributes = useQuery(attributesQuery(tenant.id)).data ?? [];
  const types = useQuery(eventTypesQuery(tenant.id)).data ?? [];
  const rooms = useQuery(factsQuery(tenant.id)).data ?? [];
  const facts = rooms.flatMap(({ source, facts: known }) => known.map((fact) => ({ source, fact })));
  return offersOf({ attributes, types, facts, language: currentLanguage() }).map((offer) => ({ offer, said: t(`offer.${offer.words.key}` as never, { name: offer.words.name ?? "" }) }));
}

interface Props {
  readonly add: (is: Leaf) => void;
  readonly full: boolean;
  readonly first: boolean;
}

/** One button that opens everything one can ask of people, found by typing. */
export function AddCondition({ add, full, first }: Props) {
  const { t } = useTranslation("segments");
  const [typed, setTyped] = useState("");
  const offers = useOffers();
  const list = useCombobox({
    onDropdownClose: () => {
      list.resetSelectedOption();
      list.focusTarget();
      setTyped("");
    },
    onDropdownOpen: () => list.focusSearchInput(),
  });
  const fitting = found(offers, typed);
  const choose = (id: string): void => {
    const chosen = offers.find((one) => one.offer.id === id);
    list.closeDropdown();
    if (chosen) add(chosen.offer.make());
  };
  return (
    <Combobox store={list} onOptionSubmit={choose} position="bottom-start" width={360} withinPortal transitionProps={{ duration: 80 }}>
      <Combobox.Target targetType="button" withAriaAttributes={false}>
        <Button size="compact-md" variant={first ? "filled" : "subtle"} leftSection={<IconPlus size={16} />} disabled={full} onClick={() => list.toggleDropdown()} aria-haspopup="listbox" aria-expanded={list.dropdownOpened}>
          {first ? t("add.first") : t("add.more")}
        </Button>
      </Combobox.Target>
      <Combobox.Dropdown>
        <Combobox.Search value={typed} placeholder={t("add.search")} aria-label={t("add.search")}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            list.selectFirstOption();
          }} />
        <Combobox.Options mah={320} className={classes["options"] ?? ""} aria-label={t("add.more")}>
          {SECTIONS.map((section) => {
            const own = fitting.filter((one) => one.offer.section === section);
            return own.length > 0 ? (
              <Combobox.Group key={section} label={t(`section.${section}`)}>
                {own.map(({ offer, said }) => (
                  <Combobox.Option key={offer.id} value={offer.id}>
                    {said}
                  </Combobox.Option>
                ))}
              </Combobox.Group>
            ) : null;
          })}
          {fitting.length === 0 ? <Combobox.Empty>{t("add.nothing")}</Combobox.Empty> : null}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
