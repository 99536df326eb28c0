import type { AdviceState } from "@guichet/api";
import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";

const COLOURS: Readonly<Record<AdviceState, string>> = { received: "gray", studied: "lagoon", accepted: "lagoon", refused: "red", delivered: "green" };

export function StateBadge({ state }: { readonly state: AdviceState }) {
  const { t } = useTranslation("advice");
  return <Badge color={COLOURS[state]}>{t(`state.${state}`)}</Badge>;
}
