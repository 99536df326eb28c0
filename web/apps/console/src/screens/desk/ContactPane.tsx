import { Anchor, Badge, Group, Skeleton, Stack, Text, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { contactQuery, historyQuery } from "../../data/desk.ts";
import classes from "./desk.module.css";
import { MediumIcon } from "./InboxRow.tsx";
import { ContactAvatar, useContactName } from "./person.tsx";
import type { AdviceRequest, Contact, Interaction, InteractionContext } from "@guichet/api";
import { Brought } from "./Brought.tsx";
import { useWhy } from "./why.ts";
import { useMoment } from "./times.ts";

const AdviceCase = lazy(async () => ({ default: (await import("./AdviceCase.tsx")).AdviceCase }));

interface Props {
  readonly tenant: string;
  readonly zone: string;
  readonly interaction: Interaction;
  readonly context: InteractionContext | undefined;
  readonly advice: AdviceRequest | undefined;
  readonly onOpen: (id: string) => void;
}

/** Who the agent speaks with: how to reach them, where they wrote from, what came before. */
export function ContactPane({ tenant, zone, interaction, context, advice, onOpen }: Props) {
  const { t } = useTranslation("desk");
  const contact = useQuery(contactQuery(tenant, interaction.contact.id));
  const name = useContactName(interaction.contact);
  return (
    <aside className={classes["card"]} aria-label={t("contact.label")}>
      <Stack align="center" gap={6} mb="lg">
        <ContactAvatar contact={interaction.contact} size={64} />
        <Text component="h2" fw={620} size="lg" ta="center" maw="100%" style={{ overflowWrap: "anywhere" }}>
          {name}
        </Text>
        {!interaction.contact.name && (
          <Text size="sm" c="dimmed">
            {t("contact.anonymous")}
          </Text>
        )}
      </Stack>
      <Request interaction={interaction} />
      <Suspense>{advice ? <AdviceCase key={advice.version} tenant={tenant} advice={advice} /> : null}</Suspense>
      <Context interaction={interaction} contact={contact.data} zone={zone} />
      {context ? <Brought context={context} zone={zone} /> : null}
      {contact.data ? <Identities contact={contact.data} /> : <Skeleton height={60} mt="md" />}
      <History tenant={tenant} zone={zone} interaction={interaction} onOpen={onOpen} />
    </aside>
  );
}

/** Where it waits or waited, what it asks for, and why it came here. */
function Request({ interaction }: { readonly interaction: Interaction }) {
  const { t } = useTranslation("desk");
  const why = useWhy();
  const { queue, subject, tags, needs, rating } = interaction;
  const wished = needs.preferred.filter((one) => !needs.required.some((need) => need.skill_id === one.skill_id));
  return (
    <Stack gap={6} mb="md">
      <Group gap={6}>
        {queue ? <Badge color="gray">{queue.name}</Badge> : null}
        {subject ? <Badge color="lagoon">{interaction.subject_name ?? subject}</Badge> : null}
        {[...needs.required, ...wished].map((need) => (
          <Badge key={need.skill_id} color="gray">
            {need.name}
          </Badge>
        ))}
        {tags.map((tag) => (
          <Badge key={tag} color="yellow">
            {tag}
          </Badge>
        ))}
        {rating ? <Badge color="green">{t("contact.rating", { stars: rating.stars })}</Badge> : null}
      </Group>
      {rating?.comment ? <Text size="sm">{t("contact.comment", { comment: rating.comment })}</Text> : null}
      {interaction.why ? (
        <Text size="xs" c="dimmed">
          {why(interaction.why)}
        </Text>
      ) : null}
    </Stack>
  );
}

function Context({ interaction, contact, zone }: { readonly interaction: Interaction; readonly contact: Contact | undefined; readonly zone: string }) {
  const { t, i18n } = useTranslation("desk");
  const moment = useMoment(zone);
  const language = new Intl.DisplayNames(i18n.language, { type: "language" }).of(interaction.language);
  return (
    <dl className={classes["facts"]}>
      <Fact term={t("contact.medium")}>
        <Group gap={6} wrap="nowrap">
          <MediumIcon medium={interaction.medium} />
          {interaction.entry_point.title}
        </Group>
      </Fact>
      {interaction.page && (
        <Fact term={t("contact.page")}>
          <Anchor href={interaction.page.url} target="_blank" rel="noreferrer noopener" lineClamp={2}>
            {interaction.page.title ?? interaction.page.url}
          </Anchor>
        </Fact>
      )}
      <Fact term={t("contact.language")}>{language}</Fact>
      {contact && <Fact term={t("contact.first_seen")}>{moment(contact.created_at)}</Fact>}
      {contact?.last_seen_at && <Fact term={t("contact.last_seen")}>{moment(contact.last_seen_at)}</Fact>}
    </dl>
  );
}

function Fact({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Identities({ contact }: { readonly contact: Contact }) {
  const { t } = useTranslation("desk");
  if (contact.identities.length === 0) return null;
  return (
    <section>
      <h3 className={classes["cardTitle"]}>{t("contact.identities")}</h3>
      <Stack gap={6}>
        {contact.identities.map((identity) => (
          <Group key={identity.id} gap="xs" wrap="nowrap">
            <Badge color="gray" variant="light" className={classes["kind"]}>
              {t(`contact.identity.${identity.kind}`)}
            </Badge>
            {/* A visitor's key means nothing to people. */}
            {identity.kind !== "visitor" && (
              <Text size="sm" truncate title={identity.value}>
                {identity.value}
              </Text>
            )}
          </Group>
        ))}
      </Stack>
    </section>
  );
}

function History({ tenant, zone, interaction, onOpen }: Omit<Props, "context" | "advice">) {
  const { t } = useTranslation("desk");
  const moment = useMoment(zone);
  const history = useQuery(historyQuery(tenant, interaction.contact.id));
  const earlier = history.data?.filter((one) => one.id !== interaction.id);
  return (
    <section>
      <h3 className={classes["cardTitle"]}>{t("contact.history")}</h3>
      {!earlier && <Skeleton height={40} />}
      {earlier?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t("contact.no_history")}
        </Text>
      )}
      {earlier?.map((one) => (
        <UnstyledButton key={one.id} className={classes["past"]} onClick={() => onOpen(one.id)}>
          <Text size="xs" c="dimmed">
            {moment(one.created_at)} · {t(`state.${one.state}`)}
          </Text>
          <Text size="sm" lineClamp={2}>
            {one.preview?.text ?? one.entry_point.title}
          </Text>
        </UnstyledButton>
      ))}
    </section>
  );
}
