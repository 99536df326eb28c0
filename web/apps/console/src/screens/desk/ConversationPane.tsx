import { ActionIcon, Badge, Button, CloseButton, Group, Switch, Text, Tooltip } from "@mantine/core";
import { IconArrowLeft, IconEye, IconHandGrab, IconId, IconMessages, IconPencil, IconWifiOff } from "@tabler/icons-react";
import { useCallback, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../app/parents.tsx";
import { endConsultation, letAgentAnswer, tellLooking, tellTyping } from "../../data/desk.ts";
import { useDeed } from "../../kit/useDeed.ts";
import { Empty } from "../../kit/Empty.tsx";
import { Composer, type Written } from "./Composer.tsx";
import { DeedBar } from "./DeedBar.tsx";
import classes from "./desk.module.css";
import { MediumIcon } from "./InboxRow.tsx";
import { useContactName } from "./person.tsx";
import type { Interaction } from "@guichet/api";
import { Timeline } from "./Timeline.tsx";
import { ToldWait } from "./ToldWait.tsx";
import type { Conversation } from "./useConversation.ts";
import type { Deeds } from "./useDeeds.tsx";
import { useLooking, type Colleague } from "./useLooking.ts";
import { useTyping } from "./useTyping.ts";

interface Props {
  readonly tenant: string;
  readonly zone: string;
  readonly me: string;
  readonly id: string;
  readonly conversation: Conversation;
  readonly deeds: Deeds;
  /** Being taken, or just taken: the agent writes at once, without waiting for the answer. */
  readonly taking: boolean;
  /** Opened in order to write. */
  readonly write: boolean;
  readonly onTake: () => void;
  readonly onSend: (written: Written) => void;
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly onBack: () => void;
  readonly onCard: () => void;
}

/** One conversation: who, what was said, and where to answer. */
export function ConversationPane(props: Props) {
  const { t } = useTranslation("desk");
  const { conversation } = props;
  const name = useContactName(conversation.interaction?.contact ?? { name: null, code: "" });
  const typing = useTyping(props.id);
  const looking = useLooking(props.tenant, props.id, props.me);
  if (conversation.state === "refused") {
    return (
      <section className={classes["conversation"]}>
        <Empty icon={IconMessages} title={t("not_found_title")}>
          {t("not_found_body")}
        </Empty>
      </section>
    );
  }
  return (
    <section className={classes["conversation"]} aria-label={name}>
      <Header {...props} name={name} />
      {conversation.state === "offline" && (
        <Text className={classes["offline"]} role="status">
          <IconWifiOff size={16} aria-hidden /> {t("offline")}
        </Text>
      )}
      <Looking colleagues={looking} />
      <Timeline
        name={name}
        zone={props.zone}
        loading={!conversation.interaction}
        messages={conversation.messages}
        pending={conversation.pending}
        typing={typing}
        hasEarlier={conversation.hasEarlier}
        onEarlier={conversation.showEarlier}
        onRetry={conversation.retry}
      />
      {conversation.interaction && <Helpers tenant={props.tenant} me={props.me} interaction={conversation.interaction} />}
      {conversation.interaction && <Answer {...props} interaction={conversation.interaction} name={name} />}
    </section>
  );
}

function Header({ tenant, conversation, deeds, me, name, onBack, onCard }: Props & { readonly name: string }) {
  const { t } = useTranslation("desk");
  const interaction = conversation.interaction;
  return (
    <header className={classes["head"]}>
      <ActionIcon className={classes["narrowOnly"]} size="lg" onClick={onBack} aria-label={t("back")}>
        <IconArrowLeft size={20} />
      </ActionIcon>
      <div className={classes["who"]}>
        <Text component="h1" fw={620} size="lg" truncate>
          {interaction ? name : "…"}
        </Text>
        {interaction && (
          <Group gap={6} wrap="nowrap">
            <MediumIcon medium={interaction.medium} />
            <Text size="xs" c="dimmed" truncate>
              {interaction.entry_point.title}
            </Text>
            <Badge size="sm" color={interaction.state === "active" ? "lagoon" : "gray"}>
              {t(`state.${interaction.state}`)}
            </Badge>
          </Group>
        )}
        {interaction && <ToldWait tenant={tenant} interaction={interaction} />}
      </div>
      <div className={classes["deeds"]}>{interaction && <DeedBar interaction={interaction} me={me} deeds={deeds} />}</div>
      <ActionIcon className={classes["cardToggle"]} size="lg" onClick={onCard} aria-label={t("card")}>
        <IconId size={20} />
      </ActionIcon>
    </header>
  );
}

/** So that no two agents answer the same thing unknowingly. */
function Looking({ colleagues }: { readonly colleagues: readonly Colleague[] }) {
  const { t } = useTranslation("desk");
  if (colleagues.length === 0) return null;
  const writing = colleagues.filter((one) => one.doing === "writing");
  const shown = writing.length > 0 ? writing : colleagues;
  const Icon = writing.length > 0 ? IconPencil : IconEye;
  return (
    <Text className={classes["looking"]} data-writing={writing.length > 0 || undefined} role="status">
      <Icon size={14} aria-hidden /> {t(writing.length > 0 ? "looking.writing" : "looking.reading", { names: shown.map((one) => one.name).join(", "), count: shown.length })}
    </Text>
  );
}

interface HelpersProps {
  readonly tenant: string;
  readonly me: string;
  readonly interaction: Interaction;
}

/** Colleagues who were asked for help: the one who has it lets them answer, or thanks them. */
function Helpers({ tenant, me, interaction }: HelpersProps) {
  const { t } = useTranslation("desk");
  const mine = interaction.agent?.id === me;
  const letIn = useDeed({ run: ({ id, joined }: { id: string; joined: boolean }) => letAgentAnswer(tenant, interaction.id, id, joined) });
  const end = useDeed({ run: (id: string) => endConsultation(tenant, interaction.id, id) });
  if (interaction.consulted.length === 0) return null;
  return (
    <ul className={classes["helpers"]} aria-label={t("helpers.label")}>
      {interaction.consulted.map((helper) => (
        <li key={helper.id}>
          <Text size="sm">{t("helpers.helps", { name: helper.name })}</Text>
          {mine ? (
            <Switch size="xs" checked={helper.joined} label={t("helpers.may_answer")} onChange={(event) => letIn.mutate({ id: helper.id, joined: event.currentTarget.checked })} />
          ) : null}
          {mine || helper.id === me ? <CloseButton size="sm" aria-label={t("helpers.end", { name: helper.name })} onClick={() => end.mutate(helper.id)} /> : null}
        </li>
      ))}
    </ul>
  );
}

function Answer(props: Props & { readonly interaction: Interaction; readonly name: string }) {
  const { t } = useTranslation("desk");
  const { interaction, tenant, me } = props;
  const typing = useTellTyping(tenant, interaction.id);
  const standing = standingOf(interaction, me, props.taking);
  const whisperTo = useWhisperTo(interaction, me, standing);
  if (standing === "over") return <Text className={classes["foot"]}>{t(interaction.merged_into ? "merged_hint" : "reopen_hint")}</Text>;
  if (standing === "untaken") {
    return (
      <div className={classes["foot"]}>
        <Text size="sm" c="dimmed">
          {t("composer.take_first")}
        </Text>
        <TakeButton onTake={props.onTake} />
      </div>
    );
  }
  return (
    <>
      {standing === "notes" && interaction.agent ? <Text className={classes["holder"]}>{t("taken_by", { agent: interaction.agent.name })}</Text> : null}
      <Composer key={interaction.id} tenant={tenant} interactionId={interaction.id} queueId={interaction.queue?.id ?? null} language={interaction.language} name={props.name} field={props.field}
        notesOnly={standing === "notes"} wordsOnly={interaction.medium === "sms"} whisperTo={whisperTo} onSend={props.onSend} onTyping={typing} focused={props.taking || props.write} />
    </>
  );
}

function useTellTyping(tenant: string, id: string) {
  return useCallback(
    (note: boolean) => {
      // Only hints to the visitor and to colleagues: losing one harms nobody, the next keystroke sends another.
      if (!note) tellTyping(tenant, id, true).catch(() => undefined);
      tellLooking(tenant, id, "writing").catch(() => undefined);
    },
    [tenant, id],
  );
}

/** For a supervisor: the agent who answers the person, unless that is oneself. */
function useWhisperTo(interaction: Interaction, me: string, standing: string): Interaction["agent"] {
  const supervises = useMay("desk.supervise");
  return supervises && standing === "notes" && interaction.agent?.id !== me ? interaction.agent : null;
}

const ANSWERABLE: ReadonlySet<string> = new Set(["active", "held"]);

/** Whether this agent may answer the person, may only write notes, or nobody has it yet. */
function standingOf(interaction: Interaction, me: string, taking: boolean): "answers" | "notes" | "untaken" | "over" {
  if (interaction.state === "closed") return "over";
  const joined = interaction.consulted.some((one) => one.id === me && one.joined);
  if (interaction.agent?.id === me || joined) return ANSWERABLE.has(interaction.state) ? "answers" : "notes";
  if (interaction.agent) return "notes";
  return taking ? "answers" : "untaken";
}

function TakeButton({ onTake }: { readonly onTake: () => void }) {
  const { t } = useTranslation("desk");
  return (
    <Tooltip label={t("take_hint")}>
      <Button leftSection={<IconHandGrab size={18} />} onClick={onTake}>
        {t("take")}
      </Button>
    </Tooltip>
  );
}
