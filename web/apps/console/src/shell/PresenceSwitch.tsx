import type { NotReadyReason, Presence } from "@guichet/api";
import { Button, Kbd, Menu, Text, UnstyledButton, VisuallyHidden } from "@mantine/core";
import {
  IconCheck,
  IconChevronDown,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleMinus,
  IconCloudOff,
  type Icon,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { reasonsQuery } from "../data/agents.ts";
import { useReasonWords } from "../kit/reasons.ts";
import { useNow } from "../kit/When.tsx";
import { useOnline } from "./LiveProvider.tsx";
import { useShortcuts, type Shortcut } from "./shortcuts.ts";
import { useOwnPresence, type OwnPresence } from "./usePresence.ts";
import classes from "./PresenceSwitch.module.css";

interface PresenceSwitchProps {
  readonly tenant: string;
  /** Where there is little room: the sign and the word only. */
  readonly compact?: boolean;
}

type Tone = "ready" | "not_ready" | "offline" | "lost" | "no_answer";

const SIGNS: Readonly<Record<Tone, Icon>> = {
  ready: IconCircleCheckFilled,
  not_ready: IconCircleMinus,
  no_answer: IconCircleMinus,
  offline: IconCircleDashed,
  lost: IconCloudOff,
};

/** Whether the agent can be given requests now; they say so themselves, by mouse or by key. */
export function PresenceSwitch({ tenant, compact = false }: PresenceSwitchProps) {
  const { t } = useTranslation();
  const own = useOwnPresence(tenant);
  const online = useOnline();
  const [open, setOpen] = useState(false);
  const choose = useCallback(() => setOpen(true), []);
  useKeys(own, choose);
  if (!own.presence) return <div className={classes["place"]} data-compact={compact} />;
  return (
    <div className={classes["place"]} data-compact={compact}>
      <Menu opened={open} onChange={setOpen} position={compact ? "bottom" : "top-start"} width={256} transitionProps={{ duration: 80 }}>
        <Menu.Target>
          <UnstyledButton className={classes["button"]} data-tone={toneOf(own.presence, online)}>
            <VisuallyHidden>{t("presence.label")}</VisuallyHidden>
            <Face tenant={tenant} presence={own.presence} online={online} compact={compact} />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Choices tenant={tenant} own={own} />
        </Menu.Dropdown>
      </Menu>
      {own.presence.reason === "no_answer" && !compact ? <NoAnswer back={() => own.set("ready")} /> : null}
    </div>
  );
}

function toneOf(presence: Presence, online: boolean): Tone {
  if (!online) return "lost";
  return presence.reason === "no_answer" ? "no_answer" : presence.status;
}

/** `p r` ready, `p p` the whole choice, `p o` offline. */
function useKeys(own: OwnPresence, choose: () => void): void {
  const { t } = useTranslation();
  const { set } = own;
  const shortcuts = useMemo(
    (): readonly Shortcut[] => [
      { keys: "p r", label: t("presence.keys.ready"), run: () => set("ready") },
      { keys: "p p", label: t("presence.keys.choose"), run: choose },
      { keys: "p o", label: t("presence.keys.offline"), run: () => set("offline") },
    ],
    [t, set, choose],
  );
  useShortcuts(shortcuts);
}

interface FaceProps {
  readonly tenant: string;
  readonly presence: Presence;
  readonly online: boolean;
  readonly compact: boolean;
}

function Face({ tenant, presence, online, compact }: FaceProps) {
  const { t } = useTranslation();
  const { data: reasons = [] } = useQuery(reasonsQuery(tenant));
  const words = useReasonWords();
  const tone = toneOf(presence, online);
  const Sign = SIGNS[tone];
  const why = presence.reason ? words(presence.reason, reasons) : null;
  return (
    <>
      <Sign size={18} className={classes["sign"]} aria-hidden="true" />
      <span className={classes["words"]}>
        <span className={classes["word"]}>{tone === "lost" ? t("presence.lost") : (why ?? t(`presence.${presence.status}`))}</span>
        {compact || tone === "lost" ? null : <Since at={presence.since} status={presence.status} />}
      </span>
      <IconChevronDown size={14} className={classes["chevron"]} aria-hidden="true" />
    </>
  );
}

/** How long it has been so; nothing for who is offline. */
function Since({ at, status }: { readonly at: string; readonly status: Presence["status"] }) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  if (status === "offline") return null;
  const minutes = Math.max(0, Math.floor((now - Date.parse(at)) / 60_000));
  const number = (value: number, unit: "minute" | "hour"): string =>
    new Intl.NumberFormat(i18n.language, { style: "unit", unit, unitDisplay: "short" }).format(value);
  const said = minutes < 1 ? t("presence.justNow") : minutes < 60 ? number(minutes, "minute") : number(Math.floor(minutes / 60), "hour");
  return <span className={classes["since"]}>{said}</span>;
}

