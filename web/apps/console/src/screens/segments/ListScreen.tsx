import { Button, Combobox, Progress, Text, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconListDetails, IconUserMinus, IconUserPlus } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ContactSummary } from "@guichet/api";
import { useMay, useTenant } from "../../app/parents.tsx";
import { peopleQuery } from "../../data/contacts.ts";
import { addToList, listPeopleQuery, listQuery, takeFromList, type StaticList } from "../../data/segments.ts";
import { Empty } from "../../kit/Empty.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { Paged } from "../../kit/Paged.tsx";
import { useRemoval, useVisible } from "../../kit/removal.ts";
import { useDeed } from "../../kit/useDeed.ts";
import { ContactAvatar, useContactName } from "../desk/person.tsx";
import { People } from "../contacts/Tabs.tsx";
import { Members } from "./ListsScreen.tsx";
import classes from "./segments.module.css";

/** Who stands in a list; people are put in by name and taken out one by one. */
export function ListScreen() {
  const { t } = useTranslation("segments");
  const { list: id } = useParams({ from: "/shell/t/$tenant/lists/$list" });
  const tenant = useTenant();
  const may = useMay("segments.manage");
  const about = useQuery(listQuery(tenant.id, id));
  const filling = about.data?.filling ?? null;
  const people = useInfiniteQuery({ ...listPeopleQuery(tenant.id, id), enabled: about.isFetched && filling === null });
  const name = about.data?.name ?? t("lists.title");
  if (filling)
    return (
      <Page title={name}>
        <People here="lists" />
        <Growing filling={filling} />
      </Page>
    );
  const empty = (
    <Empty icon={IconListDetails} title={t("list.empty")}>
      {t("list.empty_text")}
    </Empty>
  );
  return (
    <Page title={name} about={people.isError ? null : <Members list={id} />}>
      <People here="lists" />
      {may && !people.isError ? <Adding list={id} /> : null}
      <Panel flush>
        <Paged list={people} more={t("more")} empty={empty}>
          {(found: readonly ContactSummary[]) => <Standing rows={found} list={id} may={may} label={name} />}
        </Paged>
      </Panel>
    </Page>
  );
}

/** How far a list is that is made in the background. */
function Growing({ filling }: { readonly filling: NonNullable<StaticList["filling"]> }) {
  const { t, i18n } = useTranslation("segments");
  const said = new Intl.NumberFormat(i18n.language);
  if (filling.stopped)
    return (
      <Panel>
        <Text role="alert">{t("list.stopped")}</Text>
      </Panel>
    );
  return (
    <Panel title={t("list.filling")}>
      <Progress value={(filling.looked_at / filling.contacts) * 100} size="lg" aria-label={t("list.filling")} animated />
      <Text mt="sm">{t("list.looked_at", { looked: said.format(filling.looked_at), contacts: said.format(filling.contacts), people: said.format(filling.people) })}</Text>
    </Panel>
  );
}

function Standing({ rows, list, may, label }: { readonly rows: readonly ContactSummary[]; readonly list: string; readonly may: boolean; readonly label: string }) {
  return (
    <ul className={classes["standing"]} aria-label={label}>
      {useVisible(rows.map((one) => ({ id: `${list}/${one.id}`, contact: one }))).map(({ contact }) => (
        <Member key={contact.id} contact={contact} list={list} may={may} />
      ))}
    </ul>
  );
}

function Member({ contact, list, may }: { readonly contact: ContactSummary; readonly list: string; readonly may: boolean }) {
  const { t } = useTranslation("segments");
  const tenant = useTenant();
  const name = useContactName(contact);
  const remove = useRemoval();
  const take = (): void =>
    remove({ id: `${list}/${contact.id}`, said: t("list.taken", { name }), list: listPeopleQuery(tenant.id, list).queryKey, remove: (options) => takeFromList(tenant.id, list, [contact.id], options) });
  return (
    <li className={classes["member"]}>
      <Link to="/t/$tenant/contacts/$contact" params={{ tenant: tenant.slug, contact: contact.id }} className={classes["person"]}>
        <ContactAvatar contact={contact} size={32} />
        <span className={classes["personName"]}>{name}</span>
      </Link>
      {may ? (
        <Button size="compact-sm" variant="subtle" color="gray" leftSection={<IconUserMinus size={15} />} onClick={take} aria-label={t("list.take", { name })}>
          {t("list.take_short")}
        </Button>
      ) : null}
    </li>
  );
}

function Adding({ list }: { readonly list: string }) {
  const { t } = useTranslation(["segments", "contacts"]);
  const tenant = useTenant();
  const queries = useQueryClient();
  const [typed, setTyped] = useState("");
  const [asked] = useDebouncedValue(typed.trim(), 200);
  const found = useInfiniteQuery({ ...peopleQuery(tenant.id, { search: asked }), enabled: asked.length >= 2, placeholderData: (before) => before });
  const people = asked.length >= 2 ? (found.data?.pages[0]?.items.slice(0, 8) ?? []) : [];
  const combo = useCombobox();
  const add = useDeed({
    run: async (contact: string) => {
      await addToList(tenant.id, list, [contact]);
      await Promise.all([queries.invalidateQueries({ queryKey: listPeopleQuery(tenant.id, list).queryKey }), queries.invalidateQueries({ queryKey: ["tenant", tenant.id, "people-count"] })]);
    },
    said: t("list.added"),
  });
  const choose = (contact: string): void => {
    add.mutate(contact);
    setTyped("");
    combo.closeDropdown();
  };
  return (
    <Combobox store={combo} onOptionSubmit={choose} withinPortal transitionProps={{ duration: 80 }}>
      <Combobox.Target>
        <TextInput value={typed} leftSection={<IconUserPlus size={16} />} placeholder={t("list.add")} aria-label={t("list.add")} maw={420} mb="md" autoComplete="off" maxLength={200}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            combo.openDropdown();
          }}
          onBlur={() => combo.closeDropdown()} />
      </Combobox.Target>
      <Combobox.Dropdown hidden={asked.length < 2}>
        <Combobox.Options aria-label={t("list.add")}>
          {people.map((one) => (
            <Choice key={one.id} contact={one} />
          ))}
          {people.length === 0 ? <Combobox.Empty>{t("contacts:nothing_found")}</Combobox.Empty> : null}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}

function Choice({ contact }: { readonly contact: ContactSummary }) {
  return <Combobox.Option value={contact.id}>{useContactName(contact)}</Combobox.Option>;
}
