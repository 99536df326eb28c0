import { Alert, Button, Group, Progress, Stack, Table, Text } from "@mantine/core";
import type { Rehearsal, RehearsalEffect, RehearsedChange, RehearsedExample, RoutingVocabulary } from "@guichet/api";
import { IconAlertTriangle, IconArrowRight, IconPlayerPlay } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../../../app/i18n.ts";
import { useTenant } from "../../../app/parents.tsx";
import { cancelRehearsal, isOver, rehearsalQuery, rehearse } from "../../../data/rules.ts";
import { useTrouble } from "../../../kit/Trouble.tsx";
import { When } from "../../../kit/When.tsx";
import { clock } from "../../supervision/formats.ts";
import type { Rules } from "./model.ts";
import classes from "./rules.module.css";
import { nameIn } from "./words.ts";

interface RehearsePanelProps {
  readonly rules: Rules;
  readonly house: RoutingVocabulary;
}

/** The draft on the requests of the last month, before it is in force. */
export function RehearsePanel({ rules, house }: RehearsePanelProps) {
  const { t } = useTranslation("rules");
  const tenant = useTenant();
  const tell = useTrouble();
  const [of, setOf] = useState<Rules>([]);
  const begin = useMutation({ mutationFn: () => rehearse(tenant.id, rules), onMutate: () => setOf(rules) });
  const cancel = useMutation({ mutationFn: (id: string) => cancelRehearsal(tenant.id, id) });
  const id = begin.data?.id ?? "";
  const { data } = useQuery({ ...rehearsalQuery(tenant.id, id), enabled: id !== "" });
  const under = begin.isPending || (data !== undefined && !isOver(data));
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t("rehearsing.about")}
      </Text>
      {under ? (
        <Going one={data} cancel={() => cancel.mutate(id)} />
      ) : (
        <Button leftSection={<IconPlayerPlay size={16} />} variant={data ? "default" : "filled"} onClick={() => begin.mutate()}>
          {data ? t("rehearsing.again") : t("rehearsing.start")}
        </Button>
      )}
      {begin.error ? <Alert color="red">{tell(begin.error)}</Alert> : null}
      <div aria-live="polite">{data ? <Ended one={data} stale={of !== rules} house={house} /> : null}</div>
    </Stack>
  );
}

interface EndedProps {
  readonly one: Rehearsal;
  readonly stale: boolean;
  readonly house: RoutingVocabulary;
}

function Ended({ one, stale, house }: EndedProps) {
  const { t } = useTranslation("rules");
  if (one.state === "failed") return <Alert color="red">{t("rehearsing.failed")}</Alert>;
  if (one.state === "cancelled") return <Text size="sm">{t("rehearsing.cancelled")}</Text>;
  if (!one.effect) return null;
  return (
    <>
      {stale ? (
        <Text size="sm" mb="sm">
          {t("rehearsing.stale")}
        </Text>
      ) : null}
      <Effect effect={one.effect} house={house} />
    </>
  );
}

function Going({ one, cancel }: { readonly one: Rehearsal | undefined; readonly cancel: () => void }) {
  const { t } = useTranslation("rules");
  const number = new Intl.NumberFormat(currentLanguage());
  const total = one?.total ?? 0;
  return (
    <Group wrap="nowrap" gap="md">
      <div style={{ flex: 1 }}>
        <Progress value={total ? ((one?.done ?? 0) / total) * 100 : 0} aria-label={t("rehearsing.title")} />
        <Text size="sm" mt={6}>
          {total ? t("rehearsing.progress", { done: number.format(one?.done ?? 0), total: number.format(total) }) : t("rehearsing.looking")}
        </Text>
      </div>
      <Button variant="default" size="xs" onClick={cancel}>
        {t("rehearsing.cancel")}
      </Button>
    </Group>
  );
}

const CHANGES: readonly RehearsedChange[] = ["queue", "priority", "skills", "agent"];

function Effect({ effect, house }: { readonly effect: RehearsalEffect; readonly house: RoutingVocabulary }) {
  const { t } = useTranslation("rules");
  const number = new Intl.NumberFormat(currentLanguage());
  const total = number.format(effect.total);
  if (effect.total === 0) return <Text>{t("rehearsing.noTraffic")}</Text>;
  return (
    <Stack gap="lg">
      {effect.changed === 0 ? (
        <div>
          <Text fw={600}>{t("rehearsing.nothing")}</Text>
          <Text size="sm">{t("rehearsing.nothingText", { total })}</Text>
        </div>
      ) : (
        <div>
          <Text fw={600} size="lg">
            {t("rehearsing.changed", { count: effect.changed, total })}
          </Text>
          <ul className={classes["changes"]}>
            {CHANGES.filter((change) => effect.changes[change] > 0).map((change) => (
              <li key={change}>
                <strong>{number.format(effect.changes[change])}</strong> {t(`rehearsing.${change}`)}
              </li>
            ))}
          </ul>
        </div>
      )}
      {effect.unanswerable.after > 0 ? (
        <Alert color="yellow" icon={<IconAlertTriangle size={18} />} title={t("rehearsing.unanswerable", { count: effect.unanswerable.after })}>
          <Text size="sm">{t("rehearsing.unanswerableBefore", { before: number.format(effect.unanswerable.before) })}</Text>
          <Examples examples={effect.unanswerable.examples} house={house} />
        </Alert>
      ) : null}
      <Queues effect={effect} house={house} />
      <Waits effect={effect} house={house} />
      <RuleCounts effect={effect} />
      {CHANGES.filter((change) => effect.examples[change].length > 0).map((change) => (
        <details key={change} className={classes["examples"]}>
          <summary>
            {t("rehearsing.examples")}: {t(`rehearsing.${change}`)}
          </summary>
          <Examples examples={effect.examples[change]} house={house} />
        </details>
      ))}
      <Text size="xs" c="dimmed">
        {t("rehearsing.model")}
      </Text>
    </Stack>
  );
}

