import { Badge, Button, Table, Text } from "@mantine/core";
import { IconBuildingStore, IconPlus } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { tenantsQuery, type PlatformTenant } from "../../data/platform.ts";
import { Empty } from "../../kit/Empty.tsx";
import { Page } from "../../kit/Page.tsx";
import { When } from "../../kit/When.tsx";
import { NewTenantForm } from "./NewTenantForm.tsx";
import { SearchedList } from "./SearchedList.tsx";

/** Every company of the platform. */
export function TenantsScreen() {
  const { t } = useTranslation("platform");
  const [adding, setAdding] = useState(false);
  const add = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
      {t("tenants.new")}
    </Button>
  );
  return (
    <Page title={t("tenants.title")} about={t("tenants.about")} actions={add}>
      <SearchedList
        options={tenantsQuery}
        placeholder={t("tenants.search")}
        empty={(search) => (
          <Empty icon={IconBuildingStore} title={search ? t("tenants.nothing_found", { search }) : t("tenants.empty_title")}
            action={search ? undefined : add}>
            {search ? null : t("tenants.empty_body")}
          </Empty>
        )}
      >
        {(rows) => <TenantTable rows={rows} />}
      </SearchedList>
      <NewTenantForm opened={adding} onClose={() => setAdding(false)} />
    </Page>
  );
}

function TenantTable({ rows }: { readonly rows: readonly PlatformTenant[] }) {
  const { t } = useTranslation("platform");
  return (
    <Table.ScrollContainer minWidth={320}>
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("tenants.name")}</Table.Th>
            <Table.Th>{t("tenants.status")}</Table.Th>
            <Table.Th ta="right" visibleFrom="sm">{t("tenants.members")}</Table.Th>
            <Table.Th visibleFrom="sm">{t("tenants.created")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((tenant) => (
            <Table.Tr key={tenant.id}>
              <Table.Td>
                <Link to="/platform/tenants/$id" params={{ id: tenant.id }}>{tenant.name}</Link>
                <Text size="xs" c="dimmed">{tenant.slug}</Text>
              </Table.Td>
              <Table.Td><TenantStatus status={tenant.status} /></Table.Td>
              <Table.Td ta="right" visibleFrom="sm">{tenant.members}</Table.Td>
              <Table.Td visibleFrom="sm"><When at={tenant.created_at} /></Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

export function TenantStatus({ status }: { readonly status: PlatformTenant["status"] }) {
  const { t } = useTranslation("platform");
  return <Badge color={status === "active" ? "lagoon" : "red"}>{t(`tenants.${status}`)}</Badge>;
}
