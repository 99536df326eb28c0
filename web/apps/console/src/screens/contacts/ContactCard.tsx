import type { ContactCard as Card } from "@guichet/api";
import { Loader } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../app/parents.tsx";
import { attributesQuery } from "../../data/contacts.ts";
import { Loaded } from "../../kit/Loaded.tsx";
import { Attributes } from "./Attributes.tsx";
import { CompanyChoice } from "./CompanyChoice.tsx";
import { Consents } from "./Consents.tsx";
import classes from "./contacts.module.css";
import { Identities } from "./Identities.tsx";
import { Tags } from "./Tags.tsx";
import { useContact } from "./useContact.tsx";

interface Props {
  readonly tenant: string;
  readonly contactId: string;
  /** Without what an agent does not need while talking: consents. */
  readonly brief?: boolean;
  /** Shown above: the person's mark and name, say. */
  readonly children?: (card: Card) => ReactNode;
}

/**
 * Everything known of one person, each part changed where it stands. Reads and follows the card by
 * itself: put it beside a conversation or on a screen of its own.
 */
export function ContactCard({ tenant, contactId, brief = false, children }: Props) {
  const card = useContact(tenant, contactId);
  return (
    <Loaded of={card}>
      {(found) => (
        <div className={classes["card"]}>
          {children?.(found)}
          {found.erased ? <Erased /> : <Parts tenant={tenant} card={found} brief={brief} />}
        </div>
      )}
    </Loaded>
  );
}

function Erased() {
  const { t } = useTranslation("contacts");
  return <p className={classes["quiet"]}>{t("erased")}</p>;
}

function Parts({ tenant, card, brief }: { readonly tenant: string; readonly card: Card; readonly brief: boolean }) {
  const { t } = useTranslation("contacts");
  const may = useMay("contacts.write");
  const definitions = useQuery(attributesQuery(tenant));
  const part = { tenant, card, may };
  return (
    <>
      <Part title={t("identities")}>
        <Identities {...part} />
      </Part>
      <Part title={t("tags.title")}>
        <Tags {...part} />
      </Part>
      <Part title={t("facts")}>
        <CompanyChoice {...part} />
        {definitions.data ? <Attributes {...part} definitions={definitions.data} /> : <Loader aria-label={t("facts")} />}
      </Part>
      {brief ? null : (
        <Part title={t("consents.title")}>
          <Consents {...part} />
        </Part>
      )}
    </>
  );
}

function Part({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section className={classes["part"]}>
      <h2 className={classes["partTitle"]}>{title}</h2>
      {children}
    </section>
  );
}
