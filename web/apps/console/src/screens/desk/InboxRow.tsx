import { Badge, Text, UnstyledButton } from "@mantine/core";
import { IconBrowser, IconMail, IconMessage, IconMessageCircle, IconPhone } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import classes from "./desk.module.css";
import { minutesSince } from "./inbox.ts";
import { ContactAvatar, useContactName } from "./person.tsx";
import type { Interaction } from "@guichet/api";
import { useNow } from "../../kit/When.tsx";

const MEDIUM_ICONS = { chat: IconMessageCircle, sms: IconMessage, mail: IconMail, call: IconPhone } as const;
/** A wait longer than this many minutes is shown as pressing. */
const PRESSING_MINUTES = 5;

interface Props {
  readonly interaction: Interaction;
  readonly selected: boolean;
  readonly onOpen: (id: string) => void;
  readonly me: string;
}

/** One request: who, by what, what was last said, how long they have waited. */
export function InboxRow({ interaction, selected, onOpen, me }: Props) {
  const { t } = useTranslation("desk");
  const name = useContactName(interaction.contact);
  return (
    <UnstyledButton
      className={classes["row"]}
      data-selected={selected || undefined}
      aria-current={selected ? "true" : undefined}
      onClick={() => onOpen(interaction.id)}
    >
      <ContactAvatar contact={interaction.contact} size={36} />
      <div className={classes["rowText"]}>
        <div className={classes["rowHead"]}>
          <Text span fw={interaction.unanswered > 0 ? 650 : 550} truncate>
            {name}
          </Text>
          <MediumIcon medium={interaction.medium} />
          <span className={classes["rowTime"]}>
            <Wait interaction={interaction} />
          </span>
        </div>
        <div className={classes["rowHead"]}>
          <Text span size="sm" c="dimmed" truncate className={classes["preview"]}>
            {previewOf(interaction, me, t("inbox.you_said", { text: interaction.preview?.text ?? "" }))}
          </Text>
          {interaction.unanswered > 0 && (
            <Badge size="sm" variant="filled" circle={interaction.unanswered < 10}
              aria-label={t("inbox.unanswered", { count: interaction.unanswered })}>
              {interaction.unanswered}
            </Badge>
          )}
        </div>
      </div>
    </UnstyledButton>
  );
}

function previewOf(interaction: Interaction, me: string, mine: string): string {
  const preview = interaction.preview;
  if (!preview) return interaction.page?.title ?? interaction.entry_point.title;
  return preview.from === "agent" && interaction.agent?.id === me ? mine : preview.text;
}

function Wait({ interaction }: { readonly interaction: Interaction }) {
  const { t } = useTranslation("desk");
  const now = useNow(20_000);
  const waiting = interaction.agent === null;
  const minutes = minutesSince(waiting ? interaction.waiting_since : interaction.last_message_at, now);
  const words = minutes === 0 ? t("inbox.just_now") : t(waiting ? "inbox.waits" : "inbox.ago", { minutes });
  return (
    <Text span size="xs" c={waiting && minutes >= PRESSING_MINUTES ? "var(--g-warn)" : "dimmed"} fw={waiting ? 600 : 400}>
      {words}
    </Text>
  );
}

export function MediumIcon({ medium }: { readonly medium: string }) {
  const { t } = useTranslation("desk");
  const known = isKnown(medium);
  const Icon = known ? MEDIUM_ICONS[medium] : IconBrowser;
  return <Icon size={14} role="img" aria-label={known ? t(`medium.${medium}`) : medium} className={classes["medium"]} />;
}

function isKnown(medium: string): medium is keyof typeof MEDIUM_ICONS {
  return medium in MEDIUM_ICONS;
}
