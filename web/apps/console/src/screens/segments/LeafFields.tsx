import { Chip, Group, MultiSelect, TagsInput } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../../app/i18n.ts";
import { useTenant } from "../../app/parents.tsx";
import { attributesQuery, tagsQuery } from "../../data/contacts.ts";
import { listsQuery } from "../../data/segments.ts";
import { Amount, Bounds, Pick, Words } from "./Fields.tsx";
import { EventFields, FactFields } from "./EventFields.tsx";
import type { Age, AttributeIs, AttributeTest, Consented, Leaf, Listed, Medium, Purpose, Reach, Sex, Tagged } from "./language.ts";
import { PlaceField } from "./PlaceField.tsx";
import classes from "./segments.module.css";
import { WindowField } from "./WindowField.tsx";

interface Props<Of extends Leaf> {
  readonly is: Of;
  readonly set: (is: Of) => void;
}

/** What is asked, after the verb. */
export function LeafFields({ is, set }: Props<Leaf>) {
  switch (is.kind) {
    case "age":
      return <AgeFields is={is} set={set} />;
    case "place":
      return <PlaceField is={is} set={set} />;
    case "attribute":
      return <AttributeFields is={is} set={set} />;
    case "event":
      return <EventFields is={is} set={set} />;
    case "fact":
      return <FactFields is={is} set={set} />;
    default:
      return <KnownFields is={is} set={set} />;
  }
}

function KnownFields({ is, set }: Props<Leaf>) {
  const { t } = useTranslation("segments");
  switch (is.kind) {
    case "tags":
      return <TagFields is={is} set={set} />;
    case "list":
      return <ListField is={is} set={set} />;
    case "consent":
      return <ConsentFields is={is} set={set} />;
    case "seen":
      return <WindowField window={is.window} set={(window) => set({ ...is, window: window ?? is.window })} modes={["last", "past", "between"]} />;
    case "sex":
      return <Chips label={t("kind.sex")} of={SEXES.map((value) => ({ value, label: t(`sex.${value}`) }))} chosen={is.one_of} set={(one_of) => set({ ...is, one_of })} />;
    case "identity":
      return <Chips label={t("kind.identity")} of={REACHES.map((value) => ({ value, label: t(`reach.${value}`) }))} chosen={is.one_of} set={(one_of) => set({ ...is, one_of })} />;
    case "language":
      return <LanguageField chosen={is.one_of} set={(one_of) => set({ ...is, one_of })} />;
    default:
      return null;
  }
}

const SEXES: readonly Sex[] = ["female", "male", "other"];
const REACHES: readonly Reach[] = ["phone", "email", "external", "visitor"];

interface ChipsProps<Value extends string> {
  readonly label: string;
  readonly of: readonly { readonly value: Value; readonly label: string }[];
  readonly chosen: readonly Value[];
  readonly set: (chosen: readonly Value[]) => void;
}

function Chips<Value extends string>({ label, of, chosen, set }: ChipsProps<Value>) {
  return (
    <Chip.Group multiple value={[...chosen]} onChange={(next) => set(next)}>
      <Group gap={6} role="group" aria-label={label}>
        {of.map((one) => (
          <Chip key={one.value} value={one.value} size="sm" variant="light">
            {one.label}
          </Chip>
        ))}
      </Group>
    </Chip.Group>
  );
}

type Years = "under" | "least" | "between";

function AgeFields({ is, set }: Props<Age>) {
  const { t } = useTranslation("segments");
  const mode: Years = is.minimum === null ? "under" : is.maximum === null ? "least" : "between";
  const choose = (next: Years): void => {
    const low = is.minimum ?? 18;
    const high = is.maximum ?? 29;
    if (next === "under") set({ ...is, minimum: null, maximum: high });
    else set({ ...is, minimum: low, maximum: next === "least" ? null : Math.max(low, high) });
  };
  const whole = { whole: true, minimum: 0, maximum: 150 };
  return (
    <span className={classes["part"]}>
      <Pick label={t("kind.age")} value={mode} options={(["under", "least", "between"] as const).map((value) => ({ value, label: t(`age.${value}`) }))} set={choose} />
      {mode === "under" ? (
        <Amount label={t("age.under")} value={is.maximum === null ? null : is.maximum + 1} set={(age) => set({ ...is, maximum: age === null ? null : Math.max(0, age - 1) })} {...whole} minimum={1} />
      ) : (
        <Amount label={t("age.from")} value={is.minimum} set={(minimum) => set({ ...is, minimum: minimum ?? 0 })} {...whole} />
      )}
      {mode === "between" ? (
        <>
          <span>{t("age.and")}</span>
          <Amount label={t("age.to")} value={is.maximum} set={(maximum) => set({ ...is, maximum: maximum ?? is.minimum })} {...whole} />
        </>
      ) : null}
      <span>{t("age.years")}</span>
    </span>
  );
}

