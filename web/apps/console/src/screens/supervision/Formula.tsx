import { Popover, Text, UnstyledButton } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./supervision.module.css";

export type Figure = "waiting" | "longest" | "ready" | "service_level" | "answered" | "abandoned" | "mean_wait" | "mean_handling" | "promises_kept";

/** How a figure is counted, one click away. */
export function Formula({ figure }: { readonly figure: Figure }) {
  const { t } = useTranslation("supervision");
  return (
    <Popover width={280} position="bottom" withArrow transitionProps={{ duration: 80 }}>
      <Popover.Target>
        <UnstyledButton className={classes["info"]} aria-label={t("formula", { figure: t(`figures.${figure}.name`) })}>
          <IconInfoCircle size={14} aria-hidden />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Text size="sm">{t(`figures.${figure}.formula`)}</Text>
      </Popover.Dropdown>
    </Popover>
  );
}
