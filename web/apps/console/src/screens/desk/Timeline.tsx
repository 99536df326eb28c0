import { Button, Skeleton, Text, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconCheck, IconChecks, IconClock, IconExclamationCircle, IconNote, IconPaperclip, IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { memo, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./desk.module.css";
import type { Message } from "@guichet/api";
import { useTenant } from "../../app/parents.tsx";
import { fileAddress, pictureQuery } from "../../data/desk.ts";
import { useSettled } from "../../kit/idle.ts";
import { useDeed } from "../../kit/useDeed.ts";
import { daysOf, type Pending, type Run } from "./timeline.ts";
import { useDayName, useMoment, useTimeOfDay } from "./times.ts";
import { useStickToEnd } from "./useStickToEnd.ts";

interface Props {
  readonly name: string;
  readonly zone: string;
  readonly loading: boolean;
  readonly messages: readonly Message[];
  readonly pending: readonly Pending[];
  readonly typing: boolean;
  readonly hasEarlier: boolean;
  readonly onEarlier: () => void;
  readonly onRetry: (pending: Pending) => void;
}

/** So many messages are drawn at once, more than a screen holds; the others as soon as these stand there. */
const AT_ONCE = 24;

/** What was said, by day; follows the newest message unless the reader has scrolled back. */
export function Timeline(props: Props) {
  const { t } = useTranslation("desk");
  const { messages, pending, typing } = props;
  const settled = useSettled();
  const drawn = useMemo(() => (settled ? messages : messages.slice(-AT_ONCE)), [settled, messages]);
  const { ref, onScroll, toEnd, unseen } = useStickToEnd(drawn[0]?.id ?? "", `${messages.at(-1)?.id} ${pending.length} ${typing}`);
  return (
    <div className={classes["timelineBox"]}>
      {/* A scrolling region must be reachable by keyboard (WCAG 2.1.1). */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div ref={ref} onScroll={onScroll} className={classes["timeline"]} role="log" tabIndex={0}
        aria-label={t("timeline.label", { name: props.name })}>
        {props.loading ? <TimelineSkeleton /> : <TimelineBody {...props} messages={drawn} hasEarlier={props.hasEarlier && settled} />}
      </div>
      {unseen && (
        <Button className={classes["jump"]} size="xs" radius="xl" leftSection={<IconArrowDown size={14} />} onClick={toEnd}>
          {t("timeline.jump")}
        </Button>
      )}
    </div>
  );
}

function TimelineBody(props: Props) {
  const { t } = useTranslation("desk");
  return (
    <>
      {props.hasEarlier && (
        <Button variant="subtle" size="xs" mx="auto" display="block" onClick={props.onEarlier}>
          {t("timeline.earlier")}
        </Button>
      )}
      {props.messages.length === 0 && props.pending.length === 0 && (
        <Text c="dimmed" ta="center" mt="xl">
          {t("timeline.empty")}
        </Text>
      )}
      <Days messages={props.messages} zone={props.zone} person={props.name} />
      {props.pending.map((one) => (
        <PendingView key={one.clientId} pending={one} onRetry={props.onRetry} />
      ))}
      {props.typing && <TypingView name={props.name} />}
    </>
  );
}

interface DaysProps {
  readonly messages: readonly Message[];
  readonly zone: string;
  readonly person: string;
}

/** Drawn again only when something was said: typing, colleagues and deeds change nothing here. */
const Days = memo(function Days({ messages, zone, person }: DaysProps) {
  const dayName = useDayName(zone);
  const near = messages.at(-AT_ONCE)?.seq ?? 0;
  return daysOf(messages, zone).map((day) => (
    <section key={day.day} aria-label={dayName(day.day)}>
      <div className={classes["day"]} aria-hidden>
        <span>{dayName(day.day)}</span>
      </div>
      {day.runs.map((run) => (
        <RunView key={run.key} run={run} far={(run.messages.at(-1)?.seq ?? 0) < near} zone={zone} person={person} />
      ))}
    </section>
  ));
});

interface RunProps {
  readonly run: Run;
  /** Scrolled away to begin with. */
  readonly far: boolean;
  readonly zone: string;
  readonly person: string;
}

function RunView(props: RunProps) {
  const first = props.run.messages[0];
  if (!first) return null;
  return first.kind === "notice" ? <Notice message={first} zone={props.zone} /> : <Words first={first} {...props} />;
}

function Words({ first, run, far, zone, person }: RunProps & { readonly first: Message }) {
  const { t } = useTranslation("desk");
  const time = useTimeOfDay(zone);
  const ours = run.from === "agent";
  const last = run.messages.at(-1) ?? first;
  return (
    <div className={classes["run"]} data-far={far || undefined} data-ours={ours || undefined} data-note={first.kind === "note" || undefined}>
      <div className={classes["by"]}>
        {first.kind === "note" ? <IconNote size={12} aria-label={t("timeline.note")} /> : null}
        <span>{run.name ?? person}</span> <time dateTime={first.at}>{time(first.at)}</time>
      </div>
      {run.messages.map((message) => (
        <Said key={message.id} message={message} />
      ))}
      {ours && first.kind !== "note" && <Delivery message={last} />}
    </div>
  );
}

function Said({ message }: { readonly message: Message }) {
  return (
    <>
      {message.text ? (
        <p className={classes["bubble"]} dir="auto">
          {message.text}
        </p>
      ) : null}
      {message.files.length > 0 ? <Files files={message.files} /> : null}
      {message.quick.length > 0 ? (
        <span className={classes["quick"]}>
          {message.quick.map((one) => (
            <span key={one.value}>{one.label}</span>
          ))}
        </span>
      ) : null}
    </>
  );
}

/** The small facts there are sentences for. */
const NOTICES = [
  "agent_joined", "agent_left", "closed", "ended_by_person", "taken_over", "consulted", "consult_ended", "handed_to_agent",
  "handed_to_queue", "snoozed", "woken", "merged_away", "merged_here", "unmerged", "rated", "idle_reminder", "idle_closed", "advice_state",
] as const;

const ADVICE_STATES = ["received", "studied", "accepted", "refused", "delivered"] as const;

function Notice({ message, zone }: { readonly message: Message; readonly zone: string }) {
  const { t } = useTranslation("desk");
  const moment = useMoment(zone);
  const code = NOTICES.find((one) => one === message.notice?.code);
  const params = message.notice?.params ?? {};
  const until = params["until"] ? moment(params["until"]) : "";
  const stage = ADVICE_STATES.find((one) => one === params["state"]);
  const state = stage ? t(`advice.state.${stage}`) : "";
  const words = code ? t(`timeline.notices.${code}`, { ...params, until, state }) : message.notice?.code;
  return (
    <div className={classes["notice"]}>
      {words}
      {params["reason"] ? <> · {params["reason"]}</> : null}
    </div>
  );
}

/** Files of a message: pictures and names, opened in a tab of their own. */
function Files({ files }: { readonly files: Message["files"] }) {
  const { i18n } = useTranslation();
  const tenant = useTenant();
  const open = useDeed({ run: async (id: string) => window.open(await fileAddress(tenant.id, id), "_blank", "noopener") });
  const size = new Intl.NumberFormat(i18n.language, { style: "unit", unit: "kilobyte", maximumFractionDigits: 0 });
  return (
    <ul className={classes["files"]}>
      {files.map((file) => (
        <li key={file.id}>
          <UnstyledButton onClick={() => open.mutate(file.id)}>
            {PICTURE.test(file.type) ? <Picture tenant={tenant.id} id={file.id} /> : null}
            <IconPaperclip size={14} aria-hidden /> {file.name} <span>{size.format(Math.max(1, Math.round(file.size / 1000)))}</span>
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}

const PICTURE = /^image\/(png|jpeg|gif|webp)$/;

/** Its place is kept before it is there; what cannot be shown leaves the name. */
function Picture({ tenant, id }: { readonly tenant: string; readonly id: string }) {
  const { data: address, isError } = useQuery(pictureQuery(tenant, id));
  const [broken, setBroken] = useState(false);
  if (broken || isError) return null;
  return <span className={classes["picture"]}>{address ? <img src={address} alt="" loading="lazy" onError={() => setBroken(true)} /> : null}</span>;
}

const DELIVERY_ICONS = { queued: IconClock, sent: IconCheck, delivered: IconChecks, seen: IconChecks, failed: IconExclamationCircle } as const;

type Failure = NonNullable<Message["delivery"]["failure"]>;

function Delivery({ message }: { readonly message: Message }) {
  const { t } = useTranslation("desk");
  const state = message.delivery.state;
  if (state === "none") return null;
  const Icon = DELIVERY_ICONS[state];
  const said = (failure: Failure) =>
    t(`failure.${failure.code as "text_undelivered"}`, { defaultValue: failure.detail ?? failure.code });
  return (
    <div className={classes["delivery"]} data-state={state} title={message.delivery.failure?.detail ?? undefined}>
      <Icon size={14} aria-hidden /> {t(`delivery.${state}`)}
      {(message.delivery.parts ?? 1) > 1 && <span> · {t("delivery_parts", { count: message.delivery.parts ?? 1 })}</span>}
      {message.delivery.failure && <span>: {said(message.delivery.failure)}</span>}
    </div>
  );
}

function PendingView({ pending, onRetry }: { readonly pending: Pending; readonly onRetry: (pending: Pending) => void }) {
  const { t } = useTranslation("desk");
  const failed = pending.state === "failed";
  return (
    <div className={classes["run"]} data-ours data-pending>
      {pending.text ? (
        <p className={classes["bubble"]} dir="auto">
          {pending.text}
        </p>
      ) : null}
      {pending.files.length > 0 ? <Files files={pending.files} /> : null}
      {failed ? (
        <UnstyledButton className={classes["delivery"]} data-state="failed" onClick={() => onRetry(pending)}>
          <IconRefresh size={14} aria-hidden /> {pending.reason ?? t("delivery.failed")} · {t("retry")}
        </UnstyledButton>
      ) : (
        <div className={classes["delivery"]}>
          <IconClock size={14} aria-hidden /> {t("delivery.sending")}
        </div>
      )}
    </div>
  );
}

function TypingView({ name }: { readonly name: string }) {
  const { t } = useTranslation("desk");
  return (
    <div className={classes["typing"]}>
      <span className={classes["dots"]} aria-hidden>
        <i />
        <i />
        <i />
      </span>
      <Text size="xs" c="dimmed">
        {t("timeline.typing", { name })}
      </Text>
    </div>
  );
}

function TimelineSkeleton() {
  return (
    <div aria-hidden className={classes["skeletons"]}>
      <Skeleton height={38} width="52%" radius="lg" />
      <Skeleton height={58} width="60%" radius="lg" ml="auto" />
      <Skeleton height={38} width="40%" radius="lg" />
    </div>
  );
}
