import { Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconListDetails, IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { countQuery, createList, listQuery, listsKey, listsQuery, removeList, renameList, type StaticList } from "../../data/segments.ts";
import { FormDialog } from "../../kit/Dialog.tsx";
import { Empty } from "../../kit/Empty.tsx";
import { useSubmission } from "../../kit/forms.ts";
import { useKeys } from "../../kit/idempotency.ts";
import { Page, Panel } from "../../kit/Page.tsx";
import { Paged } from "../../kit/Paged.tsx";
import { useVisible } from "../../kit/removal.ts";
import { RowMenu } from "../../kit/RowMenu.tsx";
import { Row, Rows } from "../../kit/Rows.tsx";
import { When } from "../../kit/When.tsx";
import { People } from "../contacts/Tabs.tsx";

/** Contacts put together by hand, by an import, or by freezing a segment. */
export function ListsScreen() {
  const { t } = useTranslation(["segments", "contacts"]);
  const tenant = useTenant();
  const may = useMay("segments.manage");
  const [naming, setNaming] = useState<StaticList | "new" | null>(null);
  const lists = useInfiniteQuery(listsQuery(tenant.id));
  const add = (
    <Button leftSection={<IconPlus size={18} />} onClick={() => setNaming("new")}>
      {t("lists.new")}
    </Button>
  );
  const empty = (
    <Empty icon={IconListDetails} title={t("lists.empty")} action={may ? add : undefined}>
      {t("lists.empty_text")}
    </Empty>
  );
  return (
    <Page title={t("contacts:title")} about={t("lists.about")} actions={may ? add : null}>
      <People here="lists" />
      <Panel flush>
        <Paged list={lists} more={t("more")} empty={empty}>
          {(found: readonly StaticList[]) => <ListRows lists={found} rename={setNaming} />}
        </Paged>
      </Panel>
      {naming ? <NameDialog list={naming === "new" ? null : naming} close={() => setNaming(null)} /> : null}
    </Page>
  );
}

function ListRows({ lists, rename }: { readonly lists: readonly StaticList[]; readonly rename: (list: StaticList) => void }) {
  const { t } = useTranslation("segments");
  const tenant = useTenant();
  const may = useMay("segments.manage");
  return (
    <Rows label={t("lists.title")}>
      {useVisible(lists).map((one) => (
        <Row key={one.id}
          title={
            <Link to="/t/$tenant/lists/$list" params={{ tenant: tenant.slug, list: one.id }}>
              {one.name}
            </Link>
          }
          sub={
            <>
              {t("lists.made")} <When at={one.created_at} zone={tenant.zone} />
            </>
          }
          facts={one.filling ? <span>{t(one.filling.stopped ? "lists.stopped" : "lists.filling")}</span> : <Members list={one.id} />}
          menu={
            may ? (
              <RowMenu label={t("row.of", { name: one.name })} change={t("lists.rename")} onChange={() => rename(one)}
                removal={{ id: one.id, said: t("removed", { name: one.name }), list: listsKey(tenant.id), remove: (options) => removeList(tenant.id, one.id, options) }} />
            ) : null
          } />
      ))}
    </Rows>
  );
}

/** How many stand in a list. */
export function Members({ list }: { readonly list: string }) {
  const { t, i18n } = useTranslation("segments");
  const tenant = useTenant();
  const count = useQuery(countQuery(tenant.id, { condition: { kind: "list", list_id: list }, parameters: {} }, false)).data;
  if (!count) return null;
  return (
    <span>
      {new Intl.NumberFormat(i18n.language).format(count.people)} {t("count.people", { count: count.people })}
    </span>
  );
}

export function NameDialog({ list, close }: { readonly list: StaticList | null; readonly close: () => void }) {
  const { t } = useTranslation("segments");
  const tenant = useTenant();
  const queries = useQueryClient();
  const keyFor = useKeys();
  const form = useForm({ initialValues: { name: list?.name ?? "" } });
  const { busy, error, submit } = useSubmission(form, async ({ name }) => {
    if (list) queries.setQueryData(listQuery(tenant.id, list.id).queryKey, await renameList(tenant.id, list.id, name));
    else await createList(tenant.id, name, keyFor(name));
    await queries.invalidateQueries({ queryKey: listsKey(tenant.id) });
    close();
  });
  return (
    <FormDialog title={list ? t("lists.rename") : t("lists.new")} close={close} submit={form.onSubmit((values) => void submit(values))} busy={busy} error={error} action={t("save")}>
      <TextInput label={t("name")} required withAsterisk={false} data-autofocus maxLength={120} {...form.getInputProps("name")} />
    </FormDialog>
  );
}
