import { Alert, Anchor } from "@mantine/core";
import { IconAlertTriangle, IconPlayerPause } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { usageQuery, type UsageAccount } from "../../data/texts.ts";
import { ofMicros } from "./money.ts";

export const isLow = (account: UsageAccount): boolean => account.free !== null && account.low_at !== null && account.free < account.low_at;

/** What everybody who sends must know: sending is stopped, or little is left. */
export function AccountBanner() {
  const { t, i18n } = useTranslation("texts");
  const tenant = useTenant();
  const account = useQuery({ ...usageQuery(tenant.id), enabled: useMay("prices.read") }).data;
  if (account?.stopped_at) {
    return (
      <Alert color="red" icon={<IconPlayerPause size={18} />} title={t("balance.stopped")} mb="md">
        {account.stopped_reason} {t("balance.stopped_text")}
      </Alert>
    );
  }
  if (account?.free == null || !isLow(account)) return null;
  return (
    <Alert color="yellow" icon={<IconAlertTriangle size={18} />} title={t("balance.low", { free: ofMicros(account.free, account.currency, i18n.language) })} mb="md">
      {t("balance.low_text")}{" "}
      <Anchor component={Link} to={`/t/${tenant.slug}/texts/balance`} size="sm">
        {t("balance.open")}
      </Anchor>
    </Alert>
  );
}