function TagFields({ is, set }: Props<Tagged>) {
  const { t } = useTranslation("segments");
  const tenant = useTenant();
  const known = useQuery(tagsQuery(tenant.id)).data ?? [];
  const every = [{ value: "some", label: t("tags.some") }, { value: "every", label: t("tags.every") }] as const;
  return (
    <>
      {is.tags.length > 1 ? <Pick label={t("tags.how")} value={is.every ? "every" : "some"} options={every} set={(how) => set({ ...is, every: how === "every" })} /> : null}
      <TagsInput aria-label={t("kind.tags")} value={[...is.tags]} onChange={(tags) => set({ ...is, tags })} data={[...known]} size="sm" variant="filled" acceptValueOnBlur maxTags={50}
        placeholder={is.tags.length > 0 ? "" : t("tags.placeholder")} className={classes["wide"] ?? ""} />
    </>
  );
}

function ListField({ is, set }: Props<Listed>) {
  const { t } = useTranslation("segments");
  const tenant = useTenant();
  const lists = useInfiniteQuery(listsQuery(tenant.id)).data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Pick label={t("kind.list")} value={is.list_id || null} options={lists.map((one) => ({ value: one.id, label: one.name }))} set={(list_id) => set({ ...is, list_id })} search
      placeholder={t("list.choose")} nothing={t("list.none")} />
  );
}

const PURPOSES: readonly Purpose[] = ["marketing", "reminders", "surveys", "profiling", "recording"];
const MEDIA: readonly Medium[] = ["sms", "mail", "call", "chat"];

function ConsentFields({ is, set }: Props<Consented>) {
  const { t } = useTranslation("segments");
  return (
    <span className={classes["part"]}>
      <Pick label={t("consent.decision")} value={is.decision} options={(["granted", "withdrawn"] as const).map((value) => ({ value, label: t(`consent.${value}`) }))}
        set={(decision) => set({ ...is, decision })} />
      <Pick label={t("consent.purpose")} value={is.purpose} options={PURPOSES.map((value) => ({ value, label: t(`purpose.${value}`) }))} set={(purpose) => set({ ...is, purpose })} />
      <span>{t("consent.by")}</span>
      <Pick label={t("consent.medium")} value={is.medium} options={MEDIA.map((value) => ({ value, label: t(`medium.${value}`) }))} set={(medium) => set({ ...is, medium })} />
    </span>
  );
}

const SPOKEN = ["fr", "en", "de", "es", "it", "pt", "nl", "zh", "ar", "ru", "ta", "rcf"];

function LanguageField({ chosen, set }: { readonly chosen: readonly string[]; readonly set: (chosen: readonly string[]) => void }) {
  const { t } = useTranslation("segments");
  const names = new Intl.DisplayNames(currentLanguage(), { type: "language" });
  const all = [...new Set([...SPOKEN, ...chosen])].map((value) => ({ value, label: names.of(value) ?? value }));
  return (
    <MultiSelect aria-label={t("kind.language")} data={all} value={[...chosen]} onChange={set} size="sm" variant="filled" searchable className={classes["wide"] ?? ""}
      placeholder={chosen.length > 0 ? "" : t("language.choose")} />
  );
}

type AttributeMode = "one_of" | "range" | "begins" | "known" | "date" | "anniversary";

