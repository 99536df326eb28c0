import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useNow } from "../../kit/When.tsx";
import type { Board } from "./board.ts";
import { rateQueue, together } from "./figures.ts";
import { Formula, type Figure } from "./Formula.tsx";
import { useFormats } from "./formats.ts";
import classes from "./supervision.module.css";

/** The day in eight figures; each says how it is counted. */
export function Tiles({ board }: { readonly board: Board }) {
  const { t } = useTranslation("supervision");
  const { share, count, time } = useFormats();
  const now = useNow(1000);
  const sums = together(board.queueSums.values());
  const rating = rateQueue(sums);
  const first = board.waiting[0];
  const ready = board.agents.filter((one) => one.presence?.status === "ready");
  const busy = ready.filter((one) => one.has.length > 0).length;
  const figures: readonly (readonly [Figure, string, string?])[] = [
    ["waiting", count(board.waiting.length)],
    ["longest", first ? time(now - Date.parse(first.waiting_since ?? first.created_at)) : "–"],
    ["ready", count(ready.length), t("tiles.busy", { count: busy })],
    ["service_level", share(rating.serviceLevel)],
    ["answered", count(sums["answered"] ?? 0), t("tiles.of", { count: sums["offered"] ?? 0 })],
    ["abandoned", count(sums["abandoned"] ?? 0), share(rating.abandonRate)],
    ["mean_wait", time(rating.meanWait)],
    ["mean_handling", time(rating.meanHandling)],
  ];
  return (
    <dl className={classes["tiles"]}>
      {figures.map(([figure, value, more]) => (
        <div key={figure} className={classes["tile"]}>
          <dt>
            {t(`figures.${figure}.name`)}
            <Formula figure={figure} />
          </dt>
          <dd>
            {value} {more ? <Text span size="sm" c="dimmed">{more}</Text> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}
