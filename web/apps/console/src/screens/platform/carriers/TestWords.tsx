import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { RouteTest } from "../../../data/carriers.ts";
import { partsOf } from "./reasons.ts";

/** What a test of a route said: what it means, and the other end's own words for who knows them. */
export function TestWords({ told }: { readonly told: RouteTest }) {
  const { t } = useTranslation("carriers");
  return (
    <>
      <Text size="sm">{t(`test.${told.code}`, { defaultValue: told.code })}</Text>
      {told.detail ? <Text size="sm" c="dimmed">{t("test.detail", { words: partsOf(told.detail).words || told.detail })}</Text> : null}
    </>
  );
}
