import { SegmentedControl, Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { curveQuery, type Campaign, type Curve, type Happened } from "../../data/campaigns.ts";
import { Panel } from "../../kit/Page.tsx";
import { dateFormat } from "../../kit/formats.ts";
import classes from "./campaigns.module.css";
import { GROUPS, highestOf, lineOf, pathOf, roundUp, sumOf, type Group } from "./curve.ts";
import { amount } from "./figures.ts";

const WIDE = 720;
const HIGH = 160;

/** What happened when: drawn, and the same as a table. A single step is no line: its sums say all. */
export function CurvePanel({ one }: { readonly one: Campaign }) {
  const { t } = useTranslation("campaigns");
  const tenant = useTenant();
  const [group, setGroup] = useState<Group>("way");
  const curve = useQuery({ ...curveQuery(tenant.id, one), placeholderData: (before) => before }).data;
  if (!curve || curve.points.length === 0) return null;
  return (
    <Panel title={t("curve.title")}
      actions={<SegmentedControl size="xs" value={group} onChange={setGroup} aria-label={t("curve.what")} data={(["way", "deeds"] as const).map((value) => ({ value, label: t(`curve.${value}`) }))} />}>
      {curve.points.length > 1 ? <Picture curve={curve} whats={GROUPS[group]} /> : null}
      <Legend curve={curve} whats={GROUPS[group]} />
      <details className={classes["more"]}>
        <summary>{t("curve.table")}</summary>
        <AsTable curve={curve} whats={GROUPS[group]} />
      </details>
    </Panel>
  );
}

interface Drawn {
  readonly curve: Curve;
  readonly whats: readonly Happened[];
}

function Picture({ curve, whats }: Drawn) {
  const { t, i18n } = useTranslation("campaigns");
  const say = useInstant(curve.by);
  const { points } = curve;
  const [from, to] = [points[0]?.at ?? "", points.at(-1)?.at ?? ""];
  const top = roundUp(highestOf(points, whats));
  const frame = { first: Date.parse(from), last: Date.parse(to), top, width: WIDE, height: HIGH };
  return (
    <figure className={classes["curve"]} aria-hidden="true">
      <span className={classes["curveTop"]}>{t(`curve.top_${curve.by}`, { count: top, most: amount(top, i18n.language) })}</span>
      <svg viewBox={`0 -2 ${WIDE} ${HIGH + 4}`} preserveAspectRatio="none">
        <line x1="0" x2={WIDE} y1="0" y2="0" />
        <line x1="0" x2={WIDE} y1={HIGH / 2} y2={HIGH / 2} />
        <line x1="0" x2={WIDE} y1={HIGH} y2={HIGH} />
        {whats.map((what) => (
          <path key={what} data-what={what} d={pathOf(lineOf(curve, what), frame)} />
        ))}
      </svg>
      <figcaption>
        <span>{say(from)}</span>
        <span>{say(to)}</span>
      </figcaption>
    </figure>
  );
}

function Legend({ curve, whats }: Drawn) {
  const { t, i18n } = useTranslation("campaigns");
  return (
    <ul className={classes["curveLegend"]}>
      {whats.map((what) => (
        <li key={what}>
          <svg viewBox="0 0 24 6" aria-hidden="true">
            <path data-what={what} d="M0,3 L24,3" />
          </svg>
          {t(`curve.${what}`)} <strong>{amount(sumOf(curve.points, what), i18n.language)}</strong>
        </li>
      ))}
    </ul>
  );
}

function AsTable({ curve, whats }: Drawn) {
  const { t, i18n } = useTranslation("campaigns");
  const say = useInstant(curve.by);
  return (
    <Table.ScrollContainer minWidth={280} mah={320}>
      <Table className={classes["table"] ?? ""} stickyHeader>
        <Table.Caption className={classes["hidden"] ?? ""}>{t("curve.title")}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t(`curve.by_${curve.by}`)}</Table.Th>
            {whats.map((what) => (
              <Table.Th key={what} ta="right">
                {t(`curve.${what}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {curve.points.map((point) => (
            <Table.Tr key={point.at}>
              <Table.Th scope="row" fw={400}>
                {say(point.at)}
              </Table.Th>
              {whats.map((what) => (
                <Table.Td key={what} ta="right">
                  {amount(point[what], i18n.language)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** An instant as far as the steps tell it. */
function useInstant(by: Curve["by"]): (at: string) => string {
  const { i18n } = useTranslation("campaigns");
  const { zone } = useTenant();
  const day = { timeZone: zone, day: "numeric", month: "short" } as const;
  const form = dateFormat(i18n.language, by === "day" ? day : { ...day, hour: "2-digit", minute: "2-digit" });
  return (at) => (at === "" ? "" : form.format(new Date(at)));
}
