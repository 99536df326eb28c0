import { Text } from "@mantine/core";
import { IconReceipt } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { usageLinesQuery, usageMonthQuery, usageQuery, type UsageAccount, type UsageLine, type UsageMonth } from "../../data/texts.ts";
import { Empty } from "../../kit/Empty.tsx";
import { Loaded } from "../../kit/Loaded.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { Paged } from "../../kit/Paged.tsx";
import { Row, Rows } from "../../kit/Rows.tsx";
import { dateFormat } from "../../kit/formats.ts";
import { inFull } from "../../kit/When.tsx";
import { AccountBanner, isLow } from "./AccountBanner.tsx";
import { ofMicros, sum } from "./money.ts";
import classes from "./texts.module.css";
import { TextsTabs } from "./TextsTabs.tsx";

/** What is left, what is set aside, what was used, and every line of it. */
export function BalanceScreen() {
  const { t } = useTranslation("texts");
  const tenant = useTenant();
  const account = useQuery(usageQuery(tenant.id));
  const month = useQuery(usageMonthQuery(tenant.id));
  const both = { data: account.data && month.data ? ([account.data, month.data] as const) : undefined, error: account.error ?? month.error, isPending: account.isPending || month.isPending };
  const again = (): void => {
    void account.refetch();
    void month.refetch();
  };
  return (
    <Page title={t("title")} about={t("balance.about")}>
      <AccountBanner />
      <TextsTabs here="balance" />
      <Loaded of={{ ...both, refetch: again }}>{([held, used]) => <Figures account={held} month={used} />}</Loaded>
      <Ledger />
    </Page>
  );
}

function Figures({ account, month }: { readonly account: UsageAccount; readonly month: UsageMonth }) {
  const { t, i18n } = useTranslation("texts");
  const { zone } = useTenant();
  const say = (micros: number): string => sum(micros, account.currency, i18n.language);
  const name = dateFormat(i18n.language, { month: "long", timeZone: zone }).format(new Date(month.since));
  const each = month.count > 0 ? month.micros / month.count : 0;
  return (
    <>
      <dl className={classes["tiles"]}>
        <div className={classes["tile"]} data-tone={isLow(account) ? "warn" : "calm"}>
          <dt>{t("balance.free")}</dt>
          <dd>{account.free === null ? t("balance.no_limit") : say(account.free)}</dd>
          <dd className={classes["note"]}>{account.free !== null && each > 0 ? t("balance.about_count", { count: Math.max(0, Math.floor(account.free / each)) }) : t(account.allowed === 0 ? "balance.prepaid" : "balance.agreed")}</dd>
        </div>
        <div className={classes["tile"]}>
          <dt>{t("balance.reserved")}</dt>
          <dd>{say(account.reserved)}</dd>
          <dd className={classes["note"]}>{t("balance.reserved_about")}</dd>
        </div>
        <div className={classes["tile"]}>
          <dt>{t("balance.month", { month: name })}</dt>
          <dd>{say(month.micros)}</dd>
          <dd className={classes["note"]}>{t("balance.month_count", { count: month.count })}</dd>
        </div>
      </dl>
      <Caps account={account} />
    </>
  );
}

function Caps({ account }: { readonly account: UsageAccount }) {
  const { t, i18n } = useTranslation("texts");
  const figure = new Intl.NumberFormat(i18n.language);
  if (account.day_cap === null && account.month_cap === null) return null;
  return (
    <Text size="sm" c="dimmed" mt="sm">
      {account.day_cap === null ? "" : t("balance.day_cap", { count: account.day_cap, most: figure.format(account.day_cap), used: figure.format(account.day_count) })}{" "}
      {account.month_cap === null ? "" : t("balance.month_cap", { count: account.month_cap, most: figure.format(account.month_cap), used: figure.format(account.month_count) })}
    </Text>
  );
}

function Ledger() {
  const { t } = useTranslation("texts");
  const tenant = useTenant();
  const list = useInfiniteQuery(usageLinesQuery(tenant.id));
  return (
    <div className={classes["below"]}>
      <Panel title={t("ledger.title")} about={t("ledger.about")} flush>
        <Paged list={list} more={t("list.more")} empty={<Empty icon={IconReceipt} title={t("ledger.none")}>{t("ledger.none_text")}</Empty>}>
          {(found) => (
            <Rows label={t("ledger.title")}>
              {found.map((line) => (
                <LineRow key={line.id} line={line} />
              ))}
            </Rows>
          )}
        </Paged>
      </Panel>
    </div>
  );
}

function LineRow({ line }: { readonly line: UsageLine }) {
  const { t, i18n } = useTranslation("texts");
  const { zone } = useTenant();
  const amount = ofMicros(line.kind === "charge" ? -line.micros : line.micros, line.currency, i18n.language);
  return (
    <Row
      title={t(`ledger.kind.${line.kind}`, { count: line.count })}
      sub={line.source_kind === "payment" ? line.source_id : t("ledger.messages", { count: line.count })}
      facts={
        <>
          <span className={classes["amount"]} data-kind={line.kind}>
            {amount}
          </span>
          <time dateTime={line.at}>{inFull(line.at, i18n.language, zone)}</time>
        </>
      }
    />
  );
}
