import type { Consent, ContactCard, ContactEvent, ContactMerge, ContactNote, DoneBy, Interaction, TimelineEntry } from "@guichet/api";
import { ActionIcon, Badge, Button, Group, Menu, Text, Textarea } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconArrowBackUp, IconArrowsJoin2, IconBolt, IconCalendarEvent, IconDeviceMobileMessage, IconDots, IconHistory, IconMapPin, IconMessages, IconNote, IconPencil, IconShieldCheck, IconShoppingBag, IconTrash, type Icon } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { editionsQuery, editNote, removeNote, undoMerge } from "../../data/contacts.ts";
import { Dialog } from "../../kit/Dialog.tsx";
import { Loaded } from "../../kit/Loaded.tsx";
import { useRemoval, useVisible } from "../../kit/removal.ts";
import { useDeed } from "../../kit/useDeed.ts";
import { When } from "../../kit/When.tsx";
import { DecisionBadge } from "./Consents.tsx";
import classes from "./contacts.module.css";
import { kindOfEvent } from "./events.ts";
import { renewed } from "./MergeDialog.tsx";

interface Props {
  readonly entry: TimelineEntry;
  readonly card: ContactCard;
  readonly last: boolean;
}

/** One thing that happened. Kinds nobody here knows yet are named and dated. */
export function EntryLine({ entry, card, last }: Props) {
  const visible = useVisible([{ id: entry.id }]).length > 0;
  if (!visible) return <div className={classes["gone"]} />;
  switch (entry.kind) {
    case "interaction":
      return <RequestEntry value={entry.value as unknown as PastRequest} entry={entry} last={last} />;
    case "text":
      return <TextEntry value={entry.value as unknown as SentToThem} entry={entry} last={last} />;
    case "note":
      return <NoteEntry value={entry.value as unknown as ContactNote} entry={entry} card={card} last={last} />;
    case "consent":
      return <ConsentEntry value={entry.value as unknown as Consent} entry={entry} last={last} />;
    case "merge":
      return <MergeEntry value={entry.value as unknown as ContactMerge} entry={entry} last={last} />;
    case "event":
      return <OccurrenceEntry value={entry.value as unknown as ContactEvent} entry={entry} last={last} />;
    default:
      return <OtherEntry entry={entry} last={last} />;
  }
}

interface ShapeProps {
  readonly icon: Icon;
  readonly tone?: string;
  readonly at: string;
  readonly head: ReactNode;
  readonly menu?: ReactNode;
  readonly last: boolean;
  readonly children?: ReactNode;
}

function Shape({ icon: Picture, tone = "calm", at, head, menu, last, children }: ShapeProps) {
  const tenant = useTenant();
  return (
    <article className={classes["moment"]} data-last={last}>
      <span className={classes["dot"]} data-tone={tone}>
        <Picture size={16} stroke={1.7} aria-hidden="true" />
      </span>
      <div className={classes["momentBody"]}>
        <div className={classes["momentHead"]}>
          <span className={classes["momentTitle"]}>{head}</span>
          <span className={classes["momentAt"]}>
            <When at={at} zone={tenant.zone} />
          </span>
          {menu}
        </div>
        {children}
      </div>
    </article>
  );
}

/** A request with its first and last words. */
type PastRequest = Interaction & { readonly first?: string | null };

function RequestEntry({ value, entry, last }: { readonly value: PastRequest; readonly entry: TimelineEntry; readonly last: boolean }) {
  const { t } = useTranslation(["contacts", "desk"]);
  const tenant = useTenant();
  const final = value.preview && value.preview.text !== value.first ? value.preview : null;
  return (
    <Shape icon={IconMessages} tone="accent" at={entry.at} last={last}
      head={
        <>
          <Link to="/t/$tenant/desk/$interaction" params={{ tenant: tenant.slug, interaction: value.id }}>
            {value.entry_point.title}
          </Link>
          <Badge color={value.state === "closed" ? "gray" : "lagoon"}>{t(`desk:state.${value.state}`)}</Badge>
          <span className={classes["quiet"]}>{t("timeline.messages", { count: value.messages })}</span>
        </>
      }>
      {value.first ? <p className={classes["words"]}>{value.first}</p> : null}
      {final ? (
        <p className={classes["words"]} data-from={final.from}>
          <span className={classes["quiet"]}>{final.from === "agent" ? `${value.agent?.name ?? t("timeline.agent")} : ` : ""}</span>
          {final.text}
        </p>
      ) : null}
    </Shape>
  );
}

/** A text (SMS) to one of their numbers. */
interface SentToThem {
  readonly id: string;
  readonly to: string;
  readonly text: string;
  readonly state: string;
}

