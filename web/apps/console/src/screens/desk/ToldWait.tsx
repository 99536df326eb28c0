import type { Interaction } from "@guichet/api";
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useSession } from "../../app/parents.tsx";
import { toldWaitsQuery } from "../../data/desk.ts";
import { useTimeOfDay } from "./times.ts";
import { fateOf } from "./told.ts";

interface Props {
  readonly tenant: string;
  readonly interaction: Interaction;
}

/** What wait the person was told last, when, and whether it came true. */
export function ToldWait({ tenant, interaction }: Props) {
  const { t } = useTranslation("desk");
  const last = useQuery(toldWaitsQuery(tenant, interaction)).data?.at(-1);
  const at = useTimeOfDay(useSession().tenants.find((one) => one.id === tenant)?.zone ?? "UTC");
  if (!last) return null;
  const fate = fateOf(last);
  const told = { at: at(last.at), low: last.low / 60, high: last.high / 60, fate: t(`told.${fate}`) };
  return (
    <Text size="xs" c={fate === "broken" ? "red" : "dimmed"}>
      {t(last.low > 0 ? "told.between" : "told.most", told)}
    </Text>
  );
}
