import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import classes from "../texts/texts.module.css";

const TABS = [
  { id: "campaigns", to: "/t/$tenant/campaigns", right: "campaigns.read" },
  { id: "automatic", to: "/t/$tenant/campaigns/automatic", right: "campaigns.read" },
  { id: "codes", to: "/t/$tenant/campaigns/codes", right: "codes.redeem" },
  { id: "links", to: "/t/$tenant/campaigns/links", right: "campaigns.read" },
] as const;

/** The screens of this area that the person may see; where they scroll, the present one is in view. */
export function CampaignsTabs({ here }: { readonly here: (typeof TABS)[number]["id"] }) {
  const { t } = useTranslation("campaigns");
  const tenant = useTenant();
  const tabs = useRef<HTMLElement>(null);
  useEffect(() => {
    tabs.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, []);
  return (
    <nav ref={tabs} className={classes["tabs"]} aria-label={t("title")}>
      {TABS.filter((tab) => tenant.rights.includes(tab.right)).map((tab) => (
        <Link key={tab.id} to={tab.to} params={{ tenant: tenant.slug }} className={classes["tab"]} activeOptions={{ exact: true }}
          {...(here === tab.id ? ({ "aria-current": "page" } as const) : {})}>
          {t(`tabs.${tab.id}`)}
        </Link>
      ))}
    </nav>
  );
}