const TEXT_GROUPS: Readonly<Record<string, "waiting" | "arrived" | "failed" | "cancelled">> = {
  accepted: "waiting", held: "waiting", delivered: "arrived", undelivered: "failed", refused: "failed", denied: "failed", expired: "failed",
  cancelled: "cancelled",
};
const TEXT_COLOURS = { waiting: "yellow", underway: "lagoon", arrived: "green", failed: "red", cancelled: "gray" } as const;

function TextEntry({ value, entry, last }: { readonly value: SentToThem; readonly entry: TimelineEntry; readonly last: boolean }) {
  const { t } = useTranslation("contacts");
  const tenant = useTenant();
  const group = TEXT_GROUPS[value.state] ?? "underway";
  return (
    <Shape icon={IconDeviceMobileMessage} tone="accent" at={entry.at} last={last}
      head={
        <>
          <Link to="/t/$tenant/texts/$text" params={{ tenant: tenant.slug, text: value.id }}>
            {t("timeline.text")}
          </Link>
          <Badge color={TEXT_COLOURS[group]}>{t(`timeline.text_state.${group}`)}</Badge>
          <span className={classes["quiet"]}>{value.to}</span>
        </>
      }>
      <p className={classes["words"]}>{value.text}</p>
    </Shape>
  );
}

function NoteEntry({ value, entry, card, last }: { readonly value: ContactNote } & Props) {
  const { t } = useTranslation("contacts");
  const [editing, edit] = useDisclosure(false);
  const [reading, read] = useDisclosure(false);
  const may = useMay("contacts.write");
  return (
    <Shape icon={IconNote} tone="note" at={entry.at} last={last}
      head={
        <>
          {t("timeline.note_by", { name: nameOf(value.by) })}
          {value.edited_at ? <span className={classes["quiet"]}>{t("note.edited")}</span> : null}
        </>
      }
      menu={may ? <NoteMenu note={value} card={card} edit={edit.open} read={read.open} /> : null}>
      {editing ? <NoteEditor note={value} card={card} close={edit.close} /> : <p className={classes["noteText"]}>{value.text}</p>}
      {reading ? <Editions note={value} close={read.close} /> : null}
    </Shape>
  );
}

