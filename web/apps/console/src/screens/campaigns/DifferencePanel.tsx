import { SegmentedControl } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { changedQuery, differenceQuery, type Change, type Changed, type Difference } from "../../data/campaignDifference.ts";
import type { Campaign } from "../../data/campaigns.ts";
import { Loaded } from "../../kit/Loaded.tsx";
import { Paged } from "../../kit/Paged.tsx";
import { Panel } from "../../kit/Page.tsx";
import { spaced } from "../texts/words.ts";
import classes from "./campaigns.module.css";
import { amount } from "./figures.ts";
import { useReasonWords } from "./reasons.ts";

/** Who came to the list and who left it since it was planned, or since the time before. */
export function DifferencePanel({ one }: { readonly one: Campaign }) {
  const { t } = useTranslation("campaigns");
  const tenant = useTenant();
  const query = useQuery(differenceQuery(tenant.id, one));
  if (query.data?.against === null) return null;
  return (
    <Panel title={t("since.title")} about={query.data?.against ? t(`since.${query.data.against}`) : undefined}
      actions={one.follows && one.shown === null ? <Before id={one.follows} /> : undefined}>
      <Loaded of={query}>{(found) => <Compared one={one} found={found} />}</Loaded>
    </Panel>
  );
}

function Before({ id }: { readonly id: string }) {
  const { t } = useTranslation("campaigns");
  const { slug } = useTenant();
  return (
    <Link to="/t/$tenant/campaigns/$campaign" params={{ tenant: slug, campaign: id }}>
      {t("since.see_before")}
    </Link>
  );
}

const CHANGES = ["came", "left"] as const;

function Compared({ one, found }: { readonly one: Campaign; readonly found: Difference }) {
  const { t, i18n } = useTranslation("campaigns");
  const [change, setChange] = useState<Change>(found.came === 0 && found.left > 0 ? "left" : "came");
  if (found.came + found.left === 0) return <p className={classes["quiet"]}>{t("since.same")}</p>;
  const said = (which: Change): string => t(`since.${which}`, { count: found[which], people: amount(found[which], i18n.language) });
  return (
    <>
      <div className={classes["filters"]}>
        <SegmentedControl value={change} onChange={(next) => setChange(CHANGES.find((which) => which === next) ?? change)} aria-label={t("since.title")} data={CHANGES.map((which) => ({ value: which, label: said(which) }))} />
        <span className={classes["quiet"]}>{t("since.stayed", { count: found.stayed, people: amount(found.stayed, i18n.language) })}</span>
      </div>
      <People key={change} id={one.id} change={change} />
    </>
  );
}

function People({ id, change }: { readonly id: string; readonly change: Change }) {
  const { t } = useTranslation("campaigns");
  const tenant = useTenant();
  const list = useInfiniteQuery(changedQuery(tenant.id, id, change));
  return (
    <Paged list={list} more={t("each.more")} empty={<p className={classes["quiet"]}>{t("since.nobody")}</p>}>
      {(found) => (
        <ul className={classes["each"]} aria-label={t("since.title")}>
          {found.map((person) => (
            <Person key={person.n} one={person} change={change} />
          ))}
        </ul>
      )}
    </Paged>
  );
}

function Person({ one, change }: { readonly one: Changed; readonly change: Change }) {
  const { t } = useTranslation("campaigns");
  const tenant = useTenant();
  const words = useReasonWords();
  const name = one.name ?? spaced(one.address);
  return (
    <li>
      <span className={classes["person"]}>
        {one.contact_id && tenant.rights.includes("contacts.read") ? (
          <Link to="/t/$tenant/contacts/$contact" params={{ tenant: tenant.slug, contact: one.contact_id }}>
            {name}
          </Link>
        ) : (
          <span>{name}</span>
        )}
        {one.name ? <span className={classes["quiet"]}>{spaced(one.address)}</span> : null}
      </span>
      {change === "left" ? <span className={classes["quiet"]}>{one.reason ? words(one.reason) : t("since.not_chosen")}</span> : null}
    </li>
  );
}
