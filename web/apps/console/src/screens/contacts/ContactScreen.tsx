import { Badge, Group, Stack, Table, Text } from "@mantine/core";
import { IconMessages } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { contactQuery, historyQuery } from "../../data/desk.ts";
import { Empty } from "../../kit/Empty.tsx";
import { Loaded } from "../../kit/Loaded.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { When } from "../../kit/When.tsx";
import { MediumIcon } from "../desk/InboxRow.tsx";
import { useContactName } from "../desk/person.tsx";
import type { Contact, Interaction } from "@guichet/api";

/** One person: how to reach them, and every request they made. */
export function ContactScreen() {
  const { contact: contactId } = useParams({ from: "/shell/t/$tenant/contacts/$contact" });
  const tenant = useTenant();
  const contact = useQuery(contactQuery(tenant.id, contactId));
  return <Loaded of={contact}>{(found) => <Card contact={found} />}</Loaded>;
}

function Card({ contact }: { readonly contact: Contact }) {
  const { t } = useTranslation("contacts");
  const name = useContactName(contact);
  const tenant = useTenant();
  const history = useQuery(historyQuery(tenant.id, contact.id));
  return (
    <Page title={name} width="reading">
      <Panel title={t("identities")}>
        <Identities contact={contact} />
      </Panel>
      <Panel title={t("requests")} flush>
        <Loaded of={history} empty={{ when: (rows) => rows.length === 0, show: <Empty icon={IconMessages} title={t("no_requests")} /> }}>
          {(rows) => <Requests rows={rows} slug={tenant.slug} />}
        </Loaded>
      </Panel>
    </Page>
  );
}

function Identities({ contact }: { readonly contact: Contact }) {
  const { t } = useTranslation("desk");
  return (
    <Stack gap="xs">
      {contact.identities.map((identity) => (
        <Group key={identity.id} gap="sm" wrap="nowrap">
          <Badge color="gray">{t(`contact.identity.${identity.kind}`)}</Badge>
          <Text truncate>{identity.value}</Text>
        </Group>
      ))}
    </Stack>
  );
}

function Requests({ rows, slug }: { readonly rows: readonly Interaction[]; readonly slug: string }) {
  const { t } = useTranslation("desk");
  return (
    <Table highlightOnHover>
      <Table.Tbody>
        {rows.map((one) => (
          <Table.Tr key={one.id}>
            <Table.Td>
              <Group gap={8} wrap="nowrap">
                <MediumIcon medium={one.medium} />
                <Link to="/t/$tenant/desk/$interaction" params={{ tenant: slug, interaction: one.id }}>
                  {one.preview?.text ?? one.entry_point.title}
                </Link>
              </Group>
            </Table.Td>
            <Table.Td>
              <Badge color={one.state === "closed" ? "gray" : "lagoon"}>{t(`state.${one.state}`)}</Badge>
            </Table.Td>
            <Table.Td>
              <When at={one.created_at} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
