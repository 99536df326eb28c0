import type { Queue } from "@guichet/api";
import { useForm, type UseFormReturnType } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../../app/parents.tsx";
import { calendarsQuery, changeQueue, createQueue, queuesQuery, skillsQuery } from "../../../data/agents.ts";
import { useSubmission } from "../../../kit/forms.ts";
import { useKeys } from "../../../kit/idempotency.ts";
import { Loaded } from "../../../kit/Loaded.tsx";
import { Page } from "../../../kit/Page.tsx";
import { SaveBar } from "../../../kit/SaveBar.tsx";
import { sayWithUndo } from "../../../kit/saved.tsx";
import { TroubleNote } from "../../../kit/Trouble.tsx";
import { bodyOf, bodyOfQueue, startOf, type QueueValues } from "./queueForm.ts";
import { AimPanel, BasicsPanel, EndPanel, FinePanel, WideningPanel } from "./QueuePanels.tsx";
import { Gone } from "./Gone.tsx";

export type QueueFormOf = UseFormReturnType<QueueValues>;

/** One queue: everything decided about it, or a new one. */
export function QueueScreen() {
  const { queue: id = "new" } = useParams({ strict: false });
  const tenant = useTenant();
  const query = useQuery(queuesQuery(tenant.id));
  return (
    <Loaded of={query}>
      {(queues) => {
        const queue = queues.find((one) => one.id === id) ?? null;
        if (queue === null && id !== "new") return <Gone />;
        return <QueueForm key={queue ? `${queue.id}-${queue.version}` : "new"} queue={queue} queues={queues} />;
      }}
    </Loaded>
  );
}

interface QueueFormProps {
  readonly queue: Queue | null;
  readonly queues: readonly Queue[];
}

function QueueForm({ queue, queues }: QueueFormProps) {
  const { t } = useTranslation(["agents", "common"]);
  const tenant = useTenant();
  const may = useMay("agents.manage");
  const form = useForm<QueueValues>({ initialValues: startOf(queue) });
  const leave = useLeave();
  const { busy, error, submit } = useSubmission(form, useSave(queue, leave));
  const { data: skills = [] } = useQuery(skillsQuery(tenant.id));
  const { data: calendars = [] } = useQuery(calendarsQuery(tenant.id));
  const others = queues.filter((other) => other.id !== queue?.id);
  return (
    <Page title={queue?.name ?? t("queues.new")} about={t("queues.newAbout")} width="reading">
      <form onSubmit={form.onSubmit((values) => void submit(values))}>
        <TroubleNote error={error} />
        <fieldset disabled={!may} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
          <BasicsPanel form={form} calendars={calendars} />
          <AimPanel form={form} />
          <WideningPanel form={form} others={others} skills={skills} />
          <EndPanel form={form} />
          <FinePanel form={form} />
        </fieldset>
        {may ? <SaveBar busy={busy} dirty={form.isDirty()} action={queue ? t("common:save") : t("queues.make")} leave={leave} /> : null}
      </form>
    </Page>
  );
}

function useLeave(): () => void {
  const tenant = useTenant();
  const navigate = useNavigate();
  return () => void navigate({ to: "/t/$tenant/settings/queues", params: { tenant: tenant.slug } });
}

function useSave(queue: Queue | null, leave: () => void) {
  const { t } = useTranslation();
  const tenant = useTenant();
  const queries = useQueryClient();
  const keyFor = useKeys();
  const renew = () => queries.invalidateQueries({ queryKey: queuesQuery(tenant.id).queryKey });
  return async (values: QueueValues): Promise<void> => {
    const body = bodyOf(values);
    if (queue) {
      const saved = await changeQueue(tenant.id, queue.id, queue.version, body);
      const undo = () => void changeQueue(tenant.id, queue.id, saved.version, bodyOfQueue(queue)).then(renew);
      sayWithUndo(t("saved"), undo);
    } else {
      await createQueue(tenant.id, body, keyFor(body));
    }
    await renew();
    leave();
  };
}
