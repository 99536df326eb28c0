import { NumberInput, Radio, SegmentedControl, Stack, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import type { PaceKind } from "../../data/campaigns.ts";
import { zoneWords } from "../texts/words.ts";
import classes from "./campaigns.module.css";
import { paceOf, type Form } from "./draft.ts";

interface Props {
  readonly form: Form;
  readonly answerable: boolean;
  readonly change: (part: Partial<Form>) => void;
}

interface WhenProps extends Props {
  /** It is to go again and again: that is written on a page of its own. */
  readonly again: () => void;
}

const WHENS = ["now", "at", "local"] as const;
const AGAIN = "again";
const CHOICES = [...WHENS, AGAIN] as const;
/** Four words beside each other have no room on a telephone. */
const ONE_BELOW_ANOTHER = "(max-width: 600px)";
const PACES: readonly PaceKind[] = ["none", "rate", "end_by", "agents"];

/** When it leaves; how fast, what it may cost and until when the offer holds are one click away. */
export function WhenPace({ form, answerable, change, again }: WhenProps) {
  const { t } = useTranslation("campaigns");
  const clock = useClock();
  const below = useMediaQuery(ONE_BELOW_ANOTHER, undefined, { getInitialValueInEffect: false });
  const chosen = form.pace !== "none" || form.cap !== null || form.endsAt !== "";
  const choose = (when: string): void => {
    if (when === AGAIN) again();
    else change({ when: WHENS.find((one) => one === when) ?? form.when });
  };
  return (
    <Stack gap="md">
      <div className={classes["when"]}>
        <SegmentedControl value={form.when} onChange={choose} aria-label={t("when.title")} orientation={below ? "vertical" : "horizontal"}
          data={CHOICES.map((when) => ({ value: when, label: t(`when.${when}`) }))} className={classes["segments"] ?? ""} />
        {form.when === "now" ? null : (
          <TextInput type="datetime-local" value={form.at} onChange={(event) => change({ at: event.currentTarget.value })} aria-label={t("when.day")}
            description={form.when === "local" ? t("when.local_about") : clock} inputWrapperOrder={["input", "description"]} required />
        )}
      </div>
      <details className={classes["more"]} open={chosen || undefined}>
        <summary>{t("when.more")}</summary>
        <PaceAndLimits form={form} answerable={answerable} change={change} paces={PACES} />
      </details>
    </Stack>
  );
}

function useClock(): string {
  const { t, i18n } = useTranslation("campaigns");
  const { zone } = useTenant();
  return t("when.clock", { zone: zoneWords(zone, i18n.language) });
}

interface PaceProps extends Props {
  readonly paces: readonly PaceKind[];
}

/** How fast it goes, what it may cost, until when the offer holds. */
export function PaceAndLimits({ form, answerable, change, paces }: PaceProps) {
  const clock = useClock();
  return (
    <Stack gap="lg" mt="sm">
      {paces.length > 1 ? <PaceChoice form={form} answerable={answerable} change={change} paces={paces} clock={clock} /> : null}
      <Limits form={form} change={change} clock={clock} />
    </Stack>
  );
}

function PaceChoice({ form, answerable, change, paces, clock }: PaceProps & { readonly clock: string }) {
  const { t } = useTranslation("campaigns");
  return (
    <Radio.Group label={t("pace.title")} description={form.when === "local" ? t("pace.local_off") : undefined} value={paceOf(form, answerable)} onChange={(pace) => change({ pace })}>
      <Stack gap={8} mt={8}>
        {paces.map((pace) => (
          <Radio key={pace} value={pace} label={t(`pace.${pace}`)} disabled={paceOf({ pace, when: form.when }, answerable) !== pace}
            description={pace === "agents" ? t(answerable ? "pace.agents_about" : "pace.agents_off") : undefined} />
        ))}
        {paceOf(form, answerable) === "rate" ? (
          <NumberInput label={t("pace.per_minute")} value={form.perMinute} onChange={(value) => change({ perMinute: Number(value) })} min={1} max={100_000} allowDecimal={false} maw={200} />
        ) : null}
        {paceOf(form, answerable) === "end_by" ? (
          <TextInput type="datetime-local" label={t("pace.by")} description={clock} value={form.endBy} onChange={(event) => change({ endBy: event.currentTarget.value })}
            inputWrapperOrder={["label", "input", "description"]} maw={280} required />
        ) : null}
      </Stack>
    </Radio.Group>
  );
}

function Limits({ form, change, clock }: Omit<Props, "answerable"> & { readonly clock: string }) {
  const { t, i18n } = useTranslation("campaigns");
  const { currency } = useTenant();
  return (
    <div className={classes["pair"]}>
      <NumberInput label={t("cap.title", { currency })} description={t("cap.about")} value={form.cap ?? ""} min={0} decimalScale={2} decimalSeparator={i18n.language === "fr" ? "," : "."} allowedDecimalSeparators={[",", "."]} hideControls
        onChange={(value) => change({ cap: value === "" ? null : Number(value) })} inputWrapperOrder={["label", "input", "description", "error"]} />
      <TextInput type="datetime-local" label={t("ends.title")} description={t("ends.about", { clock })} value={form.endsAt} onChange={(event) => change({ endsAt: event.currentTarget.value })}
        inputWrapperOrder={["label", "input", "description"]} />
    </div>
  );
}
