import { Button, Table, Text } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { resendCampaign, resultsQuery, type Because, type Campaign, type Results } from "../../data/campaigns.ts";
import { useKeys } from "../../kit/idempotency.ts";
import { Loaded } from "../../kit/Loaded.tsx";
import { Panel } from "../../kit/Page.tsx";
import { TroubleNote } from "../../kit/Trouble.tsx";
import { inFull } from "../../kit/When.tsx";
import { price } from "../texts/money.ts";
import classes from "./campaigns.module.css";
import { amount, share } from "./figures.ts";
import { sharesOf } from "./standing.ts";

/** What it came to so far: figures, where people stand, and why some did not get it. */
export function ResultsPanels({ one }: { readonly one: Campaign }) {
  const tenant = useTenant();
  const query = useQuery(resultsQuery(tenant.id, one));
  return (
    <Loaded of={query}>
      {(found) => (
        <>
          <Tiles found={found} />
          <Standing found={found} />
          <Reasons one={one} found={found} />
        </>
      )}
    </Loaded>
  );
}

function Tiles({ found }: { readonly found: Results }) {
  const { t, i18n } = useTranslation("campaigns");
  const language = i18n.language;
  const of = (count: number): string => share(count, found.recipients, language);
  const tiles: readonly (readonly [string, string, string])[] = [
    [t("figure.left"), amount(found.sent, language), t("figure.of", { people: amount(found.recipients, language) })],
    [t("figure.arrived"), amount(found.delivered, language), of(found.delivered)],
    [t("figure.failed"), amount(found.failed, language), of(found.failed)],
    [t("figure.replied"), amount(found.replied, language), of(found.replied)],
    [t("figure.clicked"), amount(found.clicked, language), t("figure.clicks", { count: found.clicks })],
    [t("figure.opted_out"), amount(found.opted_out, language), of(found.opted_out)],
    ...(found.cost ? [[t("figure.cost"), price(found.cost.charged, language), t("figure.reserved", { price: price(found.cost.reserved, language) })] as const] : []),
    ...(found.per_minute === null ? [] : [[t("figure.speed"), amount(Math.round(found.per_minute), language), t("figure.a_minute")] as const]),
  ];
  return (
    <dl className={classes["tiles"]} aria-live="off">
      {tiles.map(([name, value, note]) => (
        <div key={name} className={classes["tile"]}>
          <dt>{name}</dt>
          <dd>{value}</dd>
          <dd className={classes["note"]}>{note}</dd>
        </div>
      ))}
    </dl>
  );
}


/** When the last one leaves; between which moments, as long as much of it is chance. */
function useEnding({ ends_at, ends_from, ends_to }: Results): string | undefined {
  const { t, i18n } = useTranslation("campaigns");
  const { zone } = useTenant();
  const at = (instant: string): string => inFull(instant, i18n.language, zone);
  if (ends_at === null) return undefined;
  return ends_from && ends_to ? t("stand.ends_between", { from: at(ends_from), to: at(ends_to) }) : t("stand.ends", { when: at(ends_at) });
}

/** One bar for everybody; the same as a table beneath. */
function Standing({ found }: { readonly found: Results }) {
  const { t, i18n } = useTranslation("campaigns");
  const shares = sharesOf(found);
  return (
    <Panel title={t("stand.title")} about={useEnding(found)}>
      <div className={classes["stack"]} aria-hidden="true">
        {shares.map((one) => (
          <span key={one.place} data-place={one.place} style={{ width: `${one.percent}%` }} />
        ))}
      </div>
      <Table className={classes["table"] ?? ""} mt="sm">
        <Table.Caption className={classes["hidden"] ?? ""}>{t("stand.title")}</Table.Caption>
        <Table.Tbody>
          {shares.map((one) => (
            <Table.Tr key={one.place}>
              <Table.Th scope="row" fw={400}>
                <span className={classes["dot"]} data-place={one.place} aria-hidden="true" /> {t(`stand.${one.place}`)}
              </Table.Th>
              <Table.Td ta="right">{amount(one.count, i18n.language)}</Table.Td>
              <Table.Td ta="right" w={84} c="dimmed">
                {share(one.count, found.recipients, i18n.language)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Panel>
  );
}

/** Who did not get it or waits, by reason, with what to do. */
function Reasons({ one, found }: { readonly one: Campaign; readonly found: Results }) {
  const { t } = useTranslation("campaigns");
  const resend = useResend(one);
  const may = useMay("campaigns.write");
  const over = one.state === "done" || one.state === "cancelled";
  if (found.failed_for.length + found.held_for.length === 0) return null;
  return (
    <Panel title={t("why.title")} about={t("why.about")}>
      <ul className={classes["becauses"]}>
        {[...found.held_for, ...found.failed_for].map((because) => (
          <Reason key={`${because.state} ${because.reason}`} one={because} all={found.recipients}
            again={may && over && because.again !== "never" ? () => resend.mutate([because.reason]) : null} />
        ))}
      </ul>
      <TroubleNote error={resend.error} />
    </Panel>
  );
}

interface ReasonProps {
  readonly one: Because;
  readonly all: number;
  readonly again: (() => void) | null;
}

function Reason({ one, all, again }: ReasonProps) {
  const { t, i18n } = useTranslation("campaigns");
  return (
    <li>
      <span className={classes["becauseCount"]}>{amount(one.count, i18n.language)}</span>
      <span>
        <strong>{one.title}</strong> <span className={classes["quiet"]}>{share(one.count, all, i18n.language)}</span>
        <Text size="sm">{one.todo}</Text>
        {again ? (
          <Button size="compact-sm" variant="light" mt={4} onClick={again}>
            {t("why.again", { count: one.count })}
          </Button>
        ) : null}
      </span>
    </li>
  );
}

/** The same as a draft for those of some reasons. */
function useResend(one: Campaign) {
  const tenant = useTenant();
  const navigate = useNavigate();
  const keyFor = useKeys();
  return useMutation({
    mutationFn: (reasons: readonly string[]) => resendCampaign(tenant.id, one.id, reasons, keyFor([one.id, reasons, Date.now()])),
    onSuccess: (made) => navigate({ to: "/t/$tenant/campaigns/new", params: { tenant: tenant.slug }, search: { draft: made.id } }),
  });
}
