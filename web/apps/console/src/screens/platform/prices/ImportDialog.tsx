import { Alert, Button, FileInput, Group, Stack, Table, Text, Textarea } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { importPrices, pricesQuery, type PriceList, type PriceSheet } from "../../../data/prices.ts";
import { Dialog } from "../../../kit/Dialog.tsx";
import { TroubleNote } from "../../../kit/Trouble.tsx";

interface ImportDialogProps {
  readonly list: PriceList;
  readonly close: () => void;
}

/** A file of prices: looked at first, with every faulty line, then taken in whole. */
export function ImportDialog({ list, close }: ImportDialogProps) {
  const { t } = useTranslation(["carriers", "common"]);
  const queries = useQueryClient();
  const [text, setText] = useState("");
  const [sheet, setSheet] = useState<PriceSheet | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const changed = (next: string): void => {
    setText(next);
    setSheet(null);
  };
  const send = async (dryRun: boolean): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const told = await importPrices(list.id, text, dryRun);
      setSheet(told);
      if (told.taken === 0) return;
      await queries.invalidateQueries({ queryKey: pricesQuery(list.id).queryKey });
      notifications.show({ message: t("prices.taken", { count: told.taken }) });
      close();
    } catch (refusal) {
      setError(refusal);
    } finally {
      setBusy(false);
    }
  };
  const good = sheet !== null && sheet.faults.length === 0;
  return (
    <Dialog title={t("prices.import")} close={close} size="lg">
      <TroubleNote error={error} />
      <Stack gap="md">
        <Text size="sm" c="dimmed">{t("prices.file_about", { currency: list.currency })}</Text>
        <FileInput label={t("prices.file")} accept=".csv,text/csv,text/plain" placeholder={t("prices.choose")} onChange={(file) => void file?.text().then(changed)} />
        <Textarea label={t("prices.lines")} autosize minRows={5} maxRows={12} spellCheck={false} placeholder={"prefix;price;valid_from\n262692;0,0456;2027-01-01"} value={text} onChange={(event) => changed(event.currentTarget.value)} />
        <div aria-live="polite">{sheet ? <Told sheet={sheet} /> : null}</div>
        <Group justify="flex-end" gap="xs">
          <Button variant="subtle" color="gray" onClick={close}>{t("common:cancel")}</Button>
          {good ? (
            <Button loading={busy} onClick={() => void send(false)}>{t("prices.take", { count: sheet.rows })}</Button>
          ) : (
            <Button loading={busy} disabled={text.trim() === ""} onClick={() => void send(true)}>{t("prices.look")}</Button>
          )}
        </Group>
      </Stack>
    </Dialog>
  );
}

function Told({ sheet }: { readonly sheet: PriceSheet }) {
  const { t } = useTranslation("carriers");
  if (sheet.faults.length === 0) return <Alert color="lagoon" variant="light">{t("prices.good", { count: sheet.rows })}</Alert>;
  return (
    <>
      <Alert color="red" variant="light" mb="sm">{t("prices.faulty", { count: sheet.faults.length })}</Alert>
      <Table.ScrollContainer minWidth={280} mah={240}>
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("prices.line")}</Table.Th>
              <Table.Th>{t("prices.wrong")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {sheet.faults.map((fault) => (
              <Table.Tr key={`${String(fault.line)} ${fault.code}`}>
                <Table.Td>{fault.line}</Table.Td>
                <Table.Td>{fault.text}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </>
  );
}
