import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { codeFiguresQuery, usedCodesQuery, type CodeFigures } from "../../data/campaignCodes.ts";
import type { Campaign } from "../../data/campaigns.ts";
import { Panel } from "../../kit/Page.tsx";
import { Paged } from "../../kit/Paged.tsx";
import { inFull } from "../../kit/When.tsx";
import classes from "./campaigns.module.css";
import { amount, share } from "./figures.ts";
import { Bring } from "./OwnCodes.tsx";

/** The codes of an offer: more of them where they ran out, how many were given out, and each that was used. Nothing where it has none. */
export function CodesPanel({ one }: { readonly one: Campaign }) {
  const { t } = useTranslation("campaigns");
  const tenant = useTenant();
  const figures = useQuery(codeFiguresQuery(tenant.id, one)).data;
  if (!figures || figures.given === 0) return null;
  return (
    <Panel title={t("codes.title")} about={<Said figures={figures} />}>
      {one.obstacle === "too_few_codes" ? <Bring id={one.id} needed={one.recipients ?? 0} sent /> : null}
      <Used key={figures.used} one={one} />
    </Panel>
  );
}

function Said({ figures }: { readonly figures: CodeFigures }) {
  const { t, i18n } = useTranslation("campaigns");
  const { zone } = useTenant();
  const { language } = i18n;
  const words = t("codes.used_of", { count: figures.used, used: amount(figures.used, language), given: amount(figures.given, language), share: share(figures.used, figures.given, language) });
  return figures.ends_at ? `${words} ${t("codes.until", { when: inFull(figures.ends_at, language, zone) })}` : words;
}

function Used({ one }: { readonly one: Campaign }) {
  const { t, i18n } = useTranslation("campaigns");
  const tenant = useTenant();
  const list = useInfiniteQuery(usedCodesQuery(tenant.id, one.id));
  return (
    <Paged list={list} empty={<p className={classes["quiet"]}>{t("codes.none_used")}</p>}>
      {(found) => (
        <ul className={classes["each"]} aria-label={t("codes.title")}>
          {found.map((use) => (
            <li key={use.code}>
              <span className={classes["person"]}>
                <span>{use.code}</span>
                {use.reference ? <span className={classes["quiet"]}>{use.reference}</span> : null}
              </span>
              <span className={classes["quiet"]}>
                {inFull(use.at, i18n.language, tenant.zone)}
                {use.by_name ? ` · ${use.by_name}` : ""}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Paged>
  );
}
