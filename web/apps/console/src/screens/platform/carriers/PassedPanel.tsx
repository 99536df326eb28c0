import { Table, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { routeMinutesQuery, type RouteMinute } from "../../../data/carriers.ts";
import { dateFormat } from "../../../kit/formats.ts";
import { Loaded } from "../../../kit/Loaded.tsx";
import { Panel } from "../../../kit/Page.tsx";
import { useNow } from "../../../kit/When.tsx";
import classes from "./carriers.module.css";
import { barsOf, inTens, SHOWN } from "./passed.ts";
import { Reasons } from "./RouteCard.tsx";
import { useFigures } from "./useFigures.ts";

/** What passed by a route in the last two hours. */
export function PassedPanel({ id }: { readonly id: string }) {
  const { t } = useTranslation("carriers");
  const minutes = useQuery(routeMinutesQuery(id));
  return (
    <Panel title={t("passed.title")} about={t("passed.about")}>
      <Loaded of={minutes} empty={{ when: (found) => found.items.length === 0, show: <Text size="sm" c="dimmed">{t("passed.none")}</Text> }}>
        {(found) => <Passed minutes={found.items} />}
      </Loaded>
    </Panel>
  );
}

function Passed({ minutes }: { readonly minutes: readonly RouteMinute[] }) {
  const { t } = useTranslation("carriers");
  const now = useNow();
  const { bars, most } = barsOf(minutes, now);
  return (
    <>
      <svg className={classes["bars"]} viewBox={`0 0 ${String(SHOWN)} 100`} preserveAspectRatio="none" role="img" aria-label={t("passed.picture")}>
        {bars.map((bar) => (
          <g key={bar.at}>
            <rect className={classes["handed"]} x={bar.x + 0.1} width={0.8} y={100 - bar.handed} height={bar.handed} />
            <rect className={classes["bad"]} x={bar.x + 0.1} width={0.8} y={100 - bar.handed - bar.bad} height={bar.bad} />
          </g>
        ))}
      </svg>
      <Legend most={most} />
      <Numbers minutes={minutes} />
      <Reasons reasons={reasonsOf(minutes)} />
    </>
  );
}

function Legend({ most }: { readonly most: number }) {
  const { t } = useTranslation("carriers");
  const { count } = useFigures();
  return (
    <p className={classes["legend"]}>
      <span>{t("passed.handed")}</span>
      <span data-bad>{t("passed.refused")}</span>
      <em>{t("passed.most", { most: count(most) })}</em>
    </p>
  );
}

function reasonsOf(minutes: readonly RouteMinute[]) {
  const sums = new Map<string, { kind: string; code: string; count: number }>();
  for (const one of minutes.flatMap((minute) => minute.reasons)) {
    const key = `${one.kind} ${one.code}`;
    const held = sums.get(key) ?? { kind: one.kind, code: one.code, count: 0 };
    sums.set(key, { ...held, count: held.count + one.count });
  }
  return [...sums.values()].sort((left, right) => right.count - left.count).slice(0, 12);
}

/** The same in figures, by ten minutes. */
function Numbers({ minutes }: { readonly minutes: readonly RouteMinute[] }) {
  const { t, i18n } = useTranslation("carriers");
  const { count, time } = useFigures();
  const clock = dateFormat(i18n.language, { hour: "2-digit", minute: "2-digit" });
  const head = ["from", "handed", "refused", "delivered", "undelivered", "delay"] as const;
  return (
    <details className={classes["numbers"]}>
      <summary>{t("passed.figures")}</summary>
      <Table.ScrollContainer minWidth={520}>
        <Table>
          <Table.Thead>
            <Table.Tr>{head.map((name) => <Table.Th key={name} ta={name === "from" ? "left" : "right"}>{t(`passed.${name}`)}</Table.Th>)}</Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {inTens(minutes).map((ten) => (
              <Table.Tr key={ten.at}>
                <Table.Th scope="row">{clock.format(ten.at)}</Table.Th>
                <Table.Td ta="right">{count(ten.handed)}</Table.Td>
                <Table.Td ta="right">{count(ten.refused)}</Table.Td>
                <Table.Td ta="right">{count(ten.delivered)}</Table.Td>
                <Table.Td ta="right">{count(ten.undelivered)}</Table.Td>
                <Table.Td ta="right">{time(ten.delay)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </details>
  );
}
