import type { HookEvent } from "@guichet/api";
import { useTranslation } from "react-i18next";

const GROUPS = ["message", "interaction", "contact", "company", "consent", "agent", "campaign", "balance", "sending", "sender_name"] as const;
const KINDS = [
  "batch",
  "message.sent",
  "message.delivered",
  "message.failed",
  "message.cancelled",
  "message.held",
  "message.unknown",
  "message.received",
  "interaction.opened",
  "interaction.taken",
  "interaction.transferred",
  "interaction.released",
  "interaction.changed",
  "interaction.finished",
  "interaction.closed",
  "interaction.reopened",
  "interaction.merged",
  "interaction.message_added",
  "contact.created",
  "contact.changed",
  "contact.merged",
  "contact.unmerged",
  "contact.erased",
  "company.created",
  "company.changed",
  "company.removed",
  "consent.recorded",
  "agent.presence_changed",
  "campaign.link_followed",
  "campaign.code_redeemed",
  "balance.low",
  "balance.credited",
  "sending.stopped",
  "sending.resumed",
  "sender_name.decided",
] as const;
const WHYS = ["too_slow", "no_connection", "closed", "no_such_host", "forbidden_address", "not_https", "bad_certificate", "not_http", "redirected", "bad_address"] as const;

type Group = (typeof GROUPS)[number];
type Kind = (typeof KINDS)[number];
type Why = (typeof WHYS)[number];

function isOneOf<T extends string>(known: readonly T[], name: string): name is T {
  return (known as readonly string[]).includes(name);
}

/** Events in plain words; one this console does not know yet by its own name. */
export function useEventWords() {
  const { t } = useTranslation("hooks");
  return {
    group: (name: string): string => (isOneOf<Group>(GROUPS, name) ? t(`groups.${name}`) : name),
    kind: (name: string): string => (isOneOf<Kind>(KINDS, name) ? t(`kinds.${keyOf(name)}`) : name),
    why: (name: string): string => (isOneOf<Why>(WHYS, name) ? t(`why.${name}`) : name),
  };
}

type KeyOf<T extends string> = T extends `${infer A}.${infer B}` ? `${A}_${B}` : T;

function keyOf<T extends string>(name: T): KeyOf<T> {
  return name.replace(".", "_") as KeyOf<T>;
}

/** The published list in its groups, in the order it came. */
export function grouped(events: readonly HookEvent[]): readonly (readonly [string, readonly HookEvent[]])[] {
  const groups = new Map<string, HookEvent[]>();
  for (const event of events) groups.set(event.group, [...(groups.get(event.group) ?? []), event]);
  return [...groups];
}
