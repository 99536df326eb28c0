import type { Interaction } from "@guichet/api";
import { Badge, Button, Group, Menu, Progress, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconCheck, IconChevronDown } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { acceptOffer, declineOffer, historyQuery } from "../../data/desk.ts";
import { useTrouble } from "../../kit/Trouble.tsx";
import { MediumIcon } from "./InboxRow.tsx";
import classes from "./offer.module.css";
import { ContactAvatar, useContactName } from "./person.tsx";
import { ToldWait } from "./ToldWait.tsx";
import { useWhy } from "./why.ts";

const REASONS = ["busy", "not_mine", "conflict", "other"] as const;

interface Props {
  readonly tenant: string;
  readonly interaction: Interaction;
  readonly others: number;
  readonly onAccepted: () => void;
}

/** One offer: who it is, why this agent, and how long there is to answer. */
export function OfferCard({ tenant, interaction, others, onAccepted }: Props) {
  const { t } = useTranslation("desk");
  const [busy, setBusy] = useState(false);
  const tell = useTrouble();
  const name = useContactName(interaction.contact);
  const answer = (deed: Promise<unknown>, then: () => void): void => {
    setBusy(true);
    deed.then(then, (error: unknown) => {
      setBusy(false);
      notifications.show({ color: "red", message: tell(error) });
    });
  };
  return (
    <div className={classes["card"]} role="alertdialog" aria-label={t("offer.label", { name })}>
      <TimeLeft at={interaction.offer?.at ?? ""} until={interaction.offer?.until ?? ""} />
      <Group wrap="nowrap" gap="sm" align="flex-start">
        <ContactAvatar contact={interaction.contact} size={44} />
        <div className={classes["words"]}>
          <Text fw={650} size="lg" truncate>
            {name}
          </Text>
          <Group gap={6} wrap="nowrap">
            <MediumIcon medium={interaction.medium} />
            <Text size="sm" c="dimmed" truncate>
              {[interaction.subject_name ?? interaction.subject, interaction.queue?.name, interaction.entry_point.title].filter(Boolean).join(" · ")}
            </Text>
          </Group>
        </div>
      </Group>
      {interaction.preview ? (
        <Text className={classes["said"]} lineClamp={3}>
          {interaction.preview.text}
        </Text>
      ) : null}
      <Facts tenant={tenant} interaction={interaction} />
      <Group gap="xs" mt="sm" wrap="nowrap">
        <Button id="offer-accept" leftSection={<IconCheck size={18} />} loading={busy} flex={1}
          onClick={() => answer(acceptOffer(tenant, interaction.id), onAccepted)}>
          {t("offer.accept")}
        </Button>
        <Menu position="top-end" transitionProps={{ duration: 80 }}>
          <Menu.Target>
            <Button variant="default" rightSection={<IconChevronDown size={16} />} disabled={busy}>
              {t("offer.decline")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {REASONS.map((reason) => (
              <Menu.Item key={reason} onClick={() => answer(declineOffer(tenant, interaction.id, reason), () => setBusy(false))}>
                {t(`offer.reasons.${reason}`)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </Group>
      {others > 0 ? (
        <Text size="xs" c="dimmed" mt={6}>
          {t("offer.others", { count: others })}
        </Text>
      ) : null}
    </div>
  );
}

/** What the agent wants to know before saying yes: the page, what came before, why them. */
function Facts({ tenant, interaction }: { readonly tenant: string; readonly interaction: Interaction }) {
  const { t, i18n } = useTranslation("desk");
  const history = useQuery(historyQuery(tenant, interaction.contact.id));
  const why = useWhy();
  const before = (history.data?.length ?? 1) - 1;
  const language = new Intl.DisplayNames(i18n.language, { type: "language" }).of(interaction.language);
  return (
    <div className={classes["facts"]}>
      {interaction.page ? (
        <Text size="sm" truncate title={interaction.page.url}>
          {t("offer.page", { page: interaction.page.title ?? interaction.page.url })}
        </Text>
      ) : null}
      <Group gap={6}>
        <Badge color="gray">{language}</Badge>
        <Badge color="gray">{before > 0 ? t("offer.known", { count: before }) : t("offer.first")}</Badge>
        {interaction.needs.required.map((need) => (
          <Badge key={need.skill_id} color="lagoon">
            {need.name}
          </Badge>
        ))}
      </Group>
      {interaction.why ? (
        <Text size="xs" c="dimmed">
          {why(interaction.why)}
        </Text>
      ) : null}
      <ToldWait tenant={tenant} interaction={interaction} />
    </div>
  );
}

/** The time there is to answer, draining. */
function TimeLeft({ at, until }: { readonly at: string; readonly until: string }) {
  const { t } = useTranslation("desk");
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(timer);
  }, []);
  const whole = Math.max(1, Date.parse(until) - Date.parse(at));
  const left = Math.max(0, Date.parse(until) - now);
  const seconds = Math.ceil(left / 1000);
  return (
    <Group gap="xs" wrap="nowrap" mb="sm">
      <Progress value={(100 * left) / whole} size="sm" flex={1} color={seconds <= 10 ? "yellow" : "lagoon"} aria-label={t("offer.time")} transitionDuration={400} />
      <Text size="xs" className="tabular" c="dimmed" w={32} ta="end">
        {t("offer.seconds", { seconds })}
      </Text>
    </Group>
  );
}
