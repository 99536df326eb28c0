import { Button, Group, Table, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconAddressBook, IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { contactsQuery } from "../../data/desk.ts";
import { Empty } from "../../kit/Empty.tsx";
import { Loaded } from "../../kit/Loaded.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { When } from "../../kit/When.tsx";
import { ContactAvatar, useContactName } from "../desk/person.tsx";
import type { Contact } from "@guichet/api";

/** Typing rests this long before the list is asked for, in milliseconds. */
const REST = 250;

/** Everyone known to the company, searched by name, code or address. */
export function ContactsScreen() {
  const { t } = useTranslation("contacts");
  const tenant = useTenant();
  const [search, setSearch] = useState("");
  const [asked] = useDebouncedValue(search.trim(), REST);
  const contacts = useInfiniteQuery(contactsQuery(tenant.id, asked));
  const rows = contacts.data?.pages.flatMap((page) => page.items);
  return (
    <Page title={t("title")} about={t("about")}>
      <TextInput mb="md" maw={420} value={search} onChange={(event) => setSearch(event.currentTarget.value)}
        leftSection={<IconSearch size={16} />} placeholder={t("search")} aria-label={t("search")} />
      <Panel flush>
        <Loaded
          of={{ data: rows, error: contacts.error, isPending: contacts.isPending, refetch: contacts.refetch }}
          empty={{ when: (found) => found.length === 0, show: <Nobody search={asked} /> }}
        >
          {(found) => <ContactTable rows={found} slug={tenant.slug} />}
        </Loaded>
      </Panel>
      {contacts.hasNextPage && (
        <Button mt="md" variant="default" loading={contacts.isFetchingNextPage} onClick={() => void contacts.fetchNextPage()}>
          {t("more")}
        </Button>
      )}
    </Page>
  );
}

function Nobody({ search }: { readonly search: string }) {
  const { t } = useTranslation("contacts");
  return (
    <Empty icon={IconAddressBook} title={search ? t("nothing_found", { search }) : t("empty_title")}>
      {search ? null : t("empty_body")}
    </Empty>
  );
}

function ContactTable({ rows, slug }: { readonly rows: readonly Contact[]; readonly slug: string }) {
  const { t } = useTranslation("contacts");
  return (
    <Table.ScrollContainer minWidth={320}>
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("name")}</Table.Th>
            <Table.Th visibleFrom="sm">{t("language")}</Table.Th>
            <Table.Th>{t("last_seen")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((contact) => (
            <ContactRow key={contact.id} contact={contact} slug={slug} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function ContactRow({ contact, slug }: { readonly contact: Contact; readonly slug: string }) {
  const name = useContactName(contact);
  const { i18n } = useTranslation("contacts");
  const languages = new Intl.DisplayNames(i18n.language, { type: "language" });
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap="sm" wrap="nowrap">
          <ContactAvatar contact={contact} size={32} />
          <Link to="/t/$tenant/contacts/$contact" params={{ tenant: slug, contact: contact.id }}>
            {name}
          </Link>
        </Group>
      </Table.Td>
      <Table.Td visibleFrom="sm">
        <Text size="sm" c="dimmed" truncate>
          {contact.language ? languages.of(contact.language) : null}
        </Text>
      </Table.Td>
      <Table.Td>
        <When at={contact.last_seen_at ?? contact.created_at} />
      </Table.Td>
    </Table.Tr>
  );
}
