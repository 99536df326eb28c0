import { Badge } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { pairsQuery } from "../../data/contacts.ts";
import classes from "./contacts.module.css";

/** The screens of this area. */
export function People({ here }: { readonly here: "people" | "segments" | "lists" | "signups" | "imports" | "companies" | "duplicates" }) {
  const { t } = useTranslation(["contacts", "segments", "signups", "imports"]);
  const tenant = useTenant();
  const pairs = useInfiniteQuery(pairsQuery(tenant.id));
  const count = pairs.data?.pages.flatMap((page) => page.items).length ?? 0;
  const params = { tenant: tenant.slug };
  const tabs = useRef<HTMLElement>(null);
  useEffect(() => {
    const here = tabs.current?.querySelector("[aria-current]")?.getBoundingClientRect();
    if (here && tabs.current) tabs.current.scrollLeft += here.left - (tabs.current.clientWidth - here.width) / 2;
  }, []);
  const mark = (tab: typeof here) => (here === tab ? ({ "aria-current": "page" } as const) : {});
  return (
    <nav ref={tabs} className={classes["tabs"]} aria-label={t("title")}>
      <Link to="/t/$tenant/contacts" params={params} className={classes["tab"]} {...mark("people")}>
        {t("people")}
      </Link>
      <Link to="/t/$tenant/segments" params={params} className={classes["tab"]} {...mark("segments")}>
        {t("segments:title")}
      </Link>
      <Link to="/t/$tenant/lists" params={params} className={classes["tab"]} {...mark("lists")}>
        {t("segments:lists.title")}
      </Link>
      <Link to="/t/$tenant/signups" params={params} className={classes["tab"]} {...mark("signups")}>
        {t("signups:title")}
      </Link>
      <Link to="/t/$tenant/imports" params={params} className={classes["tab"]} {...mark("imports")}>
        {t("imports:title")}
      </Link>
      <Link to="/t/$tenant/companies" params={params} className={classes["tab"]} {...mark("companies")}>
        {t("companies.title")}
      </Link>
      <Link to="/t/$tenant/duplicates" params={params} className={classes["tab"]} {...mark("duplicates")}>
        {t("duplicates.title")}
        {count > 0 ? (
          <Badge size="sm" color="gray" className={classes["count"] ?? ""}>
            {pairs.hasNextPage ? `${count}+` : count}
          </Badge>
        ) : null}
      </Link>
    </nav>
  );
}
