import { Avatar } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Interaction } from "@guichet/api";

type Person = Pick<Interaction["contact"], "id" | "name" | "code">;

/** The name to show: the person's own, or the visitor's short code. */
export function useContactName(contact: Pick<Person, "name" | "code">): string {
  const { t } = useTranslation("desk");
  return contact.name ?? t("visitor", { code: contact.code });
}

/** Initials on a colour that stays the same for one person. */
export function ContactAvatar({ contact, size }: { readonly contact: Person; readonly size: number }) {
  const name = useContactName(contact);
  return <Avatar aria-hidden name={contact.name ?? contact.code} color="initials" size={size} radius="xl" title={name} />;
}