function Choices({ tenant, own }: { readonly tenant: string; readonly own: OwnPresence }) {
  const { t } = useTranslation();
  const { data: reasons = [] } = useQuery(reasonsQuery(tenant));
  const { presence, set } = own;
  const here = (status: Presence["status"], reason: string | null = null): boolean =>
    presence?.status === status && presence.reason === reason;
  return (
    <>
      <Choice tone="ready" label={t("presence.ready")} about={t("presence.readyAbout")} here={here("ready")} keys="p r" pick={() => set("ready")} />
      <Menu.Divider />
      <Menu.Label>{t("presence.not_ready")}</Menu.Label>
      {reasons.map((reason) => (
        <ReasonChoice key={reason.id} reason={reason} reasons={reasons} here={here("not_ready", reason.key)} pick={() => set("not_ready", reason.key)} />
      ))}
      <Choice tone="not_ready" label={t("presence.noReason")} here={here("not_ready")} pick={() => set("not_ready")} />
      <Menu.Divider />
      <Choice tone="offline" label={t("presence.offline")} about={t("presence.offlineAbout")} here={here("offline")} keys="p o" pick={() => set("offline")} />
    </>
  );
}

interface ReasonChoiceProps {
  readonly reason: NotReadyReason;
  readonly reasons: readonly NotReadyReason[];
  readonly here: boolean;
  readonly pick: () => void;
}

function ReasonChoice({ reason, reasons, here, pick }: ReasonChoiceProps) {
  const words = useReasonWords();
  return <Choice tone="not_ready" label={words(reason.key, reasons)} here={here} pick={pick} />;
}

interface ChoiceProps {
  readonly tone: Tone;
  readonly label: string;
  readonly about?: string;
  readonly here: boolean;
  readonly keys?: string;
  readonly pick: () => void;
}

function Choice({ tone, label, about, here, keys, pick }: ChoiceProps) {
  const Sign = SIGNS[tone];
  const end = here ? <IconCheck size={16} aria-hidden="true" /> : keys ? <Kbd size="xs">{keys}</Kbd> : null;
  return (
    <Menu.Item
      leftSection={<Sign size={16} className={classes["sign"]} data-tone={tone} aria-hidden="true" />}
      rightSection={end}
      {...(here ? { "aria-current": true } : {})}
      onClick={pick}
    >
      {label}
      {about ? (
        <Text component="span" size="xs" c="dimmed" display="block">
          {about}
        </Text>
      ) : null}
    </Menu.Item>
  );
}

/** The router set them not ready: said plainly, with the way back. */
function NoAnswer({ back }: { readonly back: () => void }) {
  const { t } = useTranslation();
  return (
    <div className={classes["note"]} role="status">
      <Text size="xs">{t("presence.noAnswerText")}</Text>
      <Button size="compact-xs" variant="light" onClick={back}>
        {t("presence.imBack")}
      </Button>
    </div>
  );
}
