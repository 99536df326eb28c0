import { Badge, Group, Table, Text } from "@mantine/core";
import { IconUsers } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { usersQuery, type PlatformUser } from "../../data/platform.ts";
import { Empty } from "../../kit/Empty.tsx";
import { Page } from "../../kit/Page.tsx";
import { When } from "../../kit/When.tsx";
import { SearchedList } from "./SearchedList.tsx";

/** Everyone with a sign-in. */
export function UsersScreen() {
  const { t } = useTranslation("platform");
  return (
    <Page title={t("users.title")} about={t("users.about")}>
      <SearchedList options={usersQuery} placeholder={t("users.search")}
        empty={(search) => <Empty icon={IconUsers} title={search ? t("users.nothing_found", { search }) : t("users.empty_title")} />}>
        {(rows) => <UserTable rows={rows} />}
      </SearchedList>
    </Page>
  );
}

function UserTable({ rows }: { readonly rows: readonly PlatformUser[] }) {
  const { t } = useTranslation("platform");
  return (
    <Table.ScrollContainer minWidth={320}>
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("users.name")}</Table.Th>
            <Table.Th visibleFrom="sm">{t("users.works")}</Table.Th>
            <Table.Th visibleFrom="sm">{t("users.second")}</Table.Th>
            <Table.Th>{t("users.last")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((user) => <UserRow key={user.id} user={user} />)}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function UserRow({ user }: { readonly user: PlatformUser }) {
  const { t } = useTranslation("platform");
  const secured = user.second_factor || user.passkeys > 0;
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap={8}>
          <Text fw={550}>{user.name}</Text>
          {user.platform_operator && <Badge>{t("users.operator")}</Badge>}
        </Group>
        <Text size="xs" c="dimmed">{user.email}</Text>
      </Table.Td>
      <Table.Td visibleFrom="sm">{user.tenants.map((tenant) => tenant.name).join(", ")}</Table.Td>
      <Table.Td visibleFrom="sm">{t(secured ? "users.second_yes" : "users.second_no")}</Table.Td>
      <Table.Td>{user.last_sign_in_at ? <When at={user.last_sign_in_at} /> : t("users.never")}</Table.Td>
    </Table.Tr>
  );
}
