import { Button, Group, Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { TroubleNote } from "./Trouble.tsx";

interface DialogProps {
  readonly title: string;
  readonly close: () => void;
  readonly children: ReactNode;
  readonly size?: string | number;
}

export function Dialog({ title, close, children, size = "md" }: DialogProps) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={close} title={title} size={size} closeButtonProps={{ "aria-label": t("close") }}>
      {children}
    </Modal>
  );
}

interface FormDialogProps extends DialogProps {
  readonly submit: (event?: React.SyntheticEvent<HTMLFormElement>) => void;
  readonly busy: boolean;
  readonly error: unknown;
  readonly action: string;
}

/** A dialog that is a form: what is refused is said above it, and nothing typed is lost. */
export function FormDialog({ submit, busy, error, action, children, ...rest }: FormDialogProps) {
  const { t } = useTranslation();
  return (
    <Dialog {...rest}>
      <form onSubmit={submit}>
        <TroubleNote error={error} />
        {children}
        <Group justify="flex-end" mt="lg" gap="xs">
          <Button variant="subtle" color="gray" onClick={rest.close}>
            {t("cancel")}
          </Button>
          <Button type="submit" loading={busy}>
            {action}
          </Button>
        </Group>
      </form>
    </Dialog>
  );
}
