import { Autocomplete, NumberInput, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import type { Fault, RoutingVocabulary, RuleTest } from "@guichet/api";
import { useTranslation } from "react-i18next";
import { Choice, Several } from "./Choosing.tsx";
import { blankTest, clockOf, FACT_GROUPS, isFlag, minutesOf, takesNothing, takesNumbers, type FactName } from "./model.ts";
import classes from "./rules.module.css";
import { Word, Wrong } from "./Word.tsx";
import { choicesOf, factWord, opWord, valueWord } from "./words.ts";

interface TestWordsProps {
  readonly test: RuleTest;
  readonly house: RoutingVocabulary;
  readonly faultsAt: (place: string) => readonly Fault[];
  readonly change: (test: RuleTest) => void;
  readonly remove: () => void;
  readonly locked: boolean;
  /** Whether it holds of the visitor being tried; none when nobody is. */
  readonly mark: boolean | undefined;
}

/** One test as three words: what is asked, how, and what it is compared with. */
export function TestWords({ test, house, faultsAt, change, remove, locked, mark }: TestWordsProps) {
  const { t } = useTranslation("rules");
  const fact = house.facts.find((one) => one.fact === test.fact);
  const whole = faultsAt("").filter((fault) => fault.code === "contradiction");
  const value = faultsAt("/values").concat(faultsAt("/numbers"));
  return (
    <span className={classes["test"]} data-mark={mark === undefined ? undefined : mark ? "yes" : "no"}>
      <Word word={t(`facts.${test.fact as FactName}`)} faults={faultsAt("/fact")} disabled={locked} remove={remove}>
        {(close) => (
          <FactChoice
            house={house}
            chosen={test.fact}
            choose={(name) => {
              change(blankTest(name, house));
              close();
            }}
          />
        )}
      </Word>
      {fact?.keyed ? (
        <Word word={test.key ?? ""} tone="value" label={t("value.key")} faults={faultsAt("/key")} disabled={locked}>
          {(close) => (
            <KeyChoice keys={house.seen[`${test.fact}.key`] ?? []} path={test.fact === "data"} value={test.key ?? ""} change={(key) => change({ ...test, key })} close={close} />
          )}
        </Word>
      ) : null}
      <Word word={opWord(t, test.fact, test.op, test.negated)} faults={faultsAt("/op")} disabled={locked} remove={remove}>
        {(close) => (
          <Choice
            chosen={`${test.negated}:${test.op}`}
            sections={[false, true].map((negated) => ({
              options: (fact?.operators ?? [test.op]).map((op) => ({ value: `${negated}:${op}`, label: opWord(t, test.fact, op, negated) })),
            }))}
            choose={(chosen) => {
              const [negated = "false", op = test.op] = chosen.split(":");
              const same = takesNumbers(op) === takesNumbers(test.op);
              change({ ...test, op, negated: negated === "true", ...(same ? {} : { values: [], numbers: [] }) });
              close();
            }}
          />
        )}
      </Word>
      {isFlag(test.fact) || takesNothing(test.op) ? null : (
        <Word word={valueWord(t, test, house)} tone="value" label={factWord(t, test)} faults={value} disabled={locked} remove={remove}>
          {(close) => <ValueChoice test={test} house={house} change={change} close={close} />}
        </Word>
      )}
      {whole.map((fault) => (
        <Wrong key={fault.code} fault={fault} />
      ))}
    </span>
  );
}

interface FactChoiceProps {
  readonly house: RoutingVocabulary;
  readonly chosen?: string;
  readonly choose: (fact: string) => void;
}

/** Everything that can be asked. */
export function FactChoice({ house, chosen, choose }: FactChoiceProps) {
  const { t } = useTranslation("rules");
  const known = new Set(house.facts.map((one) => one.fact));
  const sections = (Object.keys(FACT_GROUPS) as (keyof typeof FACT_GROUPS)[]).map((group) => ({
    title: t(`group.${group}`),
    options: FACT_GROUPS[group].filter((fact) => known.has(fact)).map((fact: FactName) => ({ value: fact, label: t(`facts.${fact}`) })),
  }));
  return <Choice sections={sections} choose={choose} {...(chosen ? { chosen } : {})} />;
}

interface KeyChoiceProps {
  readonly keys: readonly string[];
  readonly path: boolean;
  readonly value: string;
  readonly change: (key: string) => void;
  readonly close: () => void;
}

function KeyChoice({ keys, path, value, change, close }: KeyChoiceProps) {
  const { t } = useTranslation("rules");
  return (
    <Autocomplete
      data-autofocus
      label={path ? t("value.keyPath") : t("value.key")}
      data={[...keys]}
      value={value}
      maxLength={120}
      onChange={change}
      onKeyDown={(event) => {
        if (event.key === "Enter") close();
      }}
      comboboxProps={{ withinPortal: false }}
    />
  );
}

interface ValueChoiceProps {
  readonly test: RuleTest;
  readonly house: RoutingVocabulary;
  readonly change: (test: RuleTest) => void;
  readonly close: () => void;
}

function ValueChoice({ test, house, change, close }: ValueChoiceProps) {
  const { t } = useTranslation("rules");
  const numbers = (at: number, value: number | string): void => {
    const next = [...test.numbers];
    next[at] = typeof value === "number" ? value : 0;
    change({ ...test, numbers: Array.from(next, (one: number | undefined) => one ?? 0) });
  };
  if (test.fact === "hour") return <Hours test={test} zone={house.zone} numbers={numbers} />;
  if (test.op === "within") {
    const names = ["latitude", "longitude", "km"] as const;
    return (
      <Stack gap="xs">
        {names.map((name, at) => (
          <NumberInput key={name} size="sm" label={t(`value.${name}`)} value={test.numbers[at] ?? ""} decimalScale={5} hideControls {...(at === 0 ? { "data-autofocus": true } : {})} onChange={(value) => numbers(at, value)} />
        ))}
      </Stack>
    );
  }
  if (takesNumbers(test.op))
    return (
      <Stack gap="xs">
        <NumberInput data-autofocus size="sm" label={t("value.number")} value={test.numbers[0] ?? ""} hideControls onChange={(value) => numbers(0, value)} onKeyDown={(event) => event.key === "Enter" && close()} />
        {test.op === "between" ? <NumberInput size="sm" label={t("value.second")} value={test.numbers[1] ?? ""} hideControls onChange={(value) => numbers(1, value)} /> : null}
      </Stack>
    );
  const choices = choicesOf(t, test.fact, house);
  if (choices && (test.op === "one_of" || test.op === "open"))
    return <Several options={choices} chosen={test.values} change={(values) => change({ ...test, values })} />;
  return <FreeValues test={test} house={house} change={change} />;
}

function FreeValues({ test, house, change }: Pick<ValueChoiceProps, "test" | "house" | "change">) {
  const { t } = useTranslation("rules");
  const isPage = test.fact === "page" || test.fact === "pages_seen";
  const hint = test.op === "matches" ? t("value.pattern") : isPage ? t("value.pages") : undefined;
  const suggestions = test.fact === "tag" ? house.tags : (house.seen[test.fact] ?? []);
  return (
    <TagsInput
      data-autofocus
      w={280}
      size="sm"
      label={t(`facts.${test.fact as FactName}`)}
      {...(hint ? { description: hint } : {})}
      placeholder={test.values.length ? "" : t("value.add")}
      data={[...suggestions]}
      value={[...test.values]}
      maxLength={200}
      acceptValueOnBlur
      onChange={(values) => change({ ...test, values })}
      comboboxProps={{ withinPortal: false }}
    />
  );
}

interface HoursProps {
  readonly test: RuleTest;
  readonly zone: string;
  readonly numbers: (at: number, value: number) => void;
}

function Hours({ test, zone, numbers }: HoursProps) {
  const { t } = useTranslation("rules");
  return (
    <Stack gap="xs">
      <TextInput data-autofocus size="sm" type="time" label={t("value.from")} value={clockOf(test.numbers[0] ?? 0)} onChange={(event) => numbers(0, minutesOf(event.currentTarget.value))} />
      <TextInput size="sm" type="time" label={t("value.to")} value={clockOf(test.numbers[1] ?? 0)} onChange={(event) => numbers(1, minutesOf(event.currentTarget.value))} />
      <Text size="xs" c="dimmed">
        {t("value.zone", { zone })}
      </Text>
    </Stack>
  );
}
