import { Combobox, Pill, PillsInput, Text, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState, type ClipboardEvent, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { peopleQuery } from "../../data/contacts.ts";
import { phonesOf } from "../../data/texts.ts";
import { useContactName } from "../desk/person.tsx";
import { isNumber, MOST, numbersIn, withPeople, type Person } from "./draft.ts";
import classes from "./texts.module.css";
import { spaced } from "./words.ts";

interface Props {
  readonly people: readonly Person[];
  readonly change: (people: readonly Person[]) => void;
  /** Places of those whose number is none. */
  readonly wrong: ReadonlySet<number>;
}

/** More than these are counted, not shown. */
const SHOWN = 12;
const SHORTEST = 2;

/** To whom: contacts found by name, numbers typed or pasted. */
export function Recipients({ people, change, wrong }: Props) {
  const { t } = useTranslation("texts");
  const [typed, setTyped] = useState("");
  const [told, setTold] = useState<string | null>(null);
  const list = useCombobox({ onDropdownClose: () => list.resetSelectedOption() });
  const add = (more: readonly Person[]): void => {
    const next = withPeople(people, more);
    setTold(people.length + more.length > MOST ? t("to.most", { count: MOST }) : null);
    change(next);
    setTyped("");
    list.closeDropdown();
  };
  const choose = useChosen(add, setTold);
  const paste = (event: ClipboardEvent): void => {
    const found = numbersIn(event.clipboardData.getData("text"));
    if (found.length < 2) return;
    event.preventDefault();
    add(found.map((to) => ({ to, name: null })));
  };
  const key = (event: KeyboardEvent): void => {
    if (event.key === "Backspace" && typed === "") change(people.slice(0, -1));
    if (["Enter", ",", ";"].includes(event.key) && isNumber(typed) && list.getSelectedOptionIndex() < 0) {
      event.preventDefault();
      add([{ to: typed.trim(), name: null }]);
    }
  };
  const leave = (): void => {
    if (isNumber(typed)) add([{ to: typed.trim(), name: null }]);
    list.closeDropdown();
  };
  return (
    <Combobox store={list} onOptionSubmit={(value) => void choose(value, typed)} withinPortal transitionProps={{ duration: 80 }}>
      <Combobox.DropdownTarget>
        <PillsInput label={t("to.label")} description={t("to.hint")} error={told ?? (wrong.size > 0 ? t("to.wrong", { count: wrong.size }) : null)}>
          <Pill.Group>
            <Pills people={people} change={change} wrong={wrong} />
            <Combobox.EventsTarget>
              <PillsInput.Field value={typed} placeholder={people.length === 0 ? t("to.placeholder") : ""} aria-label={t("to.label")} autoComplete="off"
                onChange={(event) => {
                  setTyped(event.currentTarget.value);
                  list.openDropdown();
                }}
                onFocus={() => list.openDropdown()} onBlur={leave} onPaste={paste} onKeyDown={key} maxLength={200} />
            </Combobox.EventsTarget>
          </Pill.Group>
        </PillsInput>
      </Combobox.DropdownTarget>
      <Combobox.Dropdown hidden={typed.trim().length < SHORTEST}>
        <Combobox.Options aria-label={t("to.label")} mah={280} className={classes["options"] ?? ""}>
          <Found typed={typed} />
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

/** A contact has to have a number. */
function useChosen(add: (more: readonly Person[]) => void, tell: (said: string | null) => void) {
  const { t } = useTranslation("texts");
  const tenant = useTenant();
  return async (value: string, typed: string): Promise<void> => {
    const [contact, ...words] = value.split(" ");
    const name = words.join(" ");
    if (value === "number" || !contact) {
      add([{ to: typed.trim(), name: null }]);
      return;
    }
    const phones = await phonesOf(tenant.id, contact).catch(() => null);
    const phone = phones?.[0];
    if (phone) add([{ to: phone, name }]);
    else tell(phones === null ? t("to.unreachable") : t("to.no_phone", { name }));
  };
}

function Pills({ people, change, wrong }: Props) {
  const { t } = useTranslation("texts");
  const beyond = people.length - SHOWN;
  return (
    <>
      {people.slice(0, SHOWN).map((one, place) => (
        <Pill key={one.to} withRemoveButton onRemove={() => change(people.filter((other) => other !== one))} data-wrong={wrong.has(place)}
          className={classes["pill"] ?? ""} removeButtonProps={{ "aria-label": t("to.remove", { who: one.name ?? one.to }), "aria-hidden": false, tabIndex: 0 }}>
          {one.name ? `${one.name} · ${spaced(one.to)}` : spaced(one.to)}
        </Pill>
      ))}
      {beyond > 0 ? (
        <Pill withRemoveButton onRemove={() => change(people.slice(0, SHOWN))} removeButtonProps={{ "aria-label": t("to.remove_more", { count: beyond }), "aria-hidden": false, tabIndex: 0 }}>
          {t("to.more", { count: beyond })}
        </Pill>
      ) : null}
    </>
  );
}

function Found({ typed }: { readonly typed: string }) {
  const { t } = useTranslation("texts");
  const tenant = useTenant();
  const [asked] = useDebouncedValue(typed.trim(), 200);
  const found = useInfiniteQuery({ ...peopleQuery(tenant.id, { search: asked }), enabled: asked.length >= SHORTEST, placeholderData: (before) => before });
  const people = found.data?.pages[0]?.items.slice(0, 8) ?? [];
  const number = isNumber(typed);
  return (
    <>
      {number ? <Combobox.Option value="number">{t("to.number", { number: typed.trim() })}</Combobox.Option> : null}
      {people.map((one) => (
        <Choice key={one.id} contact={one} />
      ))}
      {!number && people.length === 0 ? <Combobox.Empty>{found.isError ? t("to.unreachable") : t("to.nobody")}</Combobox.Empty> : null}
    </>
  );
}

function Choice({ contact }: { readonly contact: { readonly id: string; readonly name: string | null; readonly code: string; readonly company: { readonly name: string } | null } }) {
  const name = useContactName(contact);
  return (
    <Combobox.Option value={`${contact.id} ${name}`}>
      {name}
      {contact.company ? (
        <Text component="span" size="sm" c="dimmed">
          {` · ${contact.company.name}`}
        </Text>
      ) : null}
    </Combobox.Option>
  );
}
