import type { TotpStart } from "@guichet/api";
import { Alert, Badge, Button, Group, Image, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconDeviceMobile } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "../../app/parents.tsx";
import { useRenewSession } from "../../app/useRenewSession.ts";
import { confirmTotp, newRecoveryCodes, removeTotp, startTotp } from "../../data/account.ts";
import { Copyable, CopyWithWords } from "../../kit/Copy.tsx";
import { Dialog, FormDialog } from "../../kit/Dialog.tsx";
import { useSubmission } from "../../kit/forms.ts";
import { Panel } from "../../kit/Page.tsx";
import { useDeed } from "../../kit/useDeed.ts";
import classes from "./TotpPanel.module.css";

type Open =
  | { readonly step: "scan"; readonly start: TotpStart }
  | { readonly step: "codes"; readonly codes: readonly string[] }
  | { readonly step: "renew" | "remove" };

export function TotpPanel() {
  const { t } = useTranslation("account");
  const [open, setOpen] = useState<Open | null>(null);
  const renewSession = useRenewSession();
  const close = (): void => {
    setOpen(null);
    void renewSession();
  };
  return (
    <Panel title={t("totp.title")} about={t("totp.about")}>
      <State show={setOpen} />
      {open ? <Step open={open} show={setOpen} close={close} /> : null}
    </Panel>
  );
}

interface StateProps {
  readonly show: (open: Open) => void;
}

function State({ show }: StateProps) {
  const { t } = useTranslation("account");
  const { user } = useSession();
  const begin = useDeed({ run: async () => show({ step: "scan", start: await startTotp() }) });
  return (
    <Group justify="space-between" gap="sm">
      <Group gap="sm">
        <IconDeviceMobile size={22} stroke={1.5} aria-hidden="true" />
        <Badge size="lg" color={user.totp ? "green" : "gray"}>
          {user.totp ? t("totp.on") : t("totp.off")}
        </Badge>
      </Group>
      {user.totp ? (
        <Group gap="xs">
          <Button variant="default" onClick={() => show({ step: "renew" })}>
            {t("totp.newCodes")}
          </Button>
          <Button variant="subtle" color="red" onClick={() => show({ step: "remove" })}>
            {t("totp.remove")}
          </Button>
        </Group>
      ) : (
        <Button loading={begin.isPending} onClick={() => begin.mutate(undefined)}>
          {t("totp.begin")}
        </Button>
      )}
    </Group>
  );
}

interface StepProps extends StateProps {
  readonly open: Open;
  readonly close: () => void;
}

function Step({ open, show, close }: StepProps) {
  const { t } = useTranslation("account");
  const codes = (made: readonly string[]): void => show({ step: "codes", codes: made });
  if (open.step === "scan") return <ScanDialog start={open.start} close={close} codes={codes} />;
  if (open.step === "codes") return <CodesDialog codes={open.codes} close={close} />;
  if (open.step === "renew") {
    const renew = async (code: string): Promise<void> => codes((await newRecoveryCodes(code)).recovery_codes);
    return <CodeDialog title={t("totp.newCodes")} about={t("totp.newCodesAbout")} close={close} send={renew} />;
  }
  const remove = async (code: string): Promise<void> => {
    await removeTotp(code);
    close();
  };
  return <CodeDialog title={t("totp.remove")} about={t("totp.removeAbout")} close={close} send={remove} />;
}

interface ScanDialogProps {
  readonly start: TotpStart;
  readonly close: () => void;
  readonly codes: (codes: readonly string[]) => void;
}

function ScanDialog({ start, close, codes }: ScanDialogProps) {
  const { t } = useTranslation("account");
  const form = useForm({ initialValues: { code: "" } });
  const { busy, error, submit } = useSubmission(form, async ({ code }) => codes((await confirmTotp(code.trim())).recovery_codes));
  return (
    <FormDialog
      title={t("totp.begin")}
      close={close}
      submit={form.onSubmit((values) => void submit(values))}
      busy={busy}
      error={error}
      action={t("totp.confirm")}
    >
      <Stack gap="md">
        <Text>{t("totp.scan")}</Text>
        <Image className={classes["qr"]} src={`data:image/svg+xml,${encodeURIComponent(start.qr_svg)}`} alt={t("totp.qr")} />
        <Text size="sm" c="dimmed">
          {t("totp.byHand")}
        </Text>
        <Copyable value={start.secret} label={t("totp.secret")} wrap />
        <CodeInput form={form} />
      </Stack>
    </FormDialog>
  );
}

function CodeInput({ form }: { readonly form: ReturnType<typeof useForm<{ code: string }>> }) {
  const { t } = useTranslation("account");
  return (
    <TextInput
      label={t("totp.code")}
      inputMode="numeric"
      autoComplete="one-time-code"
      maxLength={7}
      required
      withAsterisk={false}
      data-autofocus
      {...form.getInputProps("code")}
    />
  );
}

interface CodesDialogProps {
  readonly codes: readonly string[];
  readonly close: () => void;
}

function CodesDialog({ codes, close }: CodesDialogProps) {
  const { t } = useTranslation("account");
  return (
    <Dialog title={t("totp.codesTitle")} close={close}>
      <Stack gap="md">
        <Alert color="yellow">{t("totp.codesAbout")}</Alert>
        <ul className={classes["codes"]}>
          {codes.map((code) => (
            <li key={code}>{code}</li>
          ))}
        </ul>
        <Group justify="space-between">
          <CopyWithWords value={codes.join("\n")} />
          <Button onClick={close}>{t("totp.kept")}</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

interface CodeDialogProps {
  readonly title: string;
  readonly about: string;
  readonly close: () => void;
  readonly send: (code: string) => Promise<void>;
}

function CodeDialog({ title, about, close, send }: CodeDialogProps) {
  const { t } = useTranslation("account");
  const form = useForm({ initialValues: { code: "" } });
  const { busy, error, submit } = useSubmission(form, ({ code }) => send(code.trim()));
  return (
    <FormDialog
      title={title}
      close={close}
      submit={form.onSubmit((values) => void submit(values))}
      busy={busy}
      error={error}
      action={t("totp.confirm")}
    >
      <Stack gap="md">
        <Text>{about}</Text>
        <CodeInput form={form} />
      </Stack>
    </FormDialog>
  );
}
