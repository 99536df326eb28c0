import type { AgentProfile } from "@guichet/api";
import { Checkbox, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useForm } from "@mantine/form";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { assignAgent } from "../../data/agents.ts";
import { FormDialog } from "../../kit/Dialog.tsx";
import { useSubmission } from "../../kit/forms.ts";
import { sayWithUndo } from "../../kit/saved.tsx";
import { useTrouble } from "../../kit/Trouble.tsx";
import { toggled } from "../settings/answering/useAssign.ts";
import type { Board } from "./board.ts";

interface Props {
  readonly agent: AgentProfile;
  readonly queues: Board["queues"];
  readonly close: () => void;
}

/** Which queues an agent answers, from now on. */
export function QueuesDialog({ agent, queues, close }: Props) {
  const { t } = useTranslation(["supervision", "common"]);
  const tenant = useTenant();
  const tell = useTrouble();
  const form = useForm({ initialValues: { queues: agent.queues } });
  const { busy, error, submit } = useSubmission(form, async (values) => {
    const saved = await assignAgent(tenant.id, agent, values.queues);
    close();
    sayWithUndo(t("agents.queuesChanged", { name: agent.name }), () => {
      assignAgent(tenant.id, saved, agent.queues).catch((refusal: unknown) => notifications.show({ color: "red", message: tell(refusal) }));
    });
  });
  const answers = (id: string): boolean => form.values.queues.some((held) => held.queue_id === id);
  return (
    <FormDialog title={t("agents.queuesOf", { name: agent.name })} close={close} submit={form.onSubmit((values) => void submit(values))} busy={busy} error={error} action={t("common:save")}>
      <Stack gap="sm" role="group" aria-label={t("agents.queuesOf", { name: agent.name })}>
        {queues.map((queue) => (
          <Checkbox key={queue.id} label={queue.name} checked={answers(queue.id)} onChange={() => form.setFieldValue("queues", toggled(form.values.queues, queue.id))} />
        ))}
      </Stack>
    </FormDialog>
  );
}
