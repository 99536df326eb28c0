import { ActionIcon, Autocomplete, Button, Checkbox, NumberInput, Radio, Select, Stack, TagsInput, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../../app/parents.tsx";
import { zoneWords } from "../../texts/words.ts";
import classes from "../campaigns.module.css";
import { isPersonal, KINDS, limitsFor, type Kind, type Plan } from "./plan.ts";
import { weekdays } from "./useCauseWords.ts";
import type { KnownEvents } from "./useSeen.ts";

interface Props {
  readonly plan: Plan;
  readonly known: KnownEvents;
  readonly change: (part: Partial<Plan>) => void;
}

/** The first question: what makes the text leave. */
export function WhenChoice({ plan, known, change }: Props) {
  const { t } = useTranslation("automatic");
  const choose = (kind: string): void => {
    const next = KINDS.find((one) => one === kind) ?? plan.kind;
    change({ kind: next, ...limitsFor(next) });
  };
  return (
    <Stack gap="md">
      <Radio.Group value={plan.kind} onChange={choose} aria-label={t("when.title")}>
        <div className={classes["kinds"]}>
          {KINDS.map((kind) => (
            <Radio key={kind} value={kind} label={t(`when.${kind}`)} description={t(`when.${kind}_about`)} className={classes["choice"] ?? ""} />
          ))}
        </div>
      </Radio.Group>
      <Details plan={plan} known={known} change={change} />
    </Stack>
  );
}

function Details(props: Props) {
  const shown: Readonly<Record<Kind, (props: Props) => React.ReactNode>> = { event: EventFields, before: BeforeFields, again: AgainFields, call: CallFields };
  const Fields = shown[props.plan.kind];
  return <Fields {...props} />;
}

/** Proposed where the company's systems told of nothing yet. */
const USUAL = ["booking", "purchase", "visit"];

function TypeField({ plan, known, change }: Props) {
  const { t } = useTranslation("automatic");
  const strange = plan.type.trim() !== "" && known.types.length > 0 && !known.types.includes(plan.type.trim());
  return (
    <Autocomplete label={t(plan.kind === "before" ? "event.appointment" : "event.type")} description={strange ? t("event.strange", { type: plan.type.trim() }) : t("event.about")} placeholder="booking" value={plan.type} onChange={(type) => change({ type, where: [] })}
      data={known.types.length > 0 ? [...known.types] : USUAL} maxLength={100} maw={420} inputWrapperOrder={["label", "input", "description"]} />
  );
}

function EventFields(props: Props) {
  return (
    <>
      <TypeField {...props} />
      <Where {...props} />
    </>
  );
}

/** Only events whose properties are so. */
function Where({ plan, known, change }: Props) {
  const { t } = useTranslation("automatic");
  const names = known.seen.properties;
  const free = names.filter((name) => plan.where.every((one) => one.property !== name));
  const put = (place: number, part: Partial<Plan["where"][number]>): void => change({ where: plan.where.map((one, at) => (at === place ? { ...one, ...part } : one)) });
  if (names.length === 0 && plan.where.length === 0) return null;
  return (
    <div className={classes["where"]} role="group" aria-label={t("event.only")}>
      {plan.where.map((one, place) => (
        <span key={place} className={classes["whereRow"]}>
          <Select aria-label={t("event.property")} data={[...new Set([one.property, ...free])]} value={one.property} onChange={(property) => put(place, { property: property ?? one.property, value: "" })} allowDeselect={false} />
          <Autocomplete aria-label={t("event.is", { name: one.property })} placeholder={t("event.value")} data={known.valuesOf(one.property).slice(0, 20)} value={one.value} onChange={(value) => put(place, { value })} maxLength={200} />
          <ActionIcon size="lg" aria-label={t("event.any", { name: one.property })} onClick={() => change({ where: plan.where.filter((_, at) => at !== place) })}>
            <IconX size={16} />
          </ActionIcon>
        </span>
      ))}
      {free[0] !== undefined && plan.where.length < 10 ? (
        <Button size="compact-sm" variant="subtle" leftSection={<IconPlus size={14} />} onClick={() => change({ where: [...plan.where, { property: free[0] ?? "", value: "" }] })}>
          {t("event.only_if")}
        </Button>
      ) : null}
    </div>
  );
}

function BeforeFields(props: Props) {
  const { plan, known, change } = props;
  const { t } = useTranslation("automatic");
  return (
    <>
      <TypeField {...props} />
      <div className={classes["inline"]}>
        <Select label={t("before.ahead")} value={plan.ahead} onChange={(ahead) => change({ ahead: ahead === "hours" ? "hours" : "days" })} allowDeselect={false} data={(["days", "hours"] as const).map((value) => ({ value, label: t(`before.in_${value}`) }))} />
        {plan.ahead === "days" ? (
          <>
            <NumberInput label={t("before.how_many_days")} value={plan.days} onChange={(days) => change({ days: Number(days) })} min={0} max={60} allowDecimal={false} w={120} />
            <Clock value={plan.at} change={(at) => change({ at })} />
          </>
        ) : (
          <NumberInput label={t("before.how_many_hours")} value={plan.hours} onChange={(hours) => change({ hours: Number(hours) })} min={1} max={1_440} allowDecimal={false} w={120} />
        )}
      </div>
      <details className={classes["more"]} open={plan.cancelledBy !== "" || undefined}>
        <summary>{t("before.more")}</summary>
        <Stack gap="md" mt="sm">
          <Autocomplete label={t("before.cancelled")} description={t("before.cancelled_about")} value={plan.cancelledBy} onChange={(cancelledBy) => change({ cancelledBy })} data={[...known.types]} maxLength={100} maw={420} />
          <div className={classes["pair"]}>
            <Autocomplete label={t("before.property")} description={t("before.property_about")} value={plan.property} onChange={(property) => change({ property })} data={[...known.seen.properties]} maxLength={100} />
            <TextInput label={t("before.reference")} description={t("before.reference_about")} value={plan.reference} onChange={(event) => change({ reference: event.currentTarget.value })} maxLength={100} />
          </div>
          <Where {...props} />
        </Stack>
      </details>
    </>
  );
}

function Clock({ value, change }: { readonly value: string; readonly change: (at: string) => void }) {
  const { t, i18n } = useTranslation("automatic");
  const { zone } = useTenant();
  return <TextInput type="time" label={t("at")} description={zoneWords(zone, i18n.language)} value={value} onChange={(event) => change(event.currentTarget.value)} inputWrapperOrder={["label", "input", "description"]} required withAsterisk={false} />;
}

const EVERY = ["day", "week", "month"] as const;

function AgainFields({ plan, change }: Props) {
  const { t, i18n } = useTranslation("automatic");
  const days = weekdays(i18n.language);
  return (
    <>
      <div className={classes["inline"]}>
        <Select label={t("again.every")} value={plan.every} onChange={(every) => change({ every: EVERY.find((one) => one === every) ?? plan.every })} allowDeselect={false} data={EVERY.map((value) => ({ value, label: t(`again.${value}`) }))} />
        {plan.every === "week" ? (
          <Select label={t("again.weekday")} value={String(plan.weekday)} onChange={(day) => change({ weekday: Number(day) })} allowDeselect={false} data={days.map((label, value) => ({ value: String(value), label }))} />
        ) : null}
        {plan.every === "month" ? (
          <NumberInput label={t("again.date")} description={plan.day > 28 ? t("again.last") : undefined} value={plan.day} onChange={(day) => change({ day: Number(day) })} min={1} max={31} allowDecimal={false} w={150} inputWrapperOrder={["label", "input", "description"]} />
        ) : null}
        <Clock value={plan.at} change={(at) => change({ at })} />
      </div>
      <Checkbox label={t("again.local")} description={t("again.local_about")} checked={plan.local} onChange={(event) => change({ local: event.currentTarget.checked })} />
    </>
  );
}

function CallFields({ plan, change }: Props) {
  const { t } = useTranslation("automatic");
  return (
    <TagsInput label={t("call.names")} description={t("call.names_about")} placeholder={plan.names.length === 0 ? "article" : ""} value={[...plan.names]} onChange={(names) => change({ names })} splitChars={[",", " "]} acceptValueOnBlur maxTags={20} maw={520} />
  );
}

/** Not too often, and not to too many by mistake. */
export function LimitFields({ plan, change }: Omit<Props, "known">) {
  const { t } = useTranslation("automatic");
  const whole = (value: string | number): number | null => (value === "" ? null : Number(value));
  return (
    <div className={classes["inline"]}>
      {isPersonal(plan.kind) ? (
        <>
          <NumberInput label={t("limits.texts")} placeholder={t("limits.none")} value={plan.texts ?? ""} onChange={(value) => change({ texts: whole(value) })} min={1} max={100} allowDecimal={false} w={190} />
          <NumberInput label={t("limits.days")} value={plan.within} onChange={(value) => change({ within: Number(value) || 1 })} min={1} max={366} allowDecimal={false} disabled={plan.texts === null} w={190} />
        </>
      ) : (
        <>
          <NumberInput label={t("limits.recipients")} placeholder={t("limits.none")} value={plan.recipients ?? ""} onChange={(value) => change({ recipients: whole(value) })} min={1} max={1_000_000} allowDecimal={false} w={220} />
          {plan.kind === "call" ? (
            <NumberInput label={t("limits.pause")} placeholder={t("limits.none")} value={plan.pauseMinutes ?? ""} onChange={(value) => change({ pauseMinutes: whole(value) })} min={1} max={86_400} allowDecimal={false} w={220} />
          ) : null}
        </>
      )}
    </div>
  );
}
