import type { ContactSummary } from "@guichet/api";
import { Button, CloseButton, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback, useDisclosure } from "@mantine/hooks";
import { IconAddressBook, IconSearch, IconUserPlus } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { companyQuery, peopleQuery, tagsQuery } from "../../data/contacts.ts";
import { Empty } from "../../kit/Empty.tsx";
import { Loaded } from "../../kit/Loaded.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { useShortcuts } from "../../shell/shortcuts.ts";
import { CompanySelect } from "./CompanyChoice.tsx";
import classes from "./contacts.module.css";
import { NewContactDialog } from "./NewContactDialog.tsx";
import { PeopleList } from "./PeopleList.tsx";
import { People } from "./Tabs.tsx";

/** Typing rests this long before the list is asked for, in milliseconds. */
const REST = 200;

/** Everyone known to the company, found by name, number, address; filters are in the address. */
export function ContactsScreen() {
  const { t } = useTranslation("contacts");
  const tenant = useTenant();
  const filter = useSearch({ from: "/shell/t/$tenant/contacts" });
  const [making, dialog] = useDisclosure(false);
  const may = useMay("contacts.write");
  const contacts = useInfiniteQuery({ ...peopleQuery(tenant.id, filter), placeholderData: (before) => before });
  const rows = contacts.data?.pages.flatMap((page) => page.items);
  const add = (
    <Button leftSection={<IconUserPlus size={18} />} onClick={dialog.open}>
      {t("new.action")}
    </Button>
  );
  const more = contacts.hasNextPage && !contacts.isFetchingNextPage ? () => void contacts.fetchNextPage() : null;
  return (
    <Page title={t("title")} about={t("about")} actions={may ? add : null}>
      <People here="people" />
      <Filters />
      <Panel flush>
        <Loaded
          of={{ data: rows, error: contacts.error, isPending: contacts.isPending, refetch: contacts.refetch }}
          empty={{ when: (found) => found.length === 0, show: <Nobody filtered={Object.keys(filter).length > 0} /> }}
        >
          {(found: readonly ContactSummary[]) => <PeopleList rows={found} slug={tenant.slug} more={more} label={t("title")} />}
        </Loaded>
      </Panel>
      {making ? <NewContactDialog close={dialog.close} /> : null}
    </Page>
  );
}

function Filters() {
  const { t } = useTranslation("contacts");
  const tenant = useTenant();
  const filter = useSearch({ from: "/shell/t/$tenant/contacts" });
  const navigate = useNavigate();
  const box = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(filter.search ?? "");
  const tags = useQuery(tagsQuery(tenant.id));
  const company = useQuery({ ...companyQuery(tenant.id, filter.company_id ?? ""), enabled: filter.company_id !== undefined });
  useShortcuts(useMemo(() => [{ keys: "/", label: t("search"), run: () => box.current?.focus() }], [t]));
  const set = (change: Readonly<Record<"search" | "tag" | "company_id", string | null>> | object): void => {
    const next = Object.entries({ ...filter, ...change }).filter(([, value]) => Boolean(value));
    void navigate({ to: "/t/$tenant/contacts", params: { tenant: tenant.slug }, search: Object.fromEntries(next), replace: true });
  };
  const ask = useDebouncedCallback((search: string) => set({ search: search.trim() }), REST);
  const write = (search: string): void => {
    setTyped(search);
    ask(search);
  };
  return (
    <div className={classes["filters"]} role="search">
      <TextInput ref={box} value={typed} onChange={(event) => write(event.currentTarget.value)} leftSection={<IconSearch size={16} />}
        placeholder={t("search")} aria-label={t("search")} className={classes["grow"] ?? ""} maxLength={200}
        rightSection={typed ? <CloseButton size="sm" onClick={() => write("")} aria-label={t("clear")} /> : null} />
      <Select value={filter.tag ?? null} onChange={(tag) => set({ tag })} data={tags.data ? [...tags.data] : []} placeholder={t("tags.all")}
        aria-label={t("tags.title")} clearable clearButtonProps={{ "aria-label": t("clear") }} searchable w={170} />
      <div className={classes["boxed"]}>
        <CompanySelect none={t("companies.all")} tenant={tenant.id} company={company.data ?? null} set={(company_id) => set({ company_id })} />
      </div>
    </div>
  );
}

function Nobody({ filtered }: { readonly filtered: boolean }) {
  const { t } = useTranslation("contacts");
  return (
    <Empty icon={IconAddressBook} title={filtered ? t("nothing_found") : t("empty_title")}>
      {filtered ? t("nothing_found_text") : t("empty_body")}
    </Empty>
  );
}
