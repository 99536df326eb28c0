import { useTranslation } from "react-i18next";
import type { Interaction } from "@guichet/api";
import { ColouredMark } from "../../kit/TenantMark.tsx";

type Person = Pick<Interaction["contact"], "id" | "name" | "code">;

/** The name to show: the person's own, or the visitor's short code. */
export function useContactName(contact: Pick<Person, "name" | "code">): string {
  const { t } = useTranslation("desk");
  return contact.name ?? t("visitor", { code: contact.code });
}

/** The person's mark: their initials, or the visitor's code. */
export function ContactAvatar({ contact, size }: { readonly contact: Person; readonly size: number }) {
  return <ColouredMark id={contact.id} name={contact.name ?? spaced(contact.code)} size={size} />;
}

/** `4F2A` as two words, so that its mark is `4F`. */
function spaced(code: string): string {
  return `${code.slice(0, 1)} ${code.slice(1)}`;
}