function Queues({ effect, house }: { readonly effect: RehearsalEffect; readonly house: RoutingVocabulary }) {
  const { t } = useTranslation("rules");
  const number = new Intl.NumberFormat(currentLanguage());
  const signed = new Intl.NumberFormat(currentLanguage(), { signDisplay: "exceptZero" });
  return (
    <Table className={classes["figures"] ?? ""} captionSide="top">
      <Table.Caption>{t("rehearsing.queues")}</Table.Caption>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("rehearsing.queueHead")}</Table.Th>
          <Table.Th>{t("rehearsing.before")}</Table.Th>
          <Table.Th>{t("rehearsing.after")}</Table.Th>
          <Table.Th>{t("rehearsing.difference")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {effect.queues.map((one) => (
          <Table.Tr key={one.queue_id ?? ""}>
            <Table.Td>{nameIn(house.queues, one.queue_id) ?? t("rehearsing.usual")}</Table.Td>
            <Table.Td>{number.format(one.before)}</Table.Td>
            <Table.Td>{number.format(one.after)}</Table.Td>
            <Table.Td fw={one.after === one.before ? 400 : 600}>{signed.format(one.after - one.before)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

/** What becomes of waits, as an interval or not at all. */
function Waits({ effect, house }: { readonly effect: RehearsalEffect; readonly house: RoutingVocabulary }) {
  const { t } = useTranslation("rules");
  if (effect.waits.length === 0) return null;
  return (
    <div>
      <Table className={classes["figures"] ?? ""} captionSide="top">
        <Table.Caption>{t("rehearsing.waits")}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("rehearsing.queueHead")}</Table.Th>
            <Table.Th>{t("rehearsing.waitBefore")}</Table.Th>
            <Table.Th>{t("rehearsing.waitAfter")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {effect.waits.map((one) => (
            <Table.Tr key={one.queue_id}>
              <Table.Td>{nameIn(house.queues, one.queue_id) ?? t("rehearsing.usual")}</Table.Td>
              {one.reason ? (
                <Table.Td colSpan={2} c="dimmed">
                  {t(`rehearsing.unsaid.${one.reason}`)}
                </Table.Td>
              ) : (
                <>
                  <Table.Td>{clock((one.before ?? 0) * 1000)}</Table.Td>
                  <Table.Td fw={600}>{t("rehearsing.between", { low: clock((one.low ?? 0) * 1000), high: clock((one.high ?? 0) * 1000) })}</Table.Td>
                </>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Text size="xs" c="dimmed" mt={4}>
        {t("rehearsing.waitModel")}
      </Text>
    </div>
  );
}

function RuleCounts({ effect }: { readonly effect: RehearsalEffect }) {
  const { t } = useTranslation("rules");
  const number = new Intl.NumberFormat(currentLanguage());
  if (effect.rules.length === 0) return null;
  return (
    <Table className={classes["figures"] ?? ""} captionSide="top">
      <Table.Caption>{t("rehearsing.rules")}</Table.Caption>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("rehearsing.ruleHead")}</Table.Th>
          <Table.Th>{t("rehearsing.matches")}</Table.Th>
          <Table.Th>{t("rehearsing.decides")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {effect.rules.map((one) => (
          <Table.Tr key={one.place}>
            <Table.Td>{one.name || t("untitled", { place: one.place })}</Table.Td>
            <Table.Td>{number.format(one.matches)}</Table.Td>
            <Table.Td>{number.format(one.decides)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function Examples({ examples, house }: { readonly examples: readonly RehearsedExample[]; readonly house: RoutingVocabulary }) {
  const { t } = useTranslation("rules");
  const tenant = useTenant();
  const named = (queue: string | null): string => nameIn(house.queues, queue) ?? t("rehearsing.usual");
  return (
    <ul className={classes["exampleList"]}>
      {examples.map((one) => (
        <li key={one.interaction_id}>
          <a href={`/t/${tenant.slug}/desk?interaction=${one.interaction_id}`}>{one.contact}</a> <When at={one.at} />
          {one.before === one.after ? null : (
            <span>
              {named(one.before)} <IconArrowRight size={12} aria-hidden="true" /> {named(one.after)}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
