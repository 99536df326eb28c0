import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { textNamesQuery } from "../../data/campaigns.ts";
import { plainName, type Variable } from "./variables.ts";

/** What can stand in a text: the name of the person, and what the company keeps of people, as they are called. */
export function useVariables(): readonly Variable[] {
  const { t } = useTranslation("campaigns");
  const tenant = useTenant();
  const names = useQuery(textNamesQuery(tenant.id)).data ?? [];
  const called = (label: string): number => names.filter((one) => plainName(one.label) === plainName(label)).length;
  return names.map((one): Variable => ({
    name: called(one.label) === 1 ? one.label : one.name,
    fallback: one.name === "first_name" ? t("text.dear_customer") : "",
  }));
}
