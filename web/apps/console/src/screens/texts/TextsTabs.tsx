import { useTranslation } from "react-i18next";
import { useMay } from "../../app/parents.tsx";
import { AreaTabs } from "../../kit/AreaTabs.tsx";

const TABS = [
  { id: "messages", to: "/t/$tenant/texts", right: "messages.read" },
  { id: "received", to: "/t/$tenant/texts/received", right: "messages.read" },
  { id: "stops", to: "/t/$tenant/texts/stops", right: "contacts.read" },
  { id: "senders", to: "/t/$tenant/texts/senders", right: "care.read" },
  { id: "balance", to: "/t/$tenant/texts/balance", right: "prices.read" },
] as const;

/** The screens of this area. */
export function TextsTabs({ here }: { readonly here: (typeof TABS)[number]["id"] }) {
  const { t } = useTranslation("texts");
  return <AreaTabs title={t("title")} here={here} tabs={TABS.map((tab) => ({ ...tab, label: t(`tabs.${tab.id}`) }))} />;
}

export const useMaySend = (): boolean => useMay("messages.send");
