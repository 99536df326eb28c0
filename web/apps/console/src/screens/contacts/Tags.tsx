import type { ContactCard } from "@guichet/api";
import { Badge, TagsInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { tagsQuery } from "../../data/contacts.ts";
import classes from "./contacts.module.css";
import { useContactChange } from "./useContact.tsx";

const LONGEST = 40;

interface Props {
  readonly tenant: string;
  readonly card: ContactCard;
  readonly may: boolean;
}

/** Words the company puts on people, proposed as one types. */
export function Tags({ tenant, card, may }: Props) {
  const { t } = useTranslation("contacts");
  const change = useContactChange(tenant, card);
  const queries = useQueryClient();
  const known = useQuery(tagsQuery(tenant));
  if (!may) {
    return card.tags.length > 0 ? <Shown tags={card.tags} /> : <p className={classes["quiet"]}>{t("tags.none")}</p>;
  }
  const set = (tags: readonly string[]): void => {
    const kept = tags.map((tag) => tag.trim().slice(0, LONGEST)).filter(Boolean);
    change({ change: { tags: kept }, before: { tags: card.tags }, said: t("tags.changed") })
      .then(() => queries.invalidateQueries({ queryKey: tagsQuery(tenant).queryKey }))
      .catch(() => undefined);
  };
  return (
    <TagsInput
      value={[...card.tags]}
      onChange={set}
      data={known.data ? [...known.data] : []}
      placeholder={card.tags.length > 0 ? undefined : t("tags.add")}
      aria-label={t("tags.title")}
      maxTags={50}
      variant="filled"
      comboboxProps={{ transitionProps: { duration: 80 } }}
    />
  );
}

export function Shown({ tags }: { readonly tags: readonly string[] }) {
  return (
    <span className={classes["tags"]}>
      {tags.map((tag) => (
        <Badge key={tag} color="gray">
          {tag}
        </Badge>
      ))}
    </span>
  );
}
