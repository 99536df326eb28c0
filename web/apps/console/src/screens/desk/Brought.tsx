import type { AnsweredCampaign, InteractionContext, SaidOfSomebody } from "@guichet/api";
import { Anchor, Badge, Collapse, Group, Stack, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconChevronDown, IconShieldCheck, IconShieldQuestion } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { told, type Words } from "./brought.ts";
import classes from "./desk.module.css";
import { useMoment, useTimeOfDay } from "./times.ts";

interface Props {
  readonly context: InteractionContext;
  readonly zone: string;
}

/** What the request brought along: who they say they are, what they saw, what they hold. */
export function Brought({ context, zone }: Props) {
  return (
    <>
      {context.answers ? <Answers campaign={context.answers} zone={zone} /> : null}
      <Claims claims={context.claims} />
      <Form form={context.form} />
      <Pages pages={context.pages} zone={zone} />
      <Data data={context.data} />
      <Place context={context} />
    </>
  );
}

/** The campaign they answer: what it said, until when it holds, whether they followed its link. */
function Answers({ campaign, zone }: { readonly campaign: AnsweredCampaign; readonly zone: string }) {
  const { t } = useTranslation("desk");
  const moment = useMoment(zone);
  const ends = campaign.offer_ends_at;
  return (
    <Part title={t("brought.answers", { name: campaign.name })}>
      <blockquote className={classes["quoted"]}>{campaign.text}</blockquote>
      <Text size="xs" c="dimmed">
        {[
          t("brought.sent", { at: moment(campaign.sent_at) }),
          ends ? t("brought.offer_ends", { at: moment(ends) }) : null,
          campaign.clicks > 0 ? t("brought.clicked", { count: campaign.clicks }) : null,
        ]
          .filter(Boolean)
          .join(" · ")}
      </Text>
    </Part>
  );
}

/** Who they are said to be: what the company's server vouched for, and apart from it what nobody did. */
function Claims({ claims }: { readonly claims: InteractionContext["claims"] }) {
  if (!claims) return null;
  return (
    <>
      <Said said={claims} verified={claims.verified} />
      {claims.beside ? <Said said={claims.beside} verified={false} /> : null}
    </>
  );
}

function Said({ said, verified }: { readonly said: SaidOfSomebody; readonly verified: boolean }) {
  const { t } = useTranslation("desk");
  const words = [said.name, said.email, said.phone].filter((one) => one !== null);
  const id: Pair[] = said.external_id ? [[t("brought.external_id"), [said.external_id]]] : [];
  const pairs = [...id, ...told(said.attributes, useWords())];
  if (words.length + pairs.length === 0) return null;
  const Icon = verified ? IconShieldCheck : IconShieldQuestion;
  return (
    <section className={classes["claims"]} data-verified={verified || undefined}>
      <Group gap={6} wrap="nowrap">
        <Icon size={16} aria-hidden />
        <Text size="xs" fw={600}>
          {t(verified ? "brought.verified" : "brought.unverified")}
        </Text>
      </Group>
      {words.map((word) => (
        <Text key={word} size="sm" truncate title={word}>
          {word}
        </Text>
      ))}
      {pairs.length > 0 ? <Pairs pairs={pairs} /> : null}
    </section>
  );
}

function Form({ form }: { readonly form: InteractionContext["form"] }) {
  const { t } = useTranslation("desk");
  const answers = told(form, useWords());
  if (answers.length === 0) return null;
  return (
    <Part title={t("brought.form")}>
      <Pairs pairs={answers} />
    </Part>
  );
}

function Pages({ pages, zone }: { readonly pages: InteractionContext["pages"]; readonly zone: string }) {
  const { t } = useTranslation("desk");
  const time = useTimeOfDay(zone);
  if (pages.length === 0) return null;
  return (
    <Part title={t("brought.pages", { count: pages.length })} folded={pages.length > 4}>
      <ol className={classes["pages"]}>
        {[...pages].reverse().map((page) => (
          <li key={`${page.at} ${page.url}`}>
            <Text span size="xs" c="dimmed" className="tabular">
              {time(page.at)}
            </Text>
            <Anchor size="sm" href={page.url} target="_blank" rel="noreferrer noopener" truncate title={page.url}>
              {page.title ?? page.url}
            </Anchor>
          </li>
        ))}
      </ol>
    </Part>
  );
}

function Data({ data }: { readonly data: InteractionContext["data"] }) {
  const { t } = useTranslation("desk");
  const pairs = told(data, useWords());
  if (pairs.length === 0) return null;
  return (
    <Part title={t("brought.data")}>
      <Pairs pairs={pairs} />
    </Part>
  );
}

function Place({ context }: { readonly context: InteractionContext }) {
  const { t, i18n } = useTranslation("desk");
  const { device, location, referrer } = context;
  const number = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 4 });
  const system = [device?.browser, device?.system, device?.screen].filter(Boolean).join(" · ");
  if (!system && !location && !referrer) return null;
  return (
    <Part title={t("brought.device")}>
      <Stack gap={4}>
        {system ? <Text size="sm">{system}</Text> : null}
        {referrer ? (
          <Text size="sm" truncate title={referrer}>
            {t("brought.referrer", { from: referrer })}
          </Text>
        ) : null}
        {location ? (
          <Badge color="lagoon">
            {number.format(location.latitude)}, {number.format(location.longitude)}
          </Badge>
        ) : null}
      </Stack>
    </Part>
  );
}

type Pair = readonly [string, readonly string[]];

function Pairs({ pairs }: { readonly pairs: readonly Pair[] }) {
  return (
    <dl className={classes["facts"]} data-verbatim>
      {pairs.map(([key, lines]) => (
        <div key={key}>
          <dt>{key}</dt>
          {lines.map((line, at) => (
            <dd key={at}>{line}</dd>
          ))}
        </div>
      ))}
    </dl>
  );
}

function useWords(): Words {
  const { t, i18n } = useTranslation("desk");
  const number = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 6 });
  return { yes: t("brought.yes"), no: t("brought.no"), number: (value) => number.format(value), more: (count) => t("brought.more", { count }) };
}

function Part({ title, folded = false, children }: { readonly title: string; readonly folded?: boolean; readonly children: ReactNode }) {
  const [open, fold] = useDisclosure(!folded);
  return (
    <section>
      <UnstyledButton className={classes["partTitle"]} onClick={fold.toggle} aria-expanded={open}>
        {title} <IconChevronDown size={14} aria-hidden data-open={open || undefined} />
      </UnstyledButton>
      <Collapse expanded={open}>{children}</Collapse>
    </section>
  );
}
