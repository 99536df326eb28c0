import { Button, CloseButton, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconBolt, IconPlus, IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../../app/parents.tsx";
import { cannedPagesQuery, type CannedReply } from "../../../data/canned.ts";
import { Empty } from "../../../kit/Empty.tsx";
import { Loaded } from "../../../kit/Loaded.tsx";
import { Page, Panel } from "../../../kit/Page.tsx";
import { CannedDialog } from "./CannedDialog.tsx";
import { CannedRows } from "./CannedRows.tsx";
import classes from "./canned.module.css";
import { FirstReplies } from "./FirstReplies.tsx";

/** Typing rests this long before the list is asked for, in milliseconds. */
const REST = 200;

/** What is written once and answered often. */
export function CannedScreen() {
  const { t } = useTranslation("canned");
  const tenant = useTenant();
  const manages = useMay("desk.manage");
  const [search, setSearch] = useState("");
  const [asked] = useDebouncedValue(search.trim(), REST);
  const [open, setOpen] = useState<CannedReply | "new" | null>(null);
  const list = useInfiniteQuery({ ...cannedPagesQuery(tenant.id, asked), placeholderData: (before) => before });
  const { data, error, isPending, refetch } = list;
  const rows = data?.pages.flatMap((page) => page.items);
  const add = (
    <Button leftSection={<IconPlus size={18} />} onClick={() => setOpen("new")}>
      {t("add")}
    </Button>
  );
  const bare = rows?.length === 0 && asked === "";
  return (
    <Page title={t("title")} about={t(manages ? "about" : "aboutOwn")} actions={rows && !bare ? add : null}>
      {bare ? null : <Search value={search} set={setSearch} />}
      <Panel flush>
        <Loaded
          of={{ data: rows, error, isPending, refetch }}
          empty={{ when: (found) => found.length === 0, show: <None asked={asked} add={add} /> }}
        >
          {(found) => <CannedRows replies={found} open={setOpen} />}
        </Loaded>
      </Panel>
      <More shown={list.hasNextPage} busy={list.isFetchingNextPage} fetch={() => void list.fetchNextPage()} />
      {bare ? <FirstReplies /> : null}
      <Opened open={open} close={() => setOpen(null)} />
    </Page>
  );
}

function Opened({ open, close }: { readonly open: CannedReply | "new" | null; readonly close: () => void }) {
  return open ? <CannedDialog reply={open === "new" ? null : open} close={close} /> : null;
}

function More({ shown, busy, fetch }: { readonly shown: boolean; readonly busy: boolean; readonly fetch: () => void }) {
  const { t } = useTranslation("canned");
  if (!shown) return null;
  return (
    <Button mt="md" variant="default" loading={busy} onClick={fetch}>
      {t("more")}
    </Button>
  );
}

function Search({ value, set }: { readonly value: string; readonly set: (value: string) => void }) {
  const { t } = useTranslation("canned");
  return (
    <TextInput value={value} onChange={(event) => set(event.currentTarget.value)} leftSection={<IconSearch size={16} />} maxLength={200}
      placeholder={t("search")} aria-label={t("search")} className={classes["search"] ?? ""}
      rightSection={value ? <CloseButton size="sm" onClick={() => set("")} aria-label={t("clear")} /> : null} />
  );
}

function None({ asked, add }: { readonly asked: string; readonly add: React.ReactNode }) {
  const { t } = useTranslation("canned");
  if (asked !== "") return <Empty icon={IconSearch} title={t("nothingFound", { words: asked })} />;
  return (
    <Empty icon={IconBolt} title={t("none")} action={add}>
      {t("noneText")}
    </Empty>
  );
}
