import type { AgentProfile, Interaction, Presence } from "@guichet/api";
import { Badge, Button, Group, Select, Stack, Text, Textarea, TextInput, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useTopic } from "../../app/live.ts";
import { agentsQuery, queuesQuery } from "../../data/agents.ts";
import { consultAgent, historyQuery, mergeInteraction, transferInteraction } from "../../data/desk.ts";
import { Dialog, FormDialog } from "../../kit/Dialog.tsx";
import { useDeed } from "../../kit/useDeed.ts";
import { PersonMark } from "../../kit/TenantMark.tsx";
import classes from "./desk.module.css";
import { useMoment } from "./times.ts";
import type { Deeds, DeskDialog } from "./useDeeds.tsx";

interface Props {
  readonly open: DeskDialog;
  readonly tenant: string;
  readonly zone: string;
  readonly me: string;
  readonly interaction: Interaction;
  readonly deeds: Deeds;
  readonly close: () => void;
}

/** The dialogs of the desk, fetched at first need. */
export function DeskDialogs(props: Props) {
  switch (props.open) {
    case "hand":
    case "consult":
      return <HandDialog {...props} />;
    case "merge":
      return <MergeDialog {...props} />;
    case "end":
      return <EndDialog {...props} />;
  }
}

type Chosen = { readonly kind: "agent" | "queue"; readonly id: string } | null;

/** Hand on to an agent or a queue, or ask an agent for help; a note goes along. */
function HandDialog({ open, tenant, me, interaction, close }: Props) {
  const { t } = useTranslation("desk");
  const [search, setSearch] = useState("");
  const [note, setNote] = useState("");
  const [chosen, setChosen] = useState<Chosen>(null);
  const deed = useDeed({
    run: () => {
      const hand = { agent: chosen?.kind === "agent" ? chosen.id : null, queue: chosen?.kind === "queue" ? chosen.id : null, note };
      return open === "hand" ? transferInteraction(tenant, interaction.id, hand) : consultAgent(tenant, interaction.id, hand);
    },
    said: t(open === "hand" ? "hand.done" : "consult.done"),
  });
  const submit = (event?: React.SyntheticEvent<HTMLFormElement>): void => {
    event?.preventDefault();
    if (chosen) deed.mutate(undefined, { onSuccess: close });
  };
  return (
    <FormDialog title={t(open === "hand" ? "hand.title" : "consult.title")} close={close} submit={submit} busy={deed.isPending} error={null}
      action={t(open === "hand" ? "hand.action" : "consult.action")} size="lg">
      <TextInput data-autofocus value={search} onChange={(event) => setSearch(event.currentTarget.value)} placeholder={t("hand.search")} aria-label={t("hand.search")} mb="xs" />
      <Choices tenant={tenant} me={me} search={search} chosen={chosen} choose={setChosen} queues={open === "hand"} />
      <Textarea mt="md" label={t("hand.note")} description={t("hand.note_about")} autosize minRows={2} maxRows={5} maxLength={2000} value={note}
        onChange={(event) => setNote(event.currentTarget.value)} />
    </FormDialog>
  );
}

interface ChoicesProps {
  readonly tenant: string;
  readonly me: string;
  readonly search: string;
  readonly chosen: Chosen;
  readonly choose: (chosen: Chosen) => void;
  readonly queues: boolean;
}

function Choices({ tenant, me, search, chosen, choose, queues }: ChoicesProps) {
  const { t } = useTranslation("desk");
  const agents = useColleagues(tenant, me);
  const all = useQuery(queuesQuery(tenant)).data ?? [];
  const words = search.trim().toLocaleLowerCase();
  const found = (name: string): boolean => name.toLocaleLowerCase().includes(words);
  const isHere = (kind: "agent" | "queue", id: string): boolean => chosen?.kind === kind && chosen.id === id;
  return (
    <div className={classes["choices"]} role="listbox" aria-label={t("hand.to")}>
      {queues
        ? all.filter((queue) => found(queue.name)).map((queue) => (
            <UnstyledButton key={queue.id} role="option" aria-selected={isHere("queue", queue.id)} className={classes["choice"]} onClick={() => choose({ kind: "queue", id: queue.id })}>
              <Badge color="gray">{t("hand.queue")}</Badge>
              <Text flex={1}>{queue.name}</Text>
            </UnstyledButton>
          ))
        : null}
      {agents.filter(({ agent }) => found(agent.name)).map(({ agent, presence }) => (
        <UnstyledButton key={agent.id} role="option" aria-selected={isHere("agent", agent.id)} className={classes["choice"]} onClick={() => choose({ kind: "agent", id: agent.id })}>
          <PersonMark name={agent.name} size={28} />
          <Text flex={1}>{agent.name}</Text>
          <Badge color={presence === "ready" ? "green" : "gray"}>{t(`hand.presence.${presence}`)}</Badge>
        </UnstyledButton>
      ))}
    </div>
  );
}

