import { Alert, Badge, Group, Progress, SimpleGrid, Table, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { healthQuery, type Engine, type Health } from "../../data/platform.ts";
import { Loaded } from "../../kit/Loaded.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { DeadLetters } from "./DeadLetters.tsx";
import classes from "./platform.module.css";

/** Whether the platform works: engines, events on their way, work, disk. */
export function HealthScreen() {
  const { t } = useTranslation("platform");
  const health = useQuery(healthQuery);
  return (
    <Page title={t("health.title")} about={t("health.about")}>
      <Loaded of={health}>{(found) => <Picture health={found} />}</Loaded>
      <DeadLetters />
    </Page>
  );
}

const SIGNS = {
  ok: { color: "lagoon", icon: IconCircleCheck },
  degraded: { color: "yellow", icon: IconAlertTriangle },
  down: { color: "red", icon: IconCircleX },
} as const;

function Picture({ health }: { readonly health: Health }) {
  const { t, i18n } = useTranslation("platform");
  const { color, icon: Sign } = SIGNS[health.status];
  const number = (value: number) => value.toLocaleString(i18n.language);
  const seconds = (value: number) => t("health.seconds", { seconds: value.toLocaleString(i18n.language, { maximumFractionDigits: 1 }) });
  return (
    <>
      <Alert color={color} variant="light" icon={<Sign size={20} />} mb="md" title={t(`health.${health.status}`)} role="status">
        {t("health.program", { version: health.version })}
      </Alert>
      {health.relay.blocker && (
        <Alert color="yellow" variant="light" mb="md">
          {t("health.blocker", { ...health.relay.blocker, seconds: Math.round(health.relay.blocker.seconds) })}
        </Alert>
      )}
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 4 }} mb="md">
        <Tile title={t("health.relay")} about={t("health.relay_about")}>
          <Figure label={t("health.lag_events")} value={number(health.relay.lag_events)} />
          <Figure label={t("health.lag_seconds")} value={seconds(health.relay.lag_seconds)} />
          <Figure label={t("health.position")} value={number(health.relay.position)} />
        </Tile>
        <Tile title={t("health.jobs")}>
          <Figure label={t("health.jobs_waiting")} value={number(health.jobs.waiting)} />
          <Figure label={t("health.jobs_failed")} value={number(health.jobs.given_up)} />
        </Tile>
        <Tile title={t("health.audit")}>
          <Figure label={t("health.jobs_waiting")} value={number(health.audit.waiting)} />
        </Tile>
        <DiskTile disk={health.disk} />
      </SimpleGrid>
      <Engines engines={health.engines} />
    </>
  );
}

function Tile({ title, about, children }: { readonly title: string; readonly about?: string; readonly children: ReactNode }) {
  return (
    <section className={classes["tile"]}>
      <h2 className={classes["tileTitle"]} title={about}>{title}</h2>
      {children}
    </section>
  );
}

function Figure({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <Group justify="space-between" gap="md" wrap="nowrap">
      <Text size="sm" c="dimmed">{label}</Text>
      <Text fw={600}>{value}</Text>
    </Group>
  );
}

function DiskTile({ disk }: { readonly disk: Health["disk"] }) {
  const { t, i18n } = useTranslation("platform");
  const used = disk.total_bytes > 0 ? (100 * (disk.total_bytes - disk.free_bytes)) / disk.total_bytes : 0;
  const size = (bytes: number) => inGigabytes(bytes, i18n.language);
  return (
    <Tile title={t("health.disk")} about={disk.path}>
      <Progress value={used} color={disk.status === "ok" ? "lagoon" : "red"} aria-label={t("health.disk")} my={8} />
      <Text size="sm">{t("health.disk_free", { free: size(disk.free_bytes), total: size(disk.total_bytes) })}</Text>
      {disk.status !== "ok" && <Text size="sm" c="var(--g-bad)">{t(disk.status === "low" ? "health.disk_low" : "health.disk_full")}</Text>}
    </Tile>
  );
}

function inGigabytes(bytes: number, language: string): string {
  const words = new Intl.NumberFormat(language, { style: "unit", unit: "gigabyte", maximumFractionDigits: 1 });
  return words.format(bytes / 1e9);
}

function Engines({ engines }: { readonly engines: readonly Engine[] }) {
  const { t, i18n } = useTranslation("platform");
  const milliseconds = new Intl.NumberFormat(i18n.language, { style: "unit", unit: "millisecond", maximumFractionDigits: 1 });
  return (
    <Panel title={t("health.engines")} flush>
      <Table.ScrollContainer minWidth={420}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("health.engine")}</Table.Th>
              <Table.Th>{t("tenants.status")}</Table.Th>
              <Table.Th>{t("health.version")}</Table.Th>
              <Table.Th visibleFrom="sm">{t("health.kind")}</Table.Th>
              <Table.Th ta="right">{t("health.latency")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {engines.map((engine) => (
              <Table.Tr key={engine.name}>
                <Table.Td>{engine.name}</Table.Td>
                <Table.Td>
                  <Badge color={engine.status === "ok" ? "lagoon" : "red"}>{t(`health.engine_${engine.status}`)}</Badge>
                  {engine.detail && <Text size="xs" c="dimmed">{engine.detail}</Text>}
                </Table.Td>
                <Table.Td>{engine.version}</Table.Td>
                <Table.Td visibleFrom="sm">{t(engine.embedded ? "health.embedded" : "health.external")}</Table.Td>
                <Table.Td ta="right">{engine.latency_ms === null ? "–" : milliseconds.format(engine.latency_ms)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Panel>
  );
}
