import { Button, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./SaveBar.module.css";

interface SaveBarProps {
  readonly busy: boolean;
  readonly dirty: boolean;
  readonly action: string;
  readonly leave: () => void;
}

/** At the foot of a long form, in view while anything is changed. */
export function SaveBar({ busy, dirty, action, leave }: SaveBarProps) {
  const { t } = useTranslation();
  return (
    <div className={classes["bar"]} data-dirty={dirty}>
      <Group justify="flex-end" gap="xs">
        <Button variant="subtle" color="gray" onClick={leave}>
          {dirty ? t("cancel") : t("back")}
        </Button>
        <Button type="submit" loading={busy} disabled={!dirty}>
          {action}
        </Button>
      </Group>
    </div>
  );
}