function NoteMenu({ note, card, edit, read }: { readonly note: ContactNote; readonly card: ContactCard; readonly edit: () => void; readonly read: () => void }) {
  const { t } = useTranslation("contacts");
  const tenant = useTenant();
  const remove = useRemoval();
  const forget = (): void =>
    remove({
      id: note.id,
      said: t("note.removed"),
      list: ["tenant", tenant.id, "timeline", card.id],
      remove: (options) => removeNote(tenant.id, card.id, note.id, options),
    });
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 80 }}>
      <Menu.Target>
        <ActionIcon size="md" aria-label={t("note.actions")}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} />} onClick={edit}>
          {t("note.edit")}
        </Menu.Item>
        {note.edited_at ? (
          <Menu.Item leftSection={<IconHistory size={16} />} onClick={read}>
            {t("note.before")}
          </Menu.Item>
        ) : null}
        <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={forget}>
          {t("note.remove")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function NoteEditor({ note, card, close }: { readonly note: ContactNote; readonly card: ContactCard; readonly close: () => void }) {
  const { t } = useTranslation("contacts");
  const tenant = useTenant();
  const [text, setText] = useState(note.text);
  const save = useDeed({
    run: async () => {
      await editNote(tenant.id, card.id, note.id, text);
      close();
    },
    changes: [["tenant", tenant.id, "timeline", card.id], editionsQuery(tenant.id, note.id).queryKey],
  });
  return (
    <>
      <Textarea value={text} onChange={(event) => setText(event.currentTarget.value)} autosize minRows={2} maxLength={10_000} aria-label={t("note.edit")} autoFocus />
      <Group gap="xs" mt="xs" justify="flex-end">
        <Button size="compact-sm" variant="subtle" color="gray" onClick={close}>
          {t("cancel")}
        </Button>
        <Button size="compact-sm" disabled={!text.trim()} loading={save.isPending} onClick={() => save.mutate()}>
          {t("note.save")}
        </Button>
      </Group>
    </>
  );
}

function Editions({ note, close }: { readonly note: ContactNote; readonly close: () => void }) {
  const { t } = useTranslation("contacts");
  const tenant = useTenant();
  const found = useQuery(editionsQuery(tenant.id, note.id));
  return (
    <Dialog title={t("note.before")} close={close}>
      <Loaded of={found}>
        {(editions) =>
          editions.map((one) => (
            <div key={one.version} className={classes["edition"]}>
              <p className={classes["noteText"]}>{one.text}</p>
              <Text size="sm" c="dimmed">
                {t("note.replaced_by", { name: nameOf(one.replaced_by) })} <When at={one.replaced_at} zone={tenant.zone} />
              </Text>
            </div>
          ))
        }
      </Loaded>
    </Dialog>
  );
}

function ConsentEntry({ value, entry, last }: { readonly value: Consent; readonly entry: TimelineEntry; readonly last: boolean }) {
  const { t } = useTranslation("contacts");
  return (
    <Shape icon={IconShieldCheck} tone={value.decision === "granted" ? "good" : "bad"} at={entry.at} last={last}
      head={
        <>
          {t(`consents.purpose.${value.purpose}`)} · {t(`consents.medium.${value.medium}`)}
          <DecisionBadge consent={value} />
        </>
      }>
      <p className={classes["quiet"]}>
        {t(`consents.source.${value.source}`)}
        {value.by.name ? ` · ${value.by.name}` : ""}
      </p>
      {value.proof ? <p className={classes["words"]}>{value.proof}</p> : null}
    </Shape>
  );
}

function MergeEntry({ value, entry, last }: { readonly value: ContactMerge; readonly entry: TimelineEntry; readonly last: boolean }) {
  const { t } = useTranslation(["contacts", "desk"]);
  const tenant = useTenant();
  const queries = useQueryClient();
  const may = useMay("contacts.merge");
  const undo = useDeed({
    run: async () => {
      await undoMerge(tenant.id, value.id);
      await renewed(queries, tenant.id);
    },
    said: t("merge.undone"),
  });
  const name = value.loser.name ?? t("desk:visitor", { code: value.loser.code });
  const reason = value.reason === "signed_in" ? t("merge.signed_in") : value.reason;
  return (
    <Shape icon={IconArrowsJoin2} at={entry.at} last={last}
      head={
        <>
          {t("merge.told", { name })}
          {value.undone_at ? <Badge color="gray">{t("merge.undone")}</Badge> : null}
        </>
      }>
      <Group gap="sm" justify="space-between">
        <p className={classes["words"]}>
          {reason}
          {value.by.name ? <span className={classes["quiet"]}> · {value.by.name}</span> : null}
        </p>
        {may && !value.undone_at ? (
          <Button size="compact-sm" variant="subtle" leftSection={<IconArrowBackUp size={15} />} loading={undo.isPending} onClick={() => undo.mutate()}>
            {t("merge.undo")}
          </Button>
        ) : null}
      </Group>
    </Shape>
  );
}

/** Something the company's own systems told: its type, what was bought or booked, for how much, and the rest. */
function OccurrenceEntry({ value, entry, last }: { readonly value: ContactEvent; readonly entry: TimelineEntry; readonly last: boolean }) {
  const { t, i18n } = useTranslation("contacts");
  const kind = kindOfEvent(value.type);
  const { amount, currency, article, category, place, ...others } = value.properties;
  const price = typeof amount === "number" && typeof currency === "string" ? priced(amount, currency, i18n.language) : null;
  const quiet = [category, place].filter((one) => one !== undefined && one !== "").map(String);
  return (
    <Shape icon={EVENT_ICONS[kind]} tone={kind === "purchase" ? "good" : "accent"} at={entry.at} last={last}
      head={
        <>
          {kind === "other" ? value.type : t(`timeline.event_type.${kind}`)}
          {price ? <span className={classes["price"]}>{price}</span> : null}
        </>
      }>
      {article === undefined ? null : <p className={classes["words"]}>{String(article)}</p>}
      {quiet.length > 0 ? <p className={classes["quiet"]}>{quiet.join(" · ")}</p> : null}
      {Object.keys(others).length > 0 ? (
        <dl className={classes["properties"]}>
          {Object.entries(others).map(([name, one]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{typeof one === "number" ? new Intl.NumberFormat(i18n.language).format(one) : String(one)}</dd>
            </div>
          ))}
        </dl>
      ) : null}
    </Shape>
  );
}

const EVENT_ICONS = { purchase: IconShoppingBag, booking: IconCalendarEvent, visit: IconMapPin, other: IconBolt } as const;

/** Minor units as people write them, by as many decimals as the currency has. */
function priced(minor: number, currency: string, language: string): string {
  const format = new Intl.NumberFormat(language, { style: "currency", currency });
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

function OtherEntry({ entry, last }: { readonly entry: TimelineEntry; readonly last: boolean }) {
  return <Shape icon={IconHistory} at={entry.at} last={last} head={entry.kind} />;
}

function nameOf(by: DoneBy): string {
  return by.name ?? "–";
}
