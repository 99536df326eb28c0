import { Badge, Text, UnstyledButton } from "@mantine/core";
import {
  IconBell,
  IconBrowser,
  IconMail,
  IconMessage,
  IconMessageCircle,
  IconNotes,
  IconPhone,
  IconPhoneCall,
  IconPlayerPause,
  IconVideo,
} from "@tabler/icons-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import classes from "./desk.module.css";
import { minutesSince } from "./inbox.ts";
import { ContactAvatar, useContactName } from "./person.tsx";
import type { Interaction } from "@guichet/api";
import { dateFormat } from "../../kit/formats.ts";
import { useNow } from "../../kit/When.tsx";

const MEDIUM_ICONS = {
  chat: IconMessageCircle,
  sms: IconMessage,
  mail: IconMail,
  call: IconPhone,
  message: IconNotes,
  callback: IconPhoneCall,
  video: IconVideo,
} as const;
const ASIDE_ICONS = { held: IconPlayerPause, snoozed: IconBell, wrap_up: IconNotes } as const;
/** A wait longer than this many minutes is shown as pressing. */
const PRESSING_MINUTES = 5;

interface Props {
  readonly interaction: Interaction;
  readonly selected: boolean;
  readonly onOpen: (id: string) => void;
  readonly me: string;
}

/** One request: who, by what, what was last said, how long they have waited. */
export const InboxRow = memo(function InboxRow({ interaction, selected, onOpen, me }: Props) {
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
          <AsideIcon state={interaction.state} />
          <span className={classes["rowTime"]}>
            <Wait interaction={interaction} />
          </span>
        </div>
        <div className={classes["rowHead"]}>
          <Text span size="sm" c="dimmed" truncate className={classes["preview"]}>
            {previewOf(interaction, me, t("inbox.you_said", { text: interaction.preview?.text ?? "" }))}
          </Text>
          {interaction.unanswered > 0 && (
            <Badge size="sm" variant="filled" radius="xl" circle={interaction.unanswered < 10}
              aria-label={t("inbox.unanswered", { count: interaction.unanswered })}>
              {interaction.unanswered}
            </Badge>
          )}
        </div>
      </div>
    </UnstyledButton>
  );
});

function previewOf(interaction: Interaction, me: string, mine: string): string {
  const preview = interaction.preview;
  if (!preview) return interaction.page?.title ?? interaction.entry_point.title;
  return preview.from === "agent" && interaction.agent?.id === me ? mine : preview.text;
}

function Wait({ interaction }: { readonly interaction: Interaction }) {
  const { t } = useTranslation("desk");
  const now = useNow(20_000);
  const waiting = interaction.agent === null;
  if (interaction.state === "snoozed" && interaction.snoozed_until) return <Back at={interaction.snoozed_until} />;
  const minutes = minutesSince(waiting ? interaction.waiting_since : interaction.last_message_at, now);
  const words = minutes === 0 ? t("inbox.just_now") : t(waiting ? "inbox.waits" : "inbox.ago", { minutes });
  return (
    <Text span size="xs" c={waiting && minutes >= PRESSING_MINUTES ? "var(--g-warn)" : "dimmed"} fw={waiting ? 600 : 400}>
      {words}
    </Text>
  );
}

/** When something put aside comes back. */
function Back({ at }: { readonly at: string }) {
  const { i18n } = useTranslation();
  const soon = Date.parse(at) - useNow() < 20 * 3_600_000;
  const format = dateFormat(i18n.language, soon ? { timeStyle: "short" } : { day: "numeric", month: "short" });
  return (
    <Text span size="xs" c="dimmed">
      {format.format(new Date(at))}
    </Text>
  );
}

function AsideIcon({ state }: { readonly state: Interaction["state"] }) {
  const { t } = useTranslation("desk");
  if (!(state in ASIDE_ICONS)) return null;
  const Icon = ASIDE_ICONS[state as keyof typeof ASIDE_ICONS];
  return <Icon size={14} role="img" aria-label={t(`state.${state}`)} className={classes["medium"]} />;
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
