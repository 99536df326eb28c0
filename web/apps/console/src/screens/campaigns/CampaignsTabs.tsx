import { useTranslation } from "react-i18next";
import { AreaTabs } from "../../kit/AreaTabs.tsx";

const TABS = [
  { id: "campaigns", to: "/t/$tenant/campaigns", right: "campaigns.read" },
  { id: "automatic", to: "/t/$tenant/campaigns/automatic", right: "campaigns.read" },
  { id: "codes", to: "/t/$tenant/campaigns/codes", right: "codes.redeem" },
  { id: "links", to: "/t/$tenant/campaigns/links", right: "campaigns.read" },
] as const;

/** The screens of this area. */
export function CampaignsTabs({ here }: { readonly here: (typeof TABS)[number]["id"] }) {
  const { t } = useTranslation("campaigns");
  return <AreaTabs title={t("title")} here={here} tabs={TABS.map((tab) => ({ ...tab, label: t(`tabs.${tab.id}`) }))} />;
}
