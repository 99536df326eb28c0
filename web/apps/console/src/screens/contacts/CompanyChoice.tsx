import type { ContactCard } from "@guichet/api";
import { Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { companiesQuery } from "../../data/contacts.ts";
import classes from "./contacts.module.css";
import { useContactChange } from "./useContact.tsx";

interface Props {
  readonly tenant: string;
  readonly card: ContactCard;
  readonly may: boolean;
}

/** Where the person belongs. */
export function CompanyChoice({ tenant, card, may }: Props) {
  const { t } = useTranslation("contacts");
  const { slug } = useTenant();
  const change = useContactChange(tenant, card);
  const set = (id: string | null): void => {
    const before = { company_id: card.company?.id ?? null };
    change({ change: { company_id: id }, before, said: t("saved") }).catch(() => undefined);
  };
  return (
    <div className={classes["fact"]}>
      <span className={classes["term"]}>{t("company")}</span>
      {may ? (
        <CompanySelect none={t("none")} tenant={tenant} company={card.company} set={set} />
      ) : (
        <span className={classes["given"]}>{card.company?.name ?? t("none")}</span>
      )}
      {card.company ? (
        <Link to="/t/$tenant/companies/$company" params={{ tenant: slug, company: card.company.id }} className={classes["goto"]}>
          {t("companies.open")}
        </Link>
      ) : null}
    </div>
  );
}

interface SelectProps {
  readonly tenant: string;
  readonly company: ContactCard["company"];
  readonly set: (id: string | null) => void;
  /** What stands there while none is chosen. */
  readonly none: string;
}

export function CompanySelect({ tenant, company, set, none }: SelectProps) {
  const { t } = useTranslation("contacts");
  const [search, setSearch] = useState("");
  const [asked] = useDebouncedValue(search === company?.name ? "" : search.trim(), 200);
  const found = useInfiniteQuery(companiesQuery(tenant, asked));
  const rows = found.data?.pages[0]?.items ?? [];
  const others = rows.filter((one) => one.id !== company?.id).map((one) => ({ value: one.id, label: one.name }));
  const data = company ? [{ value: company.id, label: company.name }, ...others] : others;
  return (
    <Select
      value={company?.id ?? null}
      onChange={set}
      data={data}
      searchable
      clearable
      clearButtonProps={{ "aria-label": t("clear") }}
      onSearchChange={setSearch}
      filter={({ options }) => options}
      placeholder={none}
      nothingFoundMessage={t("companies.nothing_found")}
      aria-label={t("company")}
      variant="unstyled"
      classNames={{ input: classes["inline"] ?? "" }}
      comboboxProps={{ transitionProps: { duration: 80 }, width: 260, position: "bottom-start" }}
    />
  );
}
