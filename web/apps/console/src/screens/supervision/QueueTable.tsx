import { Progress, Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useNow } from "../../kit/When.tsx";
import type { Board, BoardRequest } from "./board.ts";
import { rateQueue } from "./figures.ts";
import { Formula } from "./Formula.tsx";
import { useFormats } from "./formats.ts";
import classes from "./supervision.module.css";

/** Every queue: now, and today. */
export function QueueTable({ board }: { readonly board: Board }) {
  const { t } = useTranslation("supervision");
  const head = ["queue", "waiting", "longest", "ready", "service_level", "answered", "abandoned", "mean_wait", "mean_handling", "promises_kept"] as const;
  return (
    // A table that scrolls must be reachable by keyboard (WCAG 2.1.1).
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes["scroll"]} tabIndex={0} role="region" aria-label={t("queues.title")}>
      <Table className={classes["table"]}>
        <Table.Thead>
          <Table.Tr>
            {head.map((name) => (
              <Table.Th key={name} scope="col">
                {name === "queue" ? t("queues.queue") : t(`figures.${name}.short`)}
                {name === "promises_kept" ? <Formula figure={name} /> : null}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {board.queues.map((queue) => (
            <QueueLine key={queue.id} board={board} queue={queue} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function QueueLine({ board, queue }: { readonly board: Board; readonly queue: Board["queues"][number] }) {
  const { share, count, time } = useFormats();
  const now = useNow(1000);
  const waiting = board.waiting.filter((one) => one.queue?.id === queue.id);
  const serving = board.agents.filter(({ agent }) => agent.queues.some((one) => one.queue_id === queue.id));
  const ready = serving.filter((one) => one.presence?.status === "ready").length;
  const sums = board.queueSums.get(queue.id) ?? {};
  const rating = rateQueue(sums);
  return (
    <Table.Tr>
      <Table.Th scope="row">{queue.name}</Table.Th>
      <Table.Td>{count(waiting.length)}</Table.Td>
      <Table.Td>{longest(waiting[0], now, time)}</Table.Td>
      <Table.Td>
        {count(ready)} <Text span c="dimmed" size="xs">/ {count(serving.length)}</Text>
      </Table.Td>
      <Table.Td>
        <Level value={rating.serviceLevel} target={queue.target.percent} shown={share(rating.serviceLevel)} />
      </Table.Td>
      <Table.Td>
        {count(sums["answered"] ?? 0)} <Text span c="dimmed" size="xs">/ {count(sums["offered"] ?? 0)}</Text>
      </Table.Td>
      <Table.Td>{share(rating.abandonRate)}</Table.Td>
      <Table.Td>{time(rating.meanWait)}</Table.Td>
      <Table.Td>{time(rating.meanHandling)}</Table.Td>
      <Table.Td>
        {share(rating.promisesKept)} <Text span c="dimmed" size="xs">/ {count(sums["promises"] ?? 0)}</Text>
      </Table.Td>
    </Table.Tr>
  );
}

function longest(first: BoardRequest | undefined, now: number, time: (milliseconds: number) => string): string {
  return first ? time(now - Date.parse(first.waiting_since ?? first.created_at)) : "–";
}

/** The share beside the target: in words and in length, colour is not the only sign. */
function Level({ value, target, shown }: { readonly value: number | null; readonly target: number; readonly shown: string }) {
  const { t } = useTranslation("supervision");
  if (value === null) return <>{shown}</>;
  const kept = value * 100 >= target;
  return (
    <div className={classes["level"]}>
      <span data-kept={kept || undefined}>{t(kept ? "queues.kept" : "queues.missed", { share: shown, target })}</span>
      <Progress value={value * 100} size="xs" color={kept ? "green" : "yellow"} aria-label={shown} />
    </div>
  );
}
