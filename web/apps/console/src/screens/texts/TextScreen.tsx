import { Badge, Button, Text } from "@mantine/core";
import {
  IconArrowLeft, IconBan, IconCheck, IconChecks, IconClockPause, IconHandStop, IconHourglassOff, IconPlugConnectedX, IconRefresh, IconRepeat,
  IconSend, IconX, type Icon,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { callBack, isFinal, ownersQuery, textQuery, type SentText } from "../../data/texts.ts";
import { Loaded } from "../../kit/Loaded.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { dateFormat } from "../../kit/formats.ts";
import { useDeed } from "../../kit/useDeed.ts";
import { inFull, useNow } from "../../kit/When.tsx";
import { groupOf, isFree, story, type Line } from "./life.ts";
import { price } from "./money.ts";
import { Phone } from "./Phone.tsx";
import classes from "./texts.module.css";
import { StateBadge } from "./TextsScreen.tsx";
import { useMaySend } from "./TextsTabs.tsx";
import { spaced } from "./words.ts";

/** One message and its whole life, in words. */
export function TextScreen() {
  const { t } = useTranslation("texts");
  const tenant = useTenant();
  const { text } = useParams({ from: "/shell/t/$tenant/texts/$text" });
  const query = useQuery(textQuery(tenant.id, text));
  const back = (
    <Button component={Link} to={`/t/${tenant.slug}/texts`} variant="subtle" color="gray" leftSection={<IconArrowLeft size={17} />}>
      {t("one.back")}
    </Button>
  );
  return (
    <Page title={t("one.title")} actions={back}>
      <Loaded of={query}>{(one) => <Shown one={one} />}</Loaded>
    </Page>
  );
}

function Shown({ one }: { readonly one: SentText }) {
  const { t } = useTranslation("texts");
  return (
    <div className={classes["two"]}>
      <div>
        <Panel>
          <Head one={one} />
          <Facts one={one} />
        </Panel>
        <Panel title={t("one.life")}>
          <ol className={classes["life"]} aria-live="polite">
            {story(one).map((line, place, all) => (
              <Moment key={`${line.kind} ${line.at} ${place}`} line={line} last={place === all.length - 1} />
            ))}
          </ol>
          <Next one={one} />
        </Panel>
      </div>
      <aside className={classes["aside"]} aria-label={t("phone.label")}>
        <Phone sender={one.sender ?? ""} text={one.text} />
      </aside>
    </div>
  );
}

function Head({ one }: { readonly one: SentText }) {
  const tenant = useTenant();
  const owner = useQuery({ ...ownersQuery(tenant.id, [one.to]), enabled: tenant.rights.includes("contacts.read") }).data?.[0];
  return (
    <div className={classes["oneHead"]}>
      <div className={classes["oneWho"]}>
        {owner ? (
          <Link to="/t/$tenant/contacts/$contact" params={{ tenant: tenant.slug, contact: owner.contact_id }} className={classes["oneName"]}>
            {owner.name ?? owner.code}
          </Link>
        ) : null}
        <span className={owner ? classes["quiet"] : classes["oneName"]}>{spaced(one.to)}</span>
      </div>
      <StateBadge state={one.state} large />
      <Deeds one={one} />
    </div>
  );
}

function Deeds({ one }: { readonly one: SentText }) {
  const { t } = useTranslation("texts");
  const tenant = useTenant();
  const may = useMaySend();
  const cancel = useDeed({
    run: async () => {
      const { left } = await callBack(tenant.id, [one.id]);
      return left.length;
    },
    changes: [["tenant", tenant.id, "text", one.id], ["tenant", tenant.id, "texts"], ["tenant", tenant.id, "usage-account"]],
  });
  if (!may) return null;
  const group = groupOf(one.state);
  return (
    <div className={classes["deeds"]}>
      {group === "waiting" ? (
        <Button variant="default" leftSection={<IconX size={16} />} loading={cancel.isPending} onClick={() => cancel.mutate(undefined)}>
          {t("one.cancel")}
        </Button>
      ) : null}
      {group === "failed" || group === "cancelled" ? (
        <Button variant="light" leftSection={<IconRefresh size={16} />}
          renderRoot={(props) => <Link {...props} to="/t/$tenant/texts/new" params={{ tenant: tenant.slug }} search={{ again: one.id }} />}>
          {t("one.again")}
        </Button>
      ) : null}
      {cancel.data ? (
        <Text size="sm" c="red" role="alert">
          {t("undo.late", { count: cancel.data })}
        </Text>
      ) : null}
    </div>
  );
}

function Facts({ one }: { readonly one: SentText }) {
  const { t, i18n } = useTranslation("texts");
  const { zone, slug } = useTenant();
  const parts = Math.max(1, ...one.life.map((line) => line.parts ?? 0));
  const facts: readonly (readonly [string, string])[] = [
    [t("one.from"), one.sender ?? t("from.own")],
    [t("one.purpose"), t(`purpose.${one.purpose}.title`)],
    ...(one.price ? [[t("one.price"), isFree(one) ? t("one.free") : price(one.price, i18n.language)] as const] : []),
    ...(one.life.some((line) => line.parts) ? [[t("one.parts"), t("counter.parts", { count: parts })] as const] : []),
    ...(one.expires_at ? [[t("one.expires"), inFull(one.expires_at, i18n.language, zone)] as const] : []),
    ...(one.reference ? [[t("one.reference"), one.reference] as const] : []),
  ];
  return (
    <>
      <dl className={classes["facts"]}>
        {facts.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {one.tags.length > 0 ? (
        <p className={classes["tags"]}>
          {one.tags.map((tag) => (
            <Badge key={tag} color="gray" renderRoot={(props) => <Link {...props} to="/t/$tenant/texts" params={{ tenant: slug }} search={{ tag }} />}>
              {tag}
            </Badge>
          ))}
        </p>
      ) : null}
    </>
  );
}

const PICTURES: Readonly<Record<Line["kind"], Icon>> = {
  accepted: IconCheck,
  held: IconClockPause,
  denied: IconHandStop,
  handed: IconSend,
  refused: IconX,
  cut: IconPlugConnectedX,
  again: IconRepeat,
  enroute: IconSend,
  delivered: IconChecks,
  undelivered: IconX,
  expired: IconHourglassOff,
  cancelled: IconBan,
};
const TONES: Partial<Record<Line["kind"], string>> = {
  delivered: "good", denied: "bad", refused: "bad", undelivered: "bad", expired: "bad", held: "warn", cut: "warn", again: "warn", handed: "accent",
};

function Moment({ line, last }: { readonly line: Line; readonly last: boolean }) {
  const { t, i18n } = useTranslation("texts");
  const { zone } = useTenant();
  const Picture = PICTURES[line.kind];
  const when = dateFormat(i18n.language, { timeZone: zone, dateStyle: "medium", timeStyle: "medium" }).format(new Date(line.at));
  return (
    <li className={classes["moment"]} data-last={last}>
      <span className={classes["dot"]} data-tone={TONES[line.kind] ?? "calm"}>
        <Picture size={16} stroke={1.7} aria-hidden="true" />
      </span>
      <div className={classes["momentBody"]}>
        <p className={classes["momentTitle"]}>
          {line.until ? t("life.held_until", { when: inFull(line.until, i18n.language, zone) }) : t(`life.${line.kind}`)}
          {line.of > 1 ? <span className={classes["quiet"]}> {t("life.parts", { count: line.parts, of: line.of })}</span> : null}
        </p>
        <Why line={line} />
        <time dateTime={line.at} className={classes["quiet"]}>
          {when}
        </time>
      </div>
    </li>
  );
}

function Why({ line }: { readonly line: Line }) {
  const { t } = useTranslation("texts");
  const said = [
    line.said,
    line.kind === "cut" || line.kind === "again" ? t(`life.${line.kind}_about`) : null,
    line.way > 1 ? t("life.other_way") : null,
    !line.said && line.code && ["refused", "undelivered"].includes(line.kind) ? t("life.code", { code: line.code }) : null,
  ].filter((one) => one !== null);
  return said.length > 0 ? <p className={classes["momentWhy"]}>{said.join(" ")}</p> : null;
}

/** What is still to come. */
function Next({ one }: { readonly one: SentText }) {
  const { t, i18n } = useTranslation("texts");
  const { zone } = useTenant();
  const now = useNow(1_000);
  if (isFinal(one.state) || one.state === "held") return null;
  const seconds = Math.ceil((Date.parse(one.send_at) - now) / 1_000);
  if (one.state === "accepted" && seconds > 60) return <p className={classes["next"]}>{t("life.next_at", { when: inFull(one.send_at, i18n.language, zone) })}</p>;
  if (one.state === "accepted" && seconds > 0) return <p className={classes["next"]}>{t("life.next_in", { count: seconds })}</p>;
  return <p className={classes["next"]}>{t(one.state === "accepted" ? "life.next_leaves" : one.state === "unknown" ? "life.next_unknown" : "life.next_receipt")}</p>;
}
