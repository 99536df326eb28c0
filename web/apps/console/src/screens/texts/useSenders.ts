import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { numbersQuery, senderNamesQuery } from "../../data/texts.ts";
import { spaced } from "./words.ts";

export interface SenderOption {
  readonly value: string;
  readonly label: string;
  /** Whether people can answer: a name, a number of the company, the operator's own. */
  readonly kind: "name" | "asked" | "number" | "own";
}

/** Under what the company may send: its names first, then its numbers, then the operator's own. */
export function useSenders(): readonly SenderOption[] {
  const { t } = useTranslation("texts");
  const tenant = useTenant();
  const names = useQuery({ ...senderNamesQuery(tenant.id), enabled: useMay("care.read") }).data ?? [];
  const numbers = useQuery({ ...numbersQuery(tenant.id), enabled: useMay("entry_points.read") }).data ?? [];
  const ready = names.filter((one) => one.state === "registered");
  const asked = names.filter((one) => one.state === "asked");
  return [
    ...ready.map((one): SenderOption => ({ value: one.name, label: one.name, kind: "name" })),
    ...asked.map((one): SenderOption => ({ value: one.name, label: t("from.asked", { name: one.name }), kind: "asked" })),
    ...numbers.map((one): SenderOption => ({ value: one.number, label: spaced(one.number), kind: "number" })),
    { value: "", label: t("from.own"), kind: "own" },
  ];
}
