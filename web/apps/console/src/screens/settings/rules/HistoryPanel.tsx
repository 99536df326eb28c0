import { Badge, Button, Group, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { RoutingRulesVersion } from "@guichet/api";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../../app/parents.tsx";
import { restoreRules, rulesQuery, versionsQuery } from "../../../data/rules.ts";
import { Loaded } from "../../../kit/Loaded.tsx";
import { useDeed } from "../../../kit/useDeed.ts";
import { When } from "../../../kit/When.tsx";
import classes from "./rules.module.css";

/** Versions that were in force; one click goes back to one of them. */
export function HistoryPanel({ inForce, locked }: { readonly inForce: number; readonly locked: boolean }) {
  const { t } = useTranslation("rules");
  const tenant = useTenant();
  const queries = useQueryClient();
  const query = useQuery(versionsQuery(tenant.id));
  const renew = [rulesQuery(tenant.id).queryKey, versionsQuery(tenant.id).queryKey];
  const restore = useDeed({ run: (number: number) => restoreRules(tenant.id, number), changes: renew });
  const back = (number: number): void => {
    const before = inForce;
    restore.mutate(number, {
      onSuccess: () => {
        const id = `restored-${number}`;
        const undo = async (): Promise<void> => {
          notifications.hide(id);
          await restoreRules(tenant.id, before);
          await Promise.all(renew.map((queryKey) => queries.invalidateQueries({ queryKey })));
        };
        notifications.show({
          id,
          message: (
            <Group justify="space-between" wrap="nowrap">
              <Text size="md">{t("versions.done", { number })}</Text>
              <Button size="compact-sm" variant="light" onClick={() => void undo()}>
                {t("versions.undo")}
              </Button>
            </Group>
          ),
        });
      },
    });
  };
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t("versions.about")}
      </Text>
      <Loaded of={query} empty={{ when: (page) => page.items.length === 0, show: <Text>{t("versions.none")}</Text> }}>
        {(page) => (
          <ol className={classes["versions"]}>
            {page.items.map((one) => (
              <Version key={one.number} one={one} inForce={one.number === inForce} locked={locked || restore.isPending} back={() => back(one.number)} />
            ))}
          </ol>
        )}
      </Loaded>
    </Stack>
  );
}

interface VersionProps {
  readonly one: RoutingRulesVersion;
  readonly inForce: boolean;
  readonly locked: boolean;
  readonly back: () => void;
}

function Version({ one, inForce, locked, back }: VersionProps) {
  const { t } = useTranslation("rules");
  return (
    <li className={classes["version"]}>
      <div>
        <Group gap={8}>
          <Text fw={600}>{t("version", { number: one.number })}</Text>
          {inForce ? <Badge color="green">{t("versions.inForce")}</Badge> : null}
        </Group>
        <Text size="sm" c="dimmed">
          {one.by?.name} · {one.at ? <When at={one.at} /> : null} · {t("versions.rules", { count: one.rules.length })}
          {one.restored === null ? "" : ` · ${t("versions.restored", { number: one.restored })}`}
        </Text>
        {one.note ? <Text size="sm">{one.note}</Text> : null}
      </div>
      {inForce || locked ? null : (
        <Button size="compact-sm" variant="default" onClick={back}>
          {t("versions.restore")}
        </Button>
      )}
    </li>
  );
}
