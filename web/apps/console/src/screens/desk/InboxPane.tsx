import { Badge, CloseButton, Skeleton, Text, TextInput } from "@mantine/core";
import { IconInbox, IconSearch } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import classes from "./desk.module.css";
import { SECTIONS, type Inbox, type Section } from "./inbox.ts";
import { InboxRow } from "./InboxRow.tsx";
import { MentionRow } from "./MentionRow.tsx";
import type { Interaction, Mention } from "@guichet/api";

interface Props {
  readonly inbox: Inbox;
  readonly mentions: readonly Mention[];
  readonly onMention: (mention: Mention) => void;
  readonly loading: boolean;
  readonly search: string;
  readonly onSearch: (search: string) => void;
  readonly selected: string | null;
  readonly onOpen: (id: string) => void;
  readonly me: string;
  readonly emptyAction: ReactNode;
}

type Line =
  | { readonly kind: "section"; readonly section: Section | "mentions"; readonly count: number }
  | { readonly kind: "mention"; readonly mention: Mention }
  | { readonly kind: "row"; readonly interaction: Interaction };

const SECTION_HEIGHT = 40;
const ROW_HEIGHT = 64;

/** The requests that wait and those the agent holds, one virtual list. */
export function InboxPane(props: Props) {
  const { t } = useTranslation("desk");
  return (
    <section className={classes["inbox"]} aria-label={t("inbox.label")}>
      <div className={classes["search"]}>
        <TextInput
          value={props.search}
          onChange={(event) => props.onSearch(event.currentTarget.value)}
          placeholder={t("search")}
          aria-label={t("search")}
          leftSection={<IconSearch size={16} />}
          rightSection={props.search ? <CloseButton size="sm" onClick={() => props.onSearch("")} aria-label={t("clear")} /> : null}
          variant="filled"
        />
      </div>
      <InboxBody {...props} />
    </section>
  );
}

function InboxBody(props: Props) {
  const { t } = useTranslation("desk");
  const lines = linesOf(props.inbox, props.mentions);
  if (props.loading) return <InboxSkeleton />;
  if (lines.length === 0 && props.search) {
    return <Text className={classes["nothing"]}>{t("inbox.nothing_found", { search: props.search })}</Text>;
  }
  if (lines.length === 0) return <EmptyInbox action={props.emptyAction} />;
  return <InboxLines {...props} lines={lines} />;
}

function InboxLines({ lines, selected, onOpen, onMention, me }: Props & { readonly lines: readonly Line[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- the list is measured at each render on purpose
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (lines[index]?.kind === "section" ? SECTION_HEIGHT : ROW_HEIGHT),
    getItemKey: (index) => keyOf(lines[index]),
    overscan: 8,
  });
  return (
    <div ref={scroller} className={classes["scroll"]}>
      <div role="list" className={classes["lines"]} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const line = lines[item.index];
          if (!line) return null;
          return (
            <div key={item.key} role="listitem" aria-setsize={lines.length} aria-posinset={item.index + 1}
              className={classes["line"]} style={{ height: item.size, transform: `translateY(${item.start}px)` }}>
              {line.kind === "section" ? (
                <SectionTitle section={line.section} count={line.count} />
              ) : line.kind === "mention" ? (
                <MentionRow mention={line.mention} onOpen={onMention} />
              ) : (
                <InboxRow interaction={line.interaction} selected={line.interaction.id === selected} onOpen={onOpen} me={me} />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function SectionTitle({ section, count }: { readonly section: Section | "mentions"; readonly count: number }) {
  const { t } = useTranslation("desk");
  return (
    <h2 className={classes["section"]}>
      {t(`sections.${section}`)}
      <Badge size="sm" color="gray" variant="light" circle={count < 10}>
        {count}
      </Badge>
    </h2>
  );
}

function EmptyInbox({ action }: { readonly action: ReactNode }) {
  const { t } = useTranslation("desk");
  return (
    <div className={classes["empty"]}>
      <IconInbox size={32} stroke={1.4} aria-hidden />
      <Text fw={600}>{t("inbox.empty_title")}</Text>
      <Text size="sm" c="dimmed">
        {t("inbox.empty_body")}
      </Text>
      {action}
    </div>
  );
}

function InboxSkeleton() {
  return (
    <div className={classes["skeletons"]} aria-hidden>
      {[68, 82, 55, 74, 61].map((width) => (
        <div key={width}>
          <Skeleton height={12} width={`${width / 2}%`} mb={8} />
          <Skeleton height={10} width={`${width}%`} />
        </div>
      ))}
    </div>
  );
}

function linesOf(inbox: Inbox, mentions: readonly Mention[]): readonly Line[] {
  const called = mentions.map((mention): Line => ({ kind: "mention", mention }));
  const title: Line = { kind: "section", section: "mentions", count: mentions.length };
  const [offered, ...others] = SECTIONS.map((name) => section(name, inbox[name]));
  return [...(offered ?? []), ...(called.length > 0 ? [title, ...called] : []), ...others.flat()];
}

function section(name: Section, rows: readonly Interaction[]): readonly Line[] {
  if (rows.length === 0) return [];
  const title: Line = { kind: "section", section: name, count: rows.length };
  return [title, ...rows.map((interaction): Line => ({ kind: "row", interaction }))];
}

function keyOf(line: Line | undefined): string {
  if (!line) return "";
  if (line.kind === "mention") return line.mention.id;
  return line.kind === "section" ? line.section : line.interaction.id;
}
