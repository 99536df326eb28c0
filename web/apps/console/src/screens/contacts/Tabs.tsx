import { Badge } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { pairsQuery } from "../../data/contacts.ts";
import { AreaTabs } from "../../kit/AreaTabs.tsx";
import classes from "./contacts.module.css";

const TABS = [
  { id: "people", to: "/t/$tenant/contacts", say: "contacts:people" },
  { id: "segments", to: "/t/$tenant/segments", say: "segments:title" },
  { id: "lists", to: "/t/$tenant/lists", say: "segments:lists.title" },
  { id: "signups", to: "/t/$tenant/signups", say: "signups:title" },
  { id: "imports", to: "/t/$tenant/imports", say: "imports:title" },
  { id: "companies", to: "/t/$tenant/companies", say: "contacts:companies.title" },
  { id: "duplicates", to: "/t/$tenant/duplicates", say: "contacts:duplicates.title" },
] as const;

/** The screens of this area. */
export function People({ here }: { readonly here: (typeof TABS)[number]["id"] }) {
  const { t } = useTranslation(["contacts", "segments", "signups", "imports"]);
  const mark = useAlike();
  const tabs = TABS.map(({ say, ...tab }) => ({ ...tab, label: t(say), mark: tab.id === "duplicates" ? mark : null }));
  return <AreaTabs title={t("title")} here={here} tabs={tabs} />;
}

/** How many pairs of people look alike, as far as they are fetched. */
function useAlike() {
  const tenant = useTenant();
  const pairs = useInfiniteQuery(pairsQuery(tenant.id));
  const count = pairs.data?.pages.flatMap((page) => page.items).length ?? 0;
  if (count === 0) return null;
  return (
    <Badge size="sm" color="gray" className={classes["count"] ?? ""}>
      {pairs.hasNextPage ? `${count}+` : count}
    </Badge>
  );
}
