import type { Mention } from "@guichet/api";
import { Text, UnstyledButton } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ColouredMark } from "../../kit/TenantMark.tsx";
import classes from "./desk.module.css";

/** A colleague called by a note; opening it reads it. */
export function MentionRow({ mention, onOpen }: { readonly mention: Mention; readonly onOpen: (mention: Mention) => void }) {
  const { t } = useTranslation("desk");
  return (
    <UnstyledButton className={classes["row"]} onClick={() => onOpen(mention)}>
      <ColouredMark id={mention.by.id} name={mention.by.name} size={36} />
      <div className={classes["rowText"]}>
        <Text fw={600} size="md" truncate>
          {t("mention.from", { name: mention.by.name })}
        </Text>
        <Text size="sm" c="dimmed" truncate>
          {mention.excerpt}
        </Text>
      </div>
    </UnstyledButton>
  );
}
