import { Select } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { exclusionsQuery, REASONS, type Campaign, type ExclusionReason } from "../../data/campaigns.ts";
import { Panel } from "../../kit/Page.tsx";
import { Paged } from "../../kit/Paged.tsx";
import { spaced } from "../texts/words.ts";
import classes from "./campaigns.module.css";
import { useReasonWords } from "./reasons.ts";

/** Who was left out when the list was made, and why, one by one. */
export function LeftOutPanel({ one }: { readonly one: Campaign }) {
  const { t } = useTranslation("campaigns");
  const tenant = useTenant();
  const words = useReasonWords();
  const [reason, setReason] = useState<ExclusionReason | null>(null);
  const list = useInfiniteQuery({ ...exclusionsQuery(tenant.id, one.id, reason), placeholderData: (before) => before });
  return (
    <Panel title={t("out.title")}>
      <div className={classes["filters"]}>
        <Select value={reason} onChange={(next) => setReason(REASONS.find((value) => value === next) ?? null)} placeholder={t("out.all")} aria-label={t("out.reason")} clearable
          clearButtonProps={{ "aria-label": t("out.all") }} data={REASONS.map((value) => ({ value, label: words(value) }))} className={classes["grow"] ?? ""} />
      </div>
      <Paged list={list} more={t("each.more")} empty={<p className={classes["quiet"]}>{t("out.nobody")}</p>}>
        {(found) => (
          <ul className={classes["each"]} aria-label={t("out.title")}>
            {found.map((person) => (
              <li key={person.n}>
                <span className={classes["person"]}>
                  {person.contact_id && tenant.rights.includes("contacts.read") ? (
                    <Link to="/t/$tenant/contacts/$contact" params={{ tenant: tenant.slug, contact: person.contact_id }}>
                      {person.address ? spaced(person.address) : t("out.card")}
                    </Link>
                  ) : (
                    <span>{person.address ? spaced(person.address) : t("out.card")}</span>
                  )}
                </span>
                <span className={classes["quiet"]}>{words(person.reason)}</span>
              </li>
            ))}
          </ul>
        )}
      </Paged>
    </Panel>
  );
}
