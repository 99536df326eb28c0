import type { ContactCard, ContactSummary, DuplicatePair } from "@guichet/api";
import { Button } from "@mantine/core";
import { IconEqual, IconUsersGroup } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { cardQuery, dismissDuplicate, pairsQuery } from "../../data/contacts.ts";
import { Empty } from "../../kit/Empty.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { Paged } from "../../kit/Paged.tsx";
import { useRemoval, useVisible } from "../../kit/removal.ts";
import { Row, Rows } from "../../kit/Rows.tsx";
import { When } from "../../kit/When.tsx";
import { useContactName } from "../desk/person.tsx";
import classes from "./contacts.module.css";
import { MergeDialog } from "./MergeDialog.tsx";
import { People } from "./Tabs.tsx";

/** All cards that may be of one person. */
export function DuplicatesScreen() {
  const { t } = useTranslation("contacts");
  const tenant = useTenant();
  const pairs = useInfiniteQuery(pairsQuery(tenant.id));
  const empty = <Empty icon={IconUsersGroup} title={t("duplicates.empty")}>{t("duplicates.empty_text")}</Empty>;
  return (
    <Page title={t("title")} about={t("duplicates.about")}>
      <People here="duplicates" />
      <Panel flush>
        <Paged list={pairs} more={t("more")} empty={empty}>
          {(found: readonly DuplicatePair[]) => <Pairs pairs={found} />}
        </Paged>
      </Panel>
    </Page>
  );
}

function Pairs({ pairs }: { readonly pairs: readonly DuplicatePair[] }) {
  const { t } = useTranslation("contacts");
  return (
    <Rows label={t("duplicates.title")}>
      {useVisible(pairs).map((pair) => (
        <PairRow key={pair.id} pair={pair} />
      ))}
    </Rows>
  );
}

function PairRow({ pair }: { readonly pair: DuplicatePair }) {
  const { t } = useTranslation("contacts");
  const tenant = useTenant();
  const may = useMay("contacts.merge");
  const [comparing, setComparing] = useState(false);
  const remove = useRemoval();
  const [first, second] = pair.contacts;
  const card = useQuery({ ...cardQuery(tenant.id, first?.id ?? ""), enabled: comparing });
  if (!first || !second) return null;
  const reason = t(`duplicates.reason.${pair.reason}`);
  const dismiss = (): void =>
    remove({
      id: pair.id,
      said: t("duplicates.dismissed"),
      list: pairsQuery(tenant.id).queryKey,
      remove: (options) => dismissDuplicate(tenant.id, first.id, second.id, options),
    });
  const buttons = (
    <>
      <Button size="compact-sm" variant="subtle" color="gray" onClick={dismiss}>
        {t("duplicates.dismiss")}
      </Button>
      <Button size="compact-sm" variant="light" onClick={() => setComparing(true)}>
        {t("duplicates.compare")}
      </Button>
    </>
  );
  return (
    <>
      <Row
        title={
          <span className={classes["pair"]}>
            <PersonLink contact={first} />
            <IconEqual size={14} aria-hidden="true" />
            <PersonLink contact={second} />
          </span>
        }
        sub={t("duplicates.because", { reason })}
        facts={<When at={pair.found_at} />}
        actions={may ? buttons : null}
      />
      {comparing && card.data ? <MergeDialog card={card.data satisfies ContactCard} other={second.id} reason={reason} close={() => setComparing(false)} /> : null}
    </>
  );
}

function PersonLink({ contact }: { readonly contact: ContactSummary }) {
  const tenant = useTenant();
  const name = useContactName(contact);
  return (
    <Link to="/t/$tenant/contacts/$contact" params={{ tenant: tenant.slug, contact: contact.id }}>
      {name}
    </Link>
  );
}
