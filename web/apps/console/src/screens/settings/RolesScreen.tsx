import type { RoleMatrix } from "@guichet/api";
import { ScrollArea, Table, VisuallyHidden } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { rolesQuery } from "../../data/tenant.ts";
import { Loaded } from "../../kit/Loaded.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import classes from "./RolesScreen.module.css";

/** Who may do what. Decided by the server in one place; shown here, not changed. */
export function RolesScreen() {
  const { t } = useTranslation("settings");
  const query = useQuery(rolesQuery(useTenant().id));
  return (
    <Page title={t("roles.title")} about={t("roles.about")}>
      <Panel flush>
        <Loaded of={query}>{(matrix) => <Matrix matrix={withinTenant(matrix)} />}</Loaded>
      </Panel>
    </Page>
  );
}

/** What concerns this space: the platform's own role and rights are no choice here. */
function withinTenant({ roles, rights }: RoleMatrix): RoleMatrix {
  return {
    roles: roles.filter(({ role }) => role !== "platform_operator"),
    rights: rights.filter(({ right }) => !right.startsWith("platform.")),
  };
}

function groupsOf({ rights }: RoleMatrix): string[] {
  return [...new Set(rights.map((right) => right.group))];
}

function Matrix({ matrix }: { readonly matrix: RoleMatrix }) {
  const { t } = useTranslation("settings");
  return (
    <ScrollArea type="auto" viewportProps={{ tabIndex: 0, "aria-label": t("roles.title"), role: "group" }}>
      <Table className={classes["matrix"]} withRowBorders>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t("roles.right")}</Table.Th>
            {matrix.roles.map((role) => (
              <Table.Th key={role.role} scope="col" className={classes["role"]}>
                {role.title}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {groupsOf(matrix).map((group) => (
            <Fragment key={group}>
              {matrix.rights
                .filter((right) => right.group === group)
                .map((right, place) => (
                  <RightRow key={right.right} matrix={matrix} right={right} first={place === 0} />
                ))}
            </Fragment>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}

interface RightRowProps {
  readonly matrix: RoleMatrix;
  readonly right: RoleMatrix["rights"][number];
  readonly first: boolean;
}

function RightRow({ matrix, right, first }: RightRowProps) {
  return (
    <Table.Tr data-first={first}>
      <Table.Th scope="row" className={classes["right"]}>
        {right.title}
      </Table.Th>
      {matrix.roles.map((role) => (
        <Table.Td key={role.role} className={classes["cell"]}>
          <Sign has={role.rights.includes(right.right)} />
        </Table.Td>
      ))}
    </Table.Tr>
  );
}

function Sign({ has }: { readonly has: boolean }) {
  const { t } = useTranslation("settings");
  return (
    <>
      {has ? <IconCheck size={18} stroke={2.4} className={classes["yes"]} aria-hidden="true" /> : <Dash />}
      <VisuallyHidden>{has ? t("roles.yes") : t("roles.no")}</VisuallyHidden>
    </>
  );
}

function Dash() {
  return <span className={classes["no"]} aria-hidden="true" />;
}
