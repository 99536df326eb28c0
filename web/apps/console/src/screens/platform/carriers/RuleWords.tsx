import { NumberInput, TagsInput } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { RouteRule } from "../../../data/carriers.ts";
import { platformTenantQuery, tenantsQuery } from "../../../data/platform.ts";
import { Choice, Several } from "../../settings/rules/Choosing.tsx";
import { Word } from "../../settings/rules/Word.tsx";
import classes from "./carriers.module.css";
import { percents, withRoutes, type HeldRule } from "./routeRules.ts";
import { useRoutesNow } from "./useLiveRoutes.ts";

interface WordsProps {
  readonly rule: HeldRule;
  readonly change: (rule: HeldRule) => void;
}

const EVERYBODY = "";
const PURPOSES = ["otp", "service", "marketing"] as const;
const METHODS = ["order", "share", "least_cost"] as const;
const SECONDS = ["slow", "down"] as const;

/** A rule as a sentence whose words open what they can be changed to. */
export function RuleWords({ rule, change }: WordsProps) {
  const { t } = useTranslation("carriers");
  return (
    <>
      {t("words.of")} <TenantWord rule={rule} change={change} /> –{" "}
      <PurposeWord rule={rule} change={change} /> {t("words.to")} <PrefixWord rule={rule} change={change} />
      <span className={classes["follows"]}>
        → <MethodWord rule={rule} change={change} /> <RoutesWord rule={rule} change={change} />
        {rule.routes.length > 1 ? (
          <>
            {" – "}
            {t("words.next")} <SecondWord rule={rule} change={change} />
          </>
        ) : null}
      </span>
    </>
  );
}

function TenantWord({ rule, change }: WordsProps) {
  const { t } = useTranslation("carriers");
  const tenants = useInfiniteQuery(tenantsQuery(""));
  const listed = tenants.data?.pages.flatMap((page) => page.items) ?? [];
  const id = rule.tenant_id ?? EVERYBODY;
  const known = listed.find((one) => one.id === id);
  const own = useQuery({ ...platformTenantQuery(id), enabled: id !== EVERYBODY && !known });
  const named = known ?? own.data;
  const name = id === EVERYBODY ? t("words.everybody") : (named?.name ?? id);
  const options = [{ value: EVERYBODY, label: t("words.everybody") }, ...listed.map((one) => ({ value: one.id, label: one.name }))];
  return (
    <Word word={name} tone="value" label={t("words.tenant")}>
      {(close) => <Choice sections={[{ options }]} chosen={id} choose={(value) => { change({ ...rule, tenant_id: value || null }); close(); }} />}
    </Word>
  );
}

function PurposeWord({ rule, change }: WordsProps) {
  const { t } = useTranslation("carriers");
  const options = [{ value: "", label: t("purposes.any") }, ...PURPOSES.map((value) => ({ value, label: t(`purposes.${value}`) }))];
  return (
    <Word word={t(`purposes.${rule.purpose ?? "any"}`)} tone="value" label={t("words.purpose")}>
      {(close) => <Choice sections={[{ options }]} chosen={rule.purpose ?? ""} choose={(value) => { change({ ...rule, purpose: (value || null) as RouteRule["purpose"] }); close(); }} />}
    </Word>
  );
}

function PrefixWord({ rule, change }: WordsProps) {
  const { t } = useTranslation("carriers");
  const prefixes = rule.prefixes ?? [];
  const word = prefixes.length === 0 ? t("words.all_numbers") : prefixes.map((prefix) => `+${prefix}`).join(", ");
  return (
    <Word word={word} tone="value" label={t("words.numbers")}>
      {() => (
        <TagsInput miw={240} label={t("form.prefixes")} description={t("form.prefixes_about")} splitChars={[",", " ", ";"]} value={[...prefixes]} maxTags={200} data-autofocus
          onChange={(next) => change({ ...rule, prefixes: next.map((one) => one.replaceAll(/\D/g, "").replace(/^0+/, "")).filter(Boolean) })} />
      )}
    </Word>
  );
}

function MethodWord({ rule, change }: WordsProps) {
  const { t } = useTranslation("carriers");
  const options = METHODS.map((value) => ({ value, label: t(`methods.${value}`) }));
  return (
    <Word word={t(`methods.${rule.method}`)} tone="then" label={t("words.method")}>
      {(close) => <Choice sections={[{ options }]} chosen={rule.method} choose={(value) => { change({ ...rule, method: value as RouteRule["method"] }); close(); }} />}
    </Word>
  );
}

function RoutesWord({ rule, change }: WordsProps) {
  const { t } = useTranslation("carriers");
  const live = useRoutesNow();
  const titles = new Map(live.routes.map((one) => [one.id, one.title]));
  const parts = percents(rule);
  const name = (id: string): string => titles.get(id) ?? t("words.gone");
  const words = rule.routes.map((one) => (rule.method === "share" ? `${name(one.route_id)} (${String(parts.get(one.route_id) ?? 0)} %)` : name(one.route_id)));
  const options = live.routes.map((one) => ({ value: one.id, label: one.title }));
  const share = (id: string, value: number): void => change({ ...rule, routes: rule.routes.map((one) => (one.route_id === id ? { ...one, share: value } : one)) });
  return (
    <Word word={words.join(rule.method === "order" ? ` ${t("words.then")} ` : ", ")} tone="then" label={t("words.routes")}>
      {() => (
        <>
          <Several options={options} chosen={rule.routes.map((one) => one.route_id)} change={(chosen) => change(withRoutes(rule, chosen))} />
          {rule.method === "share" ? (
            <div className={classes["shares"]}>
              {rule.routes.map((one) => (
                <NumberInput key={one.route_id} size="sm" min={0} max={100} allowDecimal={false} label={t("words.share", { title: name(one.route_id) })} value={one.share}
                  onChange={(value) => share(one.route_id, typeof value === "number" ? value : 0)} />
              ))}
            </div>
          ) : null}
        </>
      )}
    </Word>
  );
}

function SecondWord({ rule, change }: WordsProps) {
  const { t } = useTranslation("carriers");
  const options = SECONDS.map((value) => ({ value, label: t(`seconds.${value}`) }));
  const { second } = rule;
  return (
    <Word word={t(`seconds.${second}`)} tone="then" label={t("words.second")}>
      {(close) => <Choice sections={[{ options }]} chosen={second} choose={(value) => { change({ ...rule, second: value as RouteRule["second"] }); close(); }} />}
    </Word>
  );
}
