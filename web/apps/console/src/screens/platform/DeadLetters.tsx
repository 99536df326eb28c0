import { ActionIcon, Badge, Button, Group, Table, Text, Tooltip } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconMailCheck, IconRefresh, IconTrash } from "@tabler/icons-react";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { deadLettersQuery, discardDeadLetter, retryDeadLetter, type DeadLetter } from "../../data/platform.ts";
import { Empty } from "../../kit/Empty.tsx";
import { Loaded } from "../../kit/Loaded.tsx";
import { Panel } from "../../kit/Page.tsx";
import { useTrouble } from "../../kit/Trouble.tsx";
import { doUndoable } from "../../kit/undo.tsx";
import { When } from "../../kit/When.tsx";

/** What failed again and again, until somebody tries it again or lets it go. */
export function DeadLetters() {
  const { t } = useTranslation("platform");
  const list = useInfiniteQuery(deadLettersQuery);
  const deeds = useLetterDeeds();
  const rows = list.data?.pages.flatMap((page) => page.items).filter((one) => !deeds.hidden.has(one.id));
  return (
    <Panel title={t("letters.title")} about={t("letters.about")} flush>
      <Loaded
        of={{ data: rows, error: list.error, isPending: list.isPending, refetch: list.refetch }}
        empty={{
          when: (found) => found.length === 0,
          show: <Empty icon={IconMailCheck} title={t("letters.empty_title")}>{t("letters.empty_body")}</Empty>,
        }}
      >
        {(found) => <LetterTable rows={found} deeds={deeds} />}
      </Loaded>
      {list.hasNextPage && (
        <Button m="md" variant="default" onClick={() => void list.fetchNextPage()}>{t("tenants.more")}</Button>
      )}
    </Panel>
  );
}

type LetterDeeds = ReturnType<typeof useLetterDeeds>;

function useLetterDeeds() {
  const { t } = useTranslation("platform");
  const tell = useTrouble();
  const queries = useQueryClient();
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const hide = (id: string) => {
    setHidden((held) => new Set([...held, id]));
    return () => setHidden((held) => new Set([...held].filter((one) => one !== id)));
  };
  const refused = (error: unknown): void => {
    notifications.show({ color: "red", message: tell(error) });
  };
  const retry = async (letter: DeadLetter): Promise<void> => {
    try {
      await retryDeadLetter(letter.id);
      notifications.show({ message: t("letters.retried") });
      await queries.invalidateQueries({ queryKey: ["platform"] });
    } catch (error) {
      refused(error);
    }
  };
  const discard = (letter: DeadLetter) =>
    doUndoable({
      said: t("letters.discarded"),
      show: () => hide(letter.id),
      commit: ({ keepalive }) => discardDeadLetter(letter.id, keepalive),
      refused,
    });
  return { hidden, retry, discard };
}

function LetterTable({ rows, deeds }: { readonly rows: readonly DeadLetter[]; readonly deeds: LetterDeeds }) {
  const { t } = useTranslation("platform");
  return (
    <Table.ScrollContainer minWidth={640}>
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("letters.what")}</Table.Th>
            <Table.Th>{t("letters.who")}</Table.Th>
            <Table.Th ta="right">{t("letters.tries")}</Table.Th>
            <Table.Th>{t("letters.when")}</Table.Th>
            <Table.Th>{t("letters.why")}</Table.Th>
            <Table.Th aria-label={t("letters.retry")} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((letter) => <LetterRow key={letter.id} letter={letter} deeds={deeds} />)}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function LetterRow({ letter, deeds }: { readonly letter: DeadLetter; readonly deeds: LetterDeeds }) {
  const { t } = useTranslation("platform");
  return (
    <Table.Tr>
      <Table.Td><Badge color="gray">{letter.kind}</Badge></Table.Td>
      <Table.Td>{letter.tenant?.name ?? t("letters.platform")}</Table.Td>
      <Table.Td ta="right">{letter.attempts}</Table.Td>
      <Table.Td><When at={letter.failed_at} /></Table.Td>
      <Table.Td><Text size="sm" lineClamp={2}>{letter.error}</Text></Table.Td>
      <Table.Td>
        <Group gap={4} wrap="nowrap" justify="flex-end">
          <Tooltip label={t("letters.retry")}>
            <ActionIcon onClick={() => void deeds.retry(letter)} aria-label={t("letters.retry")}><IconRefresh size={18} /></ActionIcon>
          </Tooltip>
          <Tooltip label={t("letters.discard")}>
            <ActionIcon onClick={() => deeds.discard(letter)} aria-label={t("letters.discard")}><IconTrash size={18} /></ActionIcon>
          </Tooltip>
        </Group>
      </Table.Td>
    </Table.Tr>
  );
}
