import type { ContactCard, TimelineEntry } from "@guichet/api";
import { Button, Chip, Group } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { timelineQuery } from "../../data/contacts.ts";
import { Empty } from "../../kit/Empty.tsx";
import { Loaded } from "../../kit/Loaded.tsx";
import { Panel } from "../../kit/Page.tsx";
import classes from "./contacts.module.css";
import { EntryLine } from "./EntryLine.tsx";
import { NoteComposer } from "./NoteComposer.tsx";

/** Kinds one can choose to see alone. */
const KINDS = ["interaction", "text", "event", "note", "consent", "merge"] as const;

/** Everything that happened with a person, over every medium, the newest first. */
export function History({ card }: { readonly card: ContactCard }) {
  const { t } = useTranslation("contacts");
  const tenant = useTenant();
  const may = useMay("contacts.write");
  const [kinds, setKinds] = useState<string[]>([]);
  const pages = useInfiniteQuery(timelineQuery(tenant.id, card.id, kinds));
  const rows = pages.data?.pages.flatMap((page) => page.items);
  const empty = (
    <Empty icon={IconHistory} title={t("timeline.empty")}>
      {t("timeline.empty_text")}
    </Empty>
  );
  return (
    <div className={classes["main"]}>
      {may && !card.erased ? <NoteComposer contactId={card.id} /> : null}
      <Panel title={t("timeline.title")}>
        <Chip.Group multiple value={kinds} onChange={setKinds}>
          <Group gap={6} mb="md" role="group" aria-label={t("timeline.filter")}>
            {KINDS.map((kind) => (
              <Chip key={kind} value={kind} size="xs" variant="light">
                {t(`timeline.kind.${kind}`)}
              </Chip>
            ))}
          </Group>
        </Chip.Group>
        <Loaded
          of={{ data: rows, error: pages.error, isPending: pages.isPending, refetch: pages.refetch }}
          empty={{ when: (found) => found.length === 0, show: empty }}
        >
          {(found) => (
            <Entries rows={found} card={card} more={pages.hasNextPage && !pages.isFetchingNextPage ? () => void pages.fetchNextPage() : null} />
          )}
        </Loaded>
        {pages.hasNextPage ? (
          <Button mt="md" variant="subtle" fullWidth loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t("more")}
          </Button>
        ) : null}
      </Panel>
    </div>
  );
}

interface EntriesProps {
  readonly rows: readonly TimelineEntry[];
  readonly card: ContactCard;
  readonly more: (() => void) | null;
}

/** Only what is in view is drawn; the rest is read on when its end comes near. */
function Entries({ rows, card, more }: EntriesProps) {
  const list = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop(list.current?.offsetTop ?? 0), []);
   
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => 84,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 10,
    scrollMargin: top,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  useEffect(() => {
    if (more && last >= rows.length - 8) more();
  }, [last, more, rows.length]);
  return (
    <div ref={list} role="list" className={classes["entries"]} style={{ height: virtual.getTotalSize() }}>
      {shown.map((item) => {
        const entry = rows[item.index];
        return entry ? (
          <div key={item.key} ref={virtual.measureElement} data-index={item.index} role="listitem" aria-setsize={rows.length}
            aria-posinset={item.index + 1} className={classes["entry"]} style={{ transform: `translateY(${item.start - top}px)` }}>
            <EntryLine entry={entry} card={card} last={item.index === rows.length - 1} />
          </div>
        ) : null;
      })}
    </div>
  );
}
