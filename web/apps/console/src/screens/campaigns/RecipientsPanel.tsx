import { Badge, Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { recipientsQuery, type Campaign, type Recipient, type RecipientFilter } from "../../data/campaigns.ts";
import { Panel } from "../../kit/Page.tsx";
import { Paged } from "../../kit/Paged.tsx";
import { COLOURS, groupOf } from "../texts/life.ts";
import { spaced } from "../texts/words.ts";
import classes from "./campaigns.module.css";
import { ExportButton } from "./ExportButton.tsx";
import { PLACES } from "./standing.ts";

/** Typing rests this long before people are looked for, in milliseconds. */
const REST = 300;
const SHORTEST = 2;
const DEEDS = ["replied", "clicked", "opted_out"] as const;
const SHOWN = [...DEEDS, ...PLACES] as const;
type Shown = (typeof SHOWN)[number];

const filterOf = (shown: Shown | null, search: string): RecipientFilter => ({
  ...(search.length >= SHORTEST ? { search } : {}),
  ...(shown === null ? {} : (DEEDS as readonly Shown[]).includes(shown) ? { did: shown as (typeof DEEDS)[number] } : { place: shown as (typeof PLACES)[number] }),
});

/** Who gets it and what became of it, one by one. */
export function RecipientsPanel({ one }: { readonly one: Campaign }) {
  const { t } = useTranslation("campaigns");
  const tenant = useTenant();
  const [shown, setShown] = useState<Shown | null>(null);
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed.trim(), REST);
  const list = useInfiniteQuery({ ...recipientsQuery(tenant.id, one, filterOf(shown, search)), placeholderData: (before) => before });
  return (
    <Panel title={t("each.title")} actions={<ExportButton one={one} />}>
      <div className={classes["filters"]} role="search">
        <TextInput value={typed} onChange={(event) => setTyped(event.currentTarget.value)} placeholder={t("each.search")} aria-label={t("each.search")} leftSection={<IconSearch size={16} />} className={classes["grow"] ?? ""} maxLength={100} />
        <Select value={shown} onChange={(next) => setShown(SHOWN.find((value) => value === next) ?? null)} placeholder={t("each.all")} aria-label={t("each.which")} clearable clearButtonProps={{ "aria-label": t("each.all") }}
          data={SHOWN.map((value) => ({ value, label: t(`each.${value}`) }))} />
      </div>
      <Paged list={list} more={t("each.more")} empty={<p className={classes["quiet"]}>{t("each.nobody")}</p>}>
        {(found) => (
          <ul className={classes["each"]} aria-label={t("each.title")}>
            {found.map((person) => (
              <Person key={person.place} one={person} />
            ))}
          </ul>
        )}
      </Paged>
    </Panel>
  );
}

function Person({ one }: { readonly one: Recipient }) {
  const { t } = useTranslation(["campaigns", "texts"]);
  const tenant = useTenant();
  const name = one.name ?? spaced(one.to);
  const did = [
    ...(one.replied_at ? [t("each.replied")] : []),
    ...(one.clicks > 0 ? [t("each.clicked")] : []),
    ...(one.opted_out_at ? [t("each.opted_out")] : []),
  ];
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
        {one.name ? <span className={classes["quiet"]}>{spaced(one.to)}</span> : null}
      </span>
      <span className={classes["fate"]}>
        <Badge color={COLOURS[groupOf(one.state)]}>{t(`texts:state.${one.state}`)}</Badge>
        {did.map((deed) => (
          <Badge key={deed} color="gray" variant="outline">
            {deed}
          </Badge>
        ))}
        {one.title ? <span className={classes["quiet"]}>{one.title}</span> : null}
      </span>
    </li>
  );
}
