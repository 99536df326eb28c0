import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import classes from "./texts.module.css";

const TABS = [
  { id: "messages", to: "/t/$tenant/texts", right: "messages.read" },
  { id: "received", to: "/t/$tenant/texts/received", right: "messages.read" },
  { id: "stops", to: "/t/$tenant/texts/stops", right: "contacts.read" },
  { id: "senders", to: "/t/$tenant/texts/senders", right: "care.read" },
  { id: "balance", to: "/t/$tenant/texts/balance", right: "prices.read" },
] as const;

/** The screens of this area that the person may see. */
export function TextsTabs({ here }: { readonly here: (typeof TABS)[number]["id"] }) {
  const { t } = useTranslation("texts");
  const tenant = useTenant();
  return (
    <nav className={classes["tabs"]} aria-label={t("title")}>
      {TABS.filter((tab) => tenant.rights.includes(tab.right)).map((tab) => (
        <Link key={tab.id} to={tab.to} params={{ tenant: tenant.slug }} className={classes["tab"]} activeOptions={{ exact: true }}
          {...(here === tab.id ? ({ "aria-current": "page" } as const) : {})}>
          {t(`tabs.${tab.id}`)}
        </Link>
      ))}
    </nav>
  );
}

export const useMaySend = (): boolean => useMay("messages.send");
