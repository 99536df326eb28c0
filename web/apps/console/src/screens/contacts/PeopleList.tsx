import type { ContactSummary } from "@guichet/api";
import { Link } from "@tanstack/react-router";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { When } from "../../kit/When.tsx";
import { ContactAvatar, useContactName } from "../desk/person.tsx";
import classes from "./contacts.module.css";
import { Shown } from "./Tags.tsx";

const ROW = 60;

interface Props {
  readonly rows: readonly ContactSummary[];
  readonly slug: string;
  readonly label: string;
  /** Reads on; none while that is under way or there is no more. */
  readonly more: (() => void) | null;
}

/** People, only those in view drawn; arrows go from one to the next. */
export function PeopleList({ rows, slug, label, more }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop(list.current?.offsetTop ?? 0), []);
   
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 10,
    scrollMargin: top,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= rows.length - 20) more();
  }, [last, more, rows.length]);
  return (
    // Arrows are a shortcut beside Tab: every row is a link of its own.
     
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the links inside have the focus
    <div ref={list} role="list" aria-label={label} className={classes["people"]} style={{ height: virtual.getTotalSize() }} onKeyDown={walk}>
      {shown.map((item) => {
        const contact = rows[item.index];
        return contact ? (
          <div key={item.key} role="listitem" aria-setsize={rows.length} aria-posinset={item.index + 1} className={classes["person"]}
            style={{ height: ROW, transform: `translateY(${item.start - top}px)` }}>
            <PersonRow contact={contact} slug={slug} />
          </div>
        ) : null;
      })}
    </div>
  );
}

function walk(event: KeyboardEvent<HTMLDivElement>): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>("a[data-person]")];
  const at = links.indexOf(document.activeElement as HTMLElement);
  event.preventDefault();
  links[at + step]?.focus();
}

function PersonRow({ contact, slug }: { readonly contact: ContactSummary; readonly slug: string }) {
  const { t } = useTranslation("contacts");
  const name = useContactName(contact);
  return (
    <Link to="/t/$tenant/contacts/$contact" params={{ tenant: slug, contact: contact.id }} className={classes["personLink"]} data-person>
      <ContactAvatar contact={contact} size={36} />
      <span className={classes["personWords"]}>
        <span className={classes["personName"]}>{name}</span>
        <span className={classes["quiet"]}>{contact.company?.name ?? (contact.name ? "" : t("anonymous"))}</span>
      </span>
      <span className={classes["personTags"]}>
        <Shown tags={contact.tags.slice(0, 3)} />
      </span>
      <span className={classes["personAt"]}>
        <When at={contact.last_seen_at} />
      </span>
    </Link>
  );
}
