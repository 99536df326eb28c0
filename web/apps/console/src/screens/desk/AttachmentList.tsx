import { CloseButton, Text, UnstyledButton } from "@mantine/core";
import { IconPaperclip } from "@tabler/icons-react";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { useTrouble } from "../../kit/Trouble.tsx";
import { attachAgain, detach, worthAgain, type Attachment } from "./attachments.ts";
import classes from "./desk.module.css";

interface Props {
  readonly tenant: string;
  readonly interactionId: string;
  readonly files: readonly Attachment[];
}

/** Files about to be sent: how each goes, and the way to take it back. */
export function AttachmentList({ files, ...place }: Props) {
  const { t } = useTranslation("desk");
  return (
    <ul className={classes["attachments"]} aria-label={t("attach.label")}>
      {files.map((one) => (
        <One key={one.key} one={one} {...place} />
      ))}
    </ul>
  );
}

function One({ one, tenant, interactionId }: Omit<Props, "files"> & { readonly one: Attachment }) {
  const { t, i18n } = useTranslation("desk");
  const tell = useTrouble();
  const size = new Intl.NumberFormat(i18n.language, { style: "unit", unit: "kilobyte", maximumFractionDigits: 0 });
  return (
    <li data-bad={one.trouble ? true : undefined}>
      {one.file?.type.startsWith("image/") ? <Thumb file={one.file} /> : <IconPaperclip size={16} aria-hidden />}
      <div className={classes["attachmentWords"]}>
        <Text size="sm" truncate dir="auto">{one.name}</Text>
        {one.trouble ? (
          <Text size="xs" c="var(--g-bad)" role="alert">
            {tell(one.trouble)}{" "}
            {worthAgain(one.trouble) ? (
              <UnstyledButton className={classes["again"]} onClick={() => attachAgain(tenant, interactionId, one)}>{t("retry")}</UnstyledButton>
            ) : null}
          </Text>
        ) : null}
        {one.trouble ?? one.id ? null : <progress value={one.progress} aria-label={t("attach.progress", { name: one.name })} />}
        {one.id ? <Text size="xs" c="dimmed">{size.format(Math.max(1, Math.round(one.size / 1000)))}</Text> : null}
      </div>
      <CloseButton size="sm" aria-label={t("attach.remove", { name: one.name })} onClick={() => detach(interactionId, one.key)} />
    </li>
  );
}

function Thumb({ file }: { readonly file: File }) {
  const show = useCallback(
    (picture: HTMLImageElement) => {
      const address = URL.createObjectURL(file);
      picture.src = address;
      return () => URL.revokeObjectURL(address);
    },
    [file],
  );
  return (
    <span className={classes["thumb"]}>
      <img ref={show} alt="" />
    </span>
  );
}
