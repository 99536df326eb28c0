import { Alert, Select, SimpleGrid, Textarea, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconRouteOff } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { tryRouteRules, type RouteAnswer, type RouteQuestion } from "../../../data/carriers.ts";
import { tenantsQuery } from "../../../data/platform.ts";
import classes from "./carriers.module.css";
import { bare, type HeldRule } from "./routeRules.ts";
import { useRoutesNow } from "./useLiveRoutes.ts";

interface TryRouteProps {
  readonly rules: readonly HeldRule[];
  /** Which rule counts for the message, from 1. */
  readonly tell: (rule: number | null) => void;
}

interface Typed {
  readonly number: string;
  readonly purpose: RouteQuestion["purpose"];
  readonly tenant: string | null;
  readonly sender: string;
  readonly text: string;
}

const START: Typed = { number: "+262 692 12 34 56", purpose: "service", tenant: null, sender: "", text: "" };
const PURPOSES = ["otp", "service", "marketing"] as const;

const dialled = (number: string): string => `+${number.replaceAll(/\D/g, "").replace(/^00/, "")}`;

/** A message made up: which route it would take, and why no other. */
export function TryRoute({ rules, tell }: TryRouteProps) {
  const { t } = useTranslation("carriers");
  const [typed, setTyped] = useState(START);
  const [asked] = useDebouncedValue({ rules, typed }, 250);
  const number = dialled(asked.typed.number);
  const { data: answer = null } = useQuery({
    queryKey: ["platform", "carriers", "try", bare(asked.rules), asked.typed],
    queryFn: () =>
      tryRouteRules({
        number,
        purpose: asked.typed.purpose,
        tenant_id: asked.typed.tenant,
        sender: asked.typed.sender.trim() || null,
        text: asked.typed.text,
        encoding: "auto",
        rules: bare(asked.rules),
      }),
    enabled: number.length > 4,
    placeholderData: (before) => before,
  });
  useEffect(() => {
    tell(answer?.rule ?? null);
    return () => tell(null);
  }, [answer, tell]);
  return (
    <>
      <Inputs typed={typed} set={(more) => setTyped({ ...typed, ...more })} />
      <div aria-live="polite">{answer ? <Answer answer={answer} /> : <p>{t("try.number_missing")}</p>}</div>
    </>
  );
}

function Inputs({ typed, set }: { readonly typed: Typed; readonly set: (more: Partial<Typed>) => void }) {
  const { t } = useTranslation("carriers");
  const tenants = useInfiniteQuery(tenantsQuery(""));
  const companies = (tenants.data?.pages ?? []).flatMap((page) => page.items).map((one) => ({ value: one.id, label: one.name }));
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md" verticalSpacing="sm">
      <TextInput label={t("try.number")} inputMode="tel" value={typed.number} onChange={(event) => set({ number: event.currentTarget.value })} />
      <Select label={t("try.purpose")} allowDeselect={false} data={PURPOSES.map((value) => ({ value, label: t(`purposes.${value}`) }))} value={typed.purpose}
        onChange={(value) => set({ purpose: value ?? "service" })} />
      <Select label={t("try.tenant")} clearable searchable placeholder={t("words.everybody")} data={companies} value={typed.tenant} onChange={(tenant) => set({ tenant })} />
      <TextInput label={t("try.sender")} placeholder={t("try.sender_none")} maxLength={20} value={typed.sender} onChange={(event) => set({ sender: event.currentTarget.value })} />
      <Textarea label={t("try.text")} autosize minRows={1} maxLength={1600} value={typed.text} onChange={(event) => set({ text: event.currentTarget.value })} />
    </SimpleGrid>
  );
}

const TAKEN: ReadonlySet<string> = new Set(["first", "next"]);

function Answer({ answer }: { readonly answer: RouteAnswer }) {
  const { t, i18n } = useTranslation("carriers");
  const fine = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 6 });
  const live = useRoutesNow();
  const titles = new Map(live.routes.map((one) => [one.id, one.title]));
  return (
    <>
      {answer.why ? (
        <Alert mt="md" color="red" variant="light" icon={<IconRouteOff size={20} />}>
          {answer.why}
        </Alert>
      ) : null}
      <ul className={classes["looks"]} aria-label={t("try.title")}>
        {answer.looks.map((look) => (
          <li key={look.route_id} className={classes["look"]} data-taken={TAKEN.has(look.looked) || undefined}>
            <strong>{titles.get(look.route_id) ?? t("words.gone")}</strong>
            <span>{t(`looked.${look.looked}`)}</span>
            {look.cost ? <span className="tabular">{t("try.cost", { cost: fine.format(Number(look.cost)) })}</span> : null}
          </li>
        ))}
      </ul>
    </>
  );
}
