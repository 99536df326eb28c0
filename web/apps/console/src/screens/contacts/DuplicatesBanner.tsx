import type { ContactCard, Duplicate } from "@guichet/api";
import { Button, Group } from "@mantine/core";
import { IconUsersGroup } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { dismissDuplicate, duplicatesQuery } from "../../data/contacts.ts";
import { useRemoval, useVisible } from "../../kit/removal.ts";
import { useContactName } from "../desk/person.tsx";
import classes from "./contacts.module.css";
import { MergeDialog } from "./MergeDialog.tsx";

/** Cards that may be of the same person, with the reason: compared, merged, or said to be another's. */
export function DuplicatesBanner({ card }: { readonly card: ContactCard }) {
  const tenant = useTenant();
  const found = useQuery(duplicatesQuery(tenant.id, card.id));
  const shown = useVisible(found.data ?? []);
  return shown.map((one) => <Suspicion key={one.id} card={card} duplicate={one} />);
}

function Suspicion({ card, duplicate }: { readonly card: ContactCard; readonly duplicate: Duplicate }) {
  const { t } = useTranslation("contacts");
  const tenant = useTenant();
  const may = useMay("contacts.merge");
  const [comparing, setComparing] = useState(false);
  const name = useContactName(duplicate.contact);
  const remove = useRemoval();
  const dismiss = (): void =>
    remove({
      id: duplicate.id,
      said: t("duplicates.dismissed"),
      list: duplicatesQuery(tenant.id, card.id).queryKey,
      remove: (options) => dismissDuplicate(tenant.id, card.id, duplicate.contact.id, options),
    });
  return (
    <div className={classes["banner"]} role="status">
      <IconUsersGroup size={20} stroke={1.6} aria-hidden="true" />
      <p className={classes["bannerText"]}>
        <Link to="/t/$tenant/contacts/$contact" params={{ tenant: tenant.slug, contact: duplicate.contact.id }}>
          {name}
        </Link>{" "}
        {t("duplicates.maybe")} {t(`duplicates.reason.${duplicate.reason}`)}
      </p>
      {may ? (
        <Group gap="xs">
          <Button size="compact-sm" variant="subtle" color="gray" onClick={dismiss}>
            {t("duplicates.dismiss")}
          </Button>
          <Button size="compact-sm" onClick={() => setComparing(true)}>
            {t("duplicates.compare")}
          </Button>
        </Group>
      ) : null}
      {comparing ? (
        <MergeDialog card={card} other={duplicate.contact.id} reason={t(`duplicates.reason.${duplicate.reason}`)} close={() => setComparing(false)} />
      ) : null}
    </div>
  );
}