const ORDER: Readonly<Record<Presence["status"], number>> = { ready: 0, not_ready: 1, offline: 2 };

/** The others, those who are ready first. */
function useColleagues(tenant: string, me: string): readonly { readonly agent: AgentProfile; readonly presence: Presence["status"] }[] {
  const agents = useQuery(agentsQuery(tenant)).data;
  const view = useTopic("agents.presence");
  return useMemo(() => {
    const presences = new Map([...view.items.values()].map((item) => [item.id, (item.value as Presence).status]));
    const others = (agents ?? []).filter((agent) => agent.id !== me && agent.active);
    return others
      .map((agent) => ({ agent, presence: presences.get(agent.id) ?? ("offline" as const) }))
      .sort((left, right) => ORDER[left.presence] - ORDER[right.presence] || left.agent.name.localeCompare(right.agent.name));
  }, [agents, view.items, me]);
}

/** Another open request of the same person goes on instead of this one. */
function MergeDialog({ tenant, zone, interaction, close }: Props) {
  const { t } = useTranslation("desk");
  const moment = useMoment(zone);
  const [into, setInto] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const history = useQuery(historyQuery(tenant, interaction.contact.id));
  const others = (history.data ?? []).filter((one) => one.id !== interaction.id && one.state !== "closed");
  const deed = useDeed({ run: (target: string) => mergeInteraction(tenant, interaction.id, target, reason), said: t("merge.done") });
  const submit = (event?: React.SyntheticEvent<HTMLFormElement>): void => {
    event?.preventDefault();
    if (into) deed.mutate(into, { onSuccess: close });
  };
  if (history.data && others.length === 0) {
    return (
      <Dialog title={t("merge.title")} close={close}>
        <Text>{t("merge.none")}</Text>
        <Group justify="flex-end" mt="lg">
          <Button onClick={close}>{t("merge.fine")}</Button>
        </Group>
      </Dialog>
    );
  }
  return (
    <FormDialog title={t("merge.title")} close={close} submit={submit} busy={deed.isPending} error={null} action={t("merge.action")}>
      <Stack gap="sm">
        <Select label={t("merge.into")} data={others.map((one) => ({ value: one.id, label: `${moment(one.created_at)} · ${one.preview?.text ?? one.entry_point.title}` }))} value={into} onChange={setInto} />
        <TextInput label={t("merge.reason")} maxLength={200} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
      </Stack>
    </FormDialog>
  );
}

/** What came of it: one touch, or one number. */
function EndDialog({ tenant, interaction, deeds, close }: Props) {
  const { t } = useTranslation("desk");
  const queue = useQuery(queuesQuery(tenant)).data?.find((one) => one.id === interaction.queue?.id);
  const end = (disposition: string | null): void => {
    close();
    deeds.closeAs(interaction, disposition);
  };
  const onKey = (event: React.KeyboardEvent): void => {
    const chosen = queue?.dispositions[Number(event.key) - 1];
    if (chosen) end(chosen.id);
  };
  return (
    <Dialog title={t("end.title")} close={close}>
      {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions -- numbers are a short cut for the buttons inside */}
      <div onKeyDown={onKey}>
        <Stack gap={6}>
          {queue?.dispositions.map((one, place) => (
            <Button key={one.id} variant="default" justify="flex-start" leftSection={<kbd>{place + 1}</kbd>} onClick={() => end(one.id)} {...(place === 0 ? { "data-autofocus": true } : {})}>
              {one.name}
            </Button>
          ))}
          {queue?.disposition_required ? null : (
            <Button variant="subtle" color="gray" onClick={() => end(null)}>
              {t("end.without")}
            </Button>
          )}
        </Stack>
      </div>
    </Dialog>
  );
}
