import { Alert, Button, Skeleton, Text } from "@mantine/core";
import { IconAlertTriangle, IconClockPause, IconHandStop, IconInfoCircle, IconMoodOff, IconPlugConnectedX, type Icon } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { usageQuery } from "../../data/texts.ts";
import { useTrouble } from "../../kit/Trouble.tsx";
import { useMoment } from "../desk/times.ts";
import type { Draft } from "./draft.ts";
import { ofMicros, price } from "./money.ts";
import classes from "./texts.module.css";
import type { Outlook } from "./useEstimate.ts";
import { useSenders } from "./useSenders.ts";

interface Props {
  readonly outlook: Outlook;
  readonly draft: Draft;
  readonly drop: (places: readonly number[]) => void;
  readonly write: (text: string) => void;
}

/** What it costs, and everything that will keep it from somebody: before it is sent. */
export function OutlookPanel({ outlook, draft, drop, write }: Props) {
  const { t } = useTranslation("texts");
  const tell = useTrouble();
  if (outlook.error) {
    return (
      <Told icon={IconPlugConnectedX} tone="yellow" title={t("outlook.unknown")}>
        {tell(outlook.error)}{" "}
        <Button size="compact-sm" variant="subtle" onClick={outlook.retry}>
          {t("outlook.again")}
        </Button>
      </Told>
    );
  }
  return (
    <div aria-live="polite" className={classes["outlook"]}>
      <Cost outlook={outlook} draft={draft} />
      <Warnings outlook={outlook} draft={draft} drop={drop} write={write} />
    </div>
  );
}

function Cost({ outlook, draft }: Pick<Props, "outlook" | "draft">) {
  const { t, i18n } = useTranslation("texts");
  const { estimate, fresh, wrong } = outlook;
  if (draft.people.length === 0 || !draft.text.trim()) return <p className={classes["quiet"]}>{t("outlook.missing")}</p>;
  if (wrong.size > 0) return null;
  if (!estimate) return <Skeleton height={44} radius="sm" />;
  const each = estimate.groups.length === 1 ? estimate.groups[0]?.price_each : null;
  return (
    <dl className={classes["cost"]} data-fresh={fresh}>
      <div>
        <dt>{t("outlook.messages")}</dt>
        <dd>{t("outlook.parts", { count: estimate.parts_in_all })}</dd>
      </div>
      {estimate.price ? (
        <div>
          <dt>{t("outlook.price")}</dt>
          <dd>
            <strong>{price(estimate.price, i18n.language)}</strong>
            {each && estimate.messages > 1 ? <span className={classes["quiet"]}> {t("outlook.each", { price: price(each, i18n.language) })}</span> : null}
          </dd>
        </div>
      ) : (
        <div>
          <dt>{t("outlook.price")}</dt>
          <dd>{t("outlook.nothing_charged")}</dd>
        </div>
      )}
    </dl>
  );
}

/** Everything that stands against it, the worst first. */
function Warnings({ outlook, draft, drop, write }: Props) {
  const { t } = useTranslation("texts");
  const { zone } = useTenant();
  const moment = useMoment(zone);
  const { estimate } = outlook;
  if (!estimate) return null;
  const names = (places: readonly number[]): string => places.slice(0, 5).map((place) => draft.people[place]?.name ?? draft.people[place]?.to ?? "").join(", ");
  return (
    <>
      {unique(estimate.objections).map((one) => (
        <Told key={one.code} icon={IconHandStop} tone="red" title={t("outlook.stops")}>
          {one.detail} <AddStop code={one.code} text={draft.text} write={write} />
        </Told>
      ))}
      {estimate.unserved.length > 0 ? (
        <Told icon={IconMoodOff} tone="red" title={t("outlook.unserved", { count: estimate.unserved.length })}>
          {names(estimate.unserved)} <Drop places={estimate.unserved} drop={drop} />
        </Told>
      ) : null}
      {estimate.refused.length > 0 ? (
        <Told icon={IconHandStop} tone="yellow" title={t("outlook.refused", { count: estimate.refused.length })}>
          {names(estimate.refused)} <Drop places={estimate.refused} drop={drop} />
        </Told>
      ) : null}
      {estimate.later.map((one) => (
        <Told key={one.territory ?? ""} icon={IconClockPause} tone="yellow" title={t("outlook.later", { when: moment(one.until) })}>
          {one.detail}
        </Told>
      ))}
      {unique(estimate.remarks).map((one) => (
        <Told key={one.code} icon={IconInfoCircle} tone="yellow" title={t("outlook.remark")}>
          {one.detail} <AddStop code={one.code} text={draft.text} write={write} />
        </Told>
      ))}
      <Money outlook={outlook} />
    </>
  );
}

const unique = <T extends { readonly detail: string }>(all: readonly T[]): readonly T[] => all.filter((one, place) => all.findIndex((other) => other.detail === one.detail) === place);

function Drop({ places, drop }: { readonly places: readonly number[]; readonly drop: Props["drop"] }) {
  const { t } = useTranslation("texts");
  return (
    <Button size="compact-sm" variant="subtle" onClick={() => drop(places)}>
      {t("outlook.drop", { count: places.length })}
    </Button>
  );
}

const SHORT_CODE = /^\d{3,8}$/;

/** How it stops, by a short code of the company if it has one. */
function AddStop({ code, text, write }: { readonly code: string; readonly text: string; readonly write: Props["write"] }) {
  const { t } = useTranslation("texts");
  const number = useSenders().find((one) => SHORT_CODE.test(one.value))?.value;
  if (code !== "stop_text_missing" || !number) return null;
  return (
    <Button size="compact-sm" variant="subtle" onClick={() => write(`${text.trimEnd()} STOP ${number}`)}>
      {t("outlook.add_stop", { code: number })}
    </Button>
  );
}

function Money({ outlook }: Pick<Props, "outlook">) {
  const { t, i18n } = useTranslation("texts");
  const tenant = useTenant();
  const account = useQuery({ ...usageQuery(tenant.id), enabled: useMay("prices.read") }).data;
  const cost = Number(outlook.estimate?.price?.amount ?? 0) * 1_000_000;
  if (account?.free == null || cost <= account.free) return null;
  const missing = ofMicros(cost - account.free, account.currency, i18n.language);
  return (
    <Told icon={IconAlertTriangle} tone="red" title={t("outlook.money", { missing })}>
      {t("outlook.money_text", { free: ofMicros(account.free, account.currency, i18n.language) })}
    </Told>
  );
}

interface ToldProps {
  readonly icon: Icon;
  readonly tone: "red" | "yellow";
  readonly title: string;
  readonly children: ReactNode;
}

function Told({ icon: Picture, tone, title, children }: ToldProps) {
  return (
    <Alert color={tone} variant="light" icon={<Picture size={18} />} title={title} className={classes["told"] ?? ""}>
      <Text component="div" size="sm">
        {children}
      </Text>
    </Alert>
  );
}

/** Whether the server would refuse it now. */
export function isStopped(outlook: Outlook): boolean {
  const { estimate } = outlook;
  return outlook.wrong.size > 0 || outlook.textFault !== null || (estimate !== null && (estimate.objections.length > 0 || estimate.unserved.length > 0));
}
