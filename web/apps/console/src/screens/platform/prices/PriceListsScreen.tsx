import { Badge, Button, Select, Stack, Table, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconCoins, IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { createPriceList, priceListsQuery, type PriceList } from "../../../data/prices.ts";
import { currencies } from "../../../kit/choices.ts";
import { FormDialog } from "../../../kit/Dialog.tsx";
import { Empty } from "../../../kit/Empty.tsx";
import { useSubmission } from "../../../kit/forms.ts";
import { useKeys } from "../../../kit/idempotency.ts";
import { Loaded } from "../../../kit/Loaded.tsx";
import { Page, Panel } from "../../../kit/Page.tsx";
import { When } from "../../../kit/When.tsx";

/** What tenants pay, and what carriers charge. */
export function PriceListsScreen() {
  const { t } = useTranslation("carriers");
  const [adding, setAdding] = useState(false);
  const lists = useQuery(priceListsQuery);
  const add = (
    <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
      {t("prices.add")}
    </Button>
  );
  return (
    <Page title={t("prices.title")} about={t("prices.about")} actions={add}>
      <Loaded of={lists} empty={{ when: (found) => found.items.length === 0, show: <Empty icon={IconCoins} title={t("prices.empty_title")} action={add}>{t("prices.empty_body")}</Empty> }}>
        {(found) => (
          <>
            <Lists title={t("prices.sale")} about={t("prices.sale_about")} lists={found.items.filter((one) => one.kind === "sale")} />
            <Lists title={t("prices.cost")} about={t("prices.cost_about")} lists={found.items.filter((one) => one.kind === "cost")} />
          </>
        )}
      </Loaded>
      {adding ? <NewListDialog close={() => setAdding(false)} /> : null}
    </Page>
  );
}

function Lists({ title, about, lists }: { readonly title: string; readonly about: string; readonly lists: readonly PriceList[] }) {
  const { t } = useTranslation("carriers");
  if (lists.length === 0) return null;
  return (
    <Panel title={title} about={about} flush>
      <Table.ScrollContainer minWidth={300}>
        <Table highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("prices.name")}</Table.Th>
              <Table.Th>{t("prices.currency")}</Table.Th>
              <Table.Th visibleFrom="sm">{t("prices.made")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {lists.map((list) => (
              <Table.Tr key={list.id}>
                <Table.Td><Link to="/platform/prices/$id" params={{ id: list.id }}>{list.name}</Link></Table.Td>
                <Table.Td><Badge color="gray">{list.currency}</Badge></Table.Td>
                <Table.Td visibleFrom="sm"><When at={list.created_at} /></Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Panel>
  );
}

function NewListDialog({ close }: { readonly close: () => void }) {
  const { t, i18n } = useTranslation("carriers");
  const queries = useQueryClient();
  const go = useNavigate();
  const keyFor = useKeys();
  const form = useForm({ initialValues: { kind: "sale", name: "", currency: "EUR" } });
  const { busy, error, submit } = useSubmission(form, async (values) => {
    const body = { ...values, name: values.name.trim(), kind: values.kind as PriceList["kind"] };
    const made = await createPriceList(body, keyFor(body));
    await queries.invalidateQueries({ queryKey: priceListsQuery.queryKey });
    await go({ to: "/platform/prices/$id", params: { id: made.id } });
  });
  return (
    <FormDialog title={t("prices.add")} close={close} submit={form.onSubmit((values) => void submit(values))} busy={busy} error={error} action={t("prices.make")}>
      <Stack gap="md">
        <TextInput label={t("prices.name")} maxLength={80} required withAsterisk={false} data-autofocus {...form.getInputProps("name")} />
        <Select label={t("prices.kind")} allowDeselect={false} data={[{ value: "sale", label: t("prices.sale") }, { value: "cost", label: t("prices.cost") }]} {...form.getInputProps("kind")} />
        <Select label={t("prices.currency")} searchable allowDeselect={false} data={currencies(i18n.language)} {...form.getInputProps("currency")} />
      </Stack>
    </FormDialog>
  );
}
