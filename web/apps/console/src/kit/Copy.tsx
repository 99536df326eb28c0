import { ActionIcon, Button, Code, CopyButton, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./Copy.module.css";

interface CopyProps {
  readonly value: string;
  readonly label: string;
  /** Breaks long text over lines rather than scrolling it. */
  readonly wrap?: boolean;
}

/** Text made to be taken elsewhere, with the button that takes it. */
export function Copyable({ value, label, wrap = false }: CopyProps) {
  return (
    <div className={classes["box"]}>
      {/* Scrollable by keyboard, so it must be reachable by it. */}
      <Code className={classes["text"]} data-wrap={wrap} tabIndex={0} role="group" aria-label={label}>
        {value}
      </Code>
      <CopyIcon value={value} />
    </div>
  );
}

function CopyIcon({ value }: { readonly value: string }) {
  const { t } = useTranslation();
  return (
    <CopyButton value={value} timeout={2000}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t("copied") : t("copy")}>
          <ActionIcon onClick={copy} aria-label={copied ? t("copied") : t("copy")} size="lg">
            {copied ? <IconCheck size={18} /> : <IconCopy size={18} />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}

export function CopyWithWords({ value }: { readonly value: string }) {
  const { t } = useTranslation();
  return (
    <CopyButton value={value} timeout={2000}>
      {({ copied, copy }) => (
        <Button variant="default" leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />} onClick={copy}>
          {copied ? t("copied") : t("copy")}
        </Button>
      )}
    </CopyButton>
  );
}
