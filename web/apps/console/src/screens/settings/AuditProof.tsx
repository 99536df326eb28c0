import type { AuditHead, AuditReport } from "@guichet/api";
import { Alert, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconShieldCheck, IconShieldX } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { verifyAudit } from "../../data/tenant.ts";
import { Copyable } from "../../kit/Copy.tsx";
import { Panel } from "../../kit/Page.tsx";
import { TroubleNote } from "../../kit/Trouble.tsx";

/** A proof as one carries it: the number and the seal, with a colon between. */
export function proofOf(head: AuditHead): string {
  return `${head.number}:${head.seal}`;
}

/** What somebody pasted, as a proof; `null` when it is none. */
export function readProof(text: string): AuditHead | null {
  const parts = /^\s*(\d+):([0-9a-f]+)\s*$/i.exec(text);
  return parts?.[1] && parts[2] ? { number: Number(parts[1]), seal: parts[2].toLowerCase() } : null;
}

/** Checks the whole chain, and against a proof kept from earlier when one is given. */
export function AuditProof() {
  const { t } = useTranslation("settings");
  const tenant = useTenant();
  const [kept, setKept] = useState("");
  const check = useMutation({ mutationFn: () => verifyAudit(tenant.id, readProof(kept)) });
  const malformed = kept.trim() !== "" && readProof(kept) === null;
  return (
    <Panel title={t("audit.proof")} about={t("audit.proofAbout")}>
      <TroubleNote error={check.error} />
      <Group align="flex-end" gap="sm">
        <TextInput
          style={{ flex: "1 1 240px" }}
          label={t("audit.kept")}
          description={t("audit.keptHint")}
          value={kept}
          onChange={(event) => setKept(event.currentTarget.value)}
          error={malformed ? t("audit.malformed") : null}
        />
        <Button loading={check.isPending} disabled={malformed} onClick={() => check.mutate()}>
          {t("audit.verify")}
        </Button>
      </Group>
      <div role="status">{check.data ? <Report report={check.data} /> : null}</div>
    </Panel>
  );
}

function Report({ report }: { readonly report: AuditReport }) {
  const { t } = useTranslation("settings");
  return (
    <Stack gap="sm" mt="md">
      <Alert
        color={report.intact ? "green" : "red"}
        icon={report.intact ? <IconShieldCheck size={20} /> : <IconShieldX size={20} />}
        title={report.intact ? t("audit.intact") : t("audit.broken")}
      >
        {report.fault ? report.fault.text : t("audit.checked", { count: report.checked })}
        {report.waiting > 0 ? ` ${t("audit.waiting", { count: report.waiting })}` : ""}
        {report.erased > 0 ? ` ${t("audit.erasedCount", { count: report.erased })}` : ""}
      </Alert>
      {report.intact && report.head ? <NewProof head={report.head} /> : null}
    </Stack>
  );
}

function NewProof({ head }: { readonly head: AuditHead }) {
  const { t } = useTranslation("settings");
  return (
    <div>
      <Text size="sm" c="dimmed" mb={4}>
        {t("audit.keep")}
      </Text>
      <Copyable value={proofOf(head)} label={t("audit.kept")} wrap />
    </div>
  );
}