const MODES: Readonly<Record<string, readonly AttributeMode[]>> = {
  text: ["one_of", "begins", "known"],
  choice: ["one_of", "known"],
  boolean: ["one_of", "known"],
  number: ["range", "known"],
  money: ["range", "known"],
  date: ["date", "anniversary", "known"],
};

const START: Readonly<Record<AttributeMode, AttributeTest>> = {
  one_of: { test: "one_of", values: [] },
  range: { test: "range", minimum: null, maximum: null },
  begins: { test: "begins", beginning: "" },
  known: { test: "known" },
  date: { test: "date", window: { kind: "days", first: -30, last: -1 } },
  anniversary: { test: "anniversary", first: 0, last: 7 },
};

function AttributeFields({ is, set }: Props<AttributeIs>) {
  const { t } = useTranslation("segments");
  const tenant = useTenant();
  const definition = useQuery(attributesQuery(tenant.id)).data?.find((one) => one.key === is.key);
  const name = definition?.label[currentLanguage()] ?? is.key;
  const modes = MODES[definition?.type ?? "text"] ?? ["one_of"];
  const options = modes.map((value) => ({ value, label: t(`test.${value}`) }));
  return (
    <>
      <strong className={classes["named"]}>{name}</strong>
      <Pick label={t("test.label", { name })} value={is.of.test} options={options} set={(test) => set({ ...is, of: definition?.type === "boolean" && test === "one_of" ? { test, values: [true] } : START[test] })} />
      <TestFields name={name} of={is.of} set={(of) => set({ ...is, of })} choices={definition?.choices.map((one) => ({ value: one.key, label: one.label[currentLanguage()] }))}
        money={definition?.type === "money"} yesNo={definition?.type === "boolean"} />
    </>
  );
}

interface TestProps {
  readonly name: string;
  readonly of: AttributeTest;
  readonly set: (of: AttributeTest) => void;
  readonly choices: readonly { readonly value: string; readonly label: string }[] | undefined;
  readonly money: boolean;
  readonly yesNo: boolean;
}

function TestFields(props: TestProps) {
  const { t } = useTranslation("segments");
  const { name, of, set, money } = props;
  switch (of.test) {
    case "range":
      return (
        <span className={classes["part"]}>
          <Bounds label={t("compare.label", { name })} minimum={of.minimum} maximum={of.maximum} set={(bounds) => set({ ...of, ...bounds })} money={money} />
        </span>
      );
    case "begins":
      return <Words label={name} values={of.beginning ? [of.beginning] : []} set={(values) => set({ ...of, beginning: String(values.at(-1) ?? "") })} known={[]} placeholder={t("test.beginning")} />;
    case "date":
      return <WindowField window={of.window} set={(window) => set({ ...of, window: window === null || window.kind === "last" ? of.window : window })} modes={["past", "coming", "around", "between"]} />;
    case "anniversary":
      return (
        <WindowField window={{ kind: "days", first: of.first, last: of.last }} modes={["coming", "past", "around"]}
          set={(window) => set(window?.kind === "days" ? { test: "anniversary", first: window.first, last: window.last } : of)} />
      );
    case "known":
      return null;
    case "one_of":
      return <ValuesField {...props} values={of.values} />;
  }
}

function ValuesField({ name, set, choices, yesNo, values }: TestProps & { readonly values: readonly (string | number | boolean)[] }) {
  const { t } = useTranslation("segments");
  const tell = (next: readonly (string | number | boolean)[]): void => set({ test: "one_of", values: next });
  if (yesNo) {
    const options = [{ value: "true", label: t("yes") }, { value: "false", label: t("no") }] as const;
    return <Pick label={name} value={String(values[0] ?? true) as "true" | "false"} options={options} set={(chosen) => tell([chosen === "true"])} />;
  }
  if (choices && choices.length > 0) {
    return (
      <MultiSelect aria-label={name} data={choices.map((one) => ({ ...one }))} value={values.map(String)} onChange={tell} size="sm" variant="filled" className={classes["wide"] ?? ""}
        placeholder={values.length > 0 ? "" : t("test.choose")} />
    );
  }
  return <Words label={name} values={values} set={tell} known={[]} placeholder={t("test.value")} />;
}
