import { ActionIcon, Badge, Button, Group, Text, Tooltip } from "@mantine/core";
import { IconArrowBackUp, IconArrowLeft, IconCheck, IconHandGrab, IconId, IconMessages, IconWifiOff } from "@tabler/icons-react";
import { useCallback, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { tellTyping } from "../../data/desk.ts";
import { Empty } from "../../kit/Empty.tsx";
import { Composer } from "./Composer.tsx";
import classes from "./desk.module.css";
import { MediumIcon } from "./InboxRow.tsx";
import { useContactName } from "./person.tsx";
import type { Interaction } from "@guichet/api";
import { Timeline } from "./Timeline.tsx";
import type { Conversation } from "./useConversation.ts";
import type { Deeds } from "./useDeeds.tsx";
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
  readonly onSend: (text: string) => void;
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
      {conversation.interaction && <Answer {...props} interaction={conversation.interaction} name={name} />}
    </section>
  );
}

function Header({ conversation, deeds, me, name, onBack, onCard }: Props & { readonly name: string }) {
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
      </div>
      {interaction && <DeedButtons interaction={interaction} me={me} deeds={deeds} />}
      <ActionIcon className={classes["cardToggle"]} size="lg" onClick={onCard} aria-label={t("card")}>
        <IconId size={20} />
      </ActionIcon>
    </header>
  );
}

function DeedButtons({ interaction, me, deeds }: { readonly interaction: Interaction; readonly me: string; readonly deeds: Deeds }) {
  const { t } = useTranslation("desk");
  if (interaction.agent?.id !== me || interaction.state === "closed") return null;
  return (
    <Group gap={8} wrap="nowrap">
      <Tooltip label={t("release_hint")}>
        <ActionIcon size="lg" variant="default" onClick={() => deeds.release(interaction)} aria-label={t("release")}>
          <IconArrowBackUp size={18} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t("close_hint")}>
        <Button size="sm" variant="default" leftSection={<IconCheck size={16} />} onClick={() => deeds.close(interaction)}>
          {t("close")}
        </Button>
      </Tooltip>
    </Group>
  );
}

function Answer(props: Props & { readonly interaction: Interaction; readonly name: string }) {
  const { t } = useTranslation("desk");
  const { interaction, tenant, me } = props;
  const typing = useCallback(() => {
    // Only a hint to the visitor: losing one harms nobody, the next keystroke sends another.
    tellTyping(tenant, interaction.id, true).catch(() => undefined);
  }, [tenant, interaction.id]);
  if (interaction.state === "closed") return <Text className={classes["foot"]}>{t("reopen_hint")}</Text>;
  if (interaction.agent?.id === me || (props.taking && !interaction.agent)) {
    return (
      <Composer key={interaction.id} interactionId={interaction.id} name={props.name} field={props.field}
        onSend={props.onSend} onTyping={typing} focused={props.taking || props.write} />
    );
  }
  if (interaction.agent) {
    return <Text className={classes["foot"]}>{t("taken_by", { agent: interaction.agent.name })}</Text>;
  }
  return (
    <div className={classes["foot"]}>
      <Text size="sm" c="dimmed">
        {t("composer.take_first")}
      </Text>
      <TakeButton onTake={props.onTake} />
    </div>
  );
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
