import { Alert, Checkbox, CloseButton, MultiSelect, NativeSelect, Stack, TagsInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { listsQuery, segmentsQuery, type Named, type Selection } from "../../data/campaigns.ts";
import classes from "./campaigns.module.css";
import type { Form } from "./draft.ts";
import { QuickTake } from "./QuickTake.tsx";

interface Props {
  readonly form: Form;
  readonly change: (part: Partial<Form>) => void;
}

/** Who gets it: a list on the spot, or what the company has already; and who does not. */
export function Who({ form, change }: Props) {
  const { t } = useTranslation("campaigns");
  const may = useMay("contacts.read");
  const { lists, segments } = useNamed();
  const { people, minus } = form;
  const left = [minus.lists, minus.numbers, minus.segments].some((some) => some.length > 0);
  return (
    <Stack gap="md">
      <QuickTake form={form} change={change} />
      <Numbers people={people} change={(numbers) => change({ people: { ...people, numbers } })} />
      {may ? <Checkbox label={t("who.everybody")} description={t("who.everybody_about")} checked={form.everybody} onChange={(event) => change({ everybody: event.currentTarget.checked })} /> : null}
      {form.everybody ? null : <Chosen chosen={people} lists={lists} segments={segments} change={(part) => change({ people: { ...people, ...part } })} />}
      {form.conditions.length > 0 ? (
        <Alert color="lagoon" variant="light">
          {t("who.conditions", { count: form.conditions.length })}
        </Alert>
      ) : null}
      <details className={classes["more"]} open={left || undefined}>
        <summary>{t("who.minus")}</summary>
        <Stack gap="md" mt="sm">
          <Chosen chosen={minus} lists={lists} segments={segments} change={(part) => change({ minus: { ...minus, ...part } })} />
          <TagsInput label={t("who.minus_numbers")} value={[...minus.numbers]} onChange={(numbers) => change({ minus: { ...minus, numbers } })} splitChars={[",", ";", "\n", "\t"]} acceptValueOnBlur />
        </Stack>
      </details>
      <HeldBack form={form} change={change} />
    </Stack>
  );
}

const SHARES = [0, 5, 10, 20] as const;

/** Some get nothing, drawn by lot: what they buy tells what the campaign brought. */
function HeldBack({ form, change }: Props) {
  const { t } = useTranslation("campaigns");
  const shares = [...new Set<number>([...SHARES, form.control])].sort((one, other) => one - other);
  return (
    <details className={classes["more"]} open={form.control > 0 || undefined}>
      <summary>{t("who.control")}</summary>
      <NativeSelect mt="sm" maw={420} label={t("who.control_share")} description={t("who.control_about")} value={String(form.control)}
        onChange={(event) => change({ control: Number(event.currentTarget.value) })}
        data={shares.map((share) => ({ value: String(share), label: share === 0 ? t("who.control_none") : t("who.control_of", { count: share }) }))} />
    </details>
  );
}

function useNamed(): { readonly lists: readonly Named[]; readonly segments: readonly Named[] } {
  const tenant = useTenant();
  const enabled = useMay("contacts.read");
  const lists = useQuery({ ...listsQuery(tenant.id), enabled }).data ?? [];
  const segments = useQuery({ ...segmentsQuery(tenant.id), enabled }).data ?? [];
  return { lists, segments };
}

interface ChosenProps {
  readonly chosen: Selection;
  readonly lists: readonly Named[];
  readonly segments: readonly Named[];
  readonly change: (part: Partial<Selection>) => void;
}

/** Shown as far as the company has any. */
function Chosen({ chosen, lists, segments, change }: ChosenProps) {
  const { t } = useTranslation("campaigns");
  const fields = [
    { what: "lists", known: lists },
    { what: "segments", known: segments },
  ] as const;
  return (
    <>
      {fields.map(({ what, known }) =>
        known.length > 0 || chosen[what].length > 0 ? (
          <div key={what}>
            <MultiSelect label={t(`who.${what}`)} data={known.map((one) => ({ value: one.id, label: one.name }))} value={[...chosen[what]]} onChange={(ids) => change({ [what]: ids })}
              searchable clearable clearButtonProps={{ "aria-label": t("who.none") }} nothingFoundMessage={t("who.nothing")} placeholder={chosen[what].length === 0 ? t(`who.${what}_choose`) : ""} />
            <Sentences known={known} chosen={chosen[what]} />
          </div>
        ) : null,
      )}
    </>
  );
}

/** Who fits a segment, in words. */
function Sentences({ known, chosen }: { readonly known: readonly Named[]; readonly chosen: readonly string[] }) {
  const said = known.flatMap((one) => (chosen.includes(one.id) && one.sentence ? [one.sentence] : []));
  return (
    <>
      {said.map((sentence) => (
        <p key={sentence} className={classes["quiet"]}>
          {sentence}
        </p>
      ))}
    </>
  );
}

function Numbers({ people, change }: { readonly people: Selection; readonly change: (numbers: readonly string[]) => void }) {
  const { t } = useTranslation("campaigns");
  if (people.numbers.length === 0) return null;
  return (
    <p className={classes["numbers"]}>
      <span>
        <strong>{t("who.numbers", { count: people.numbers.length })}</strong> <span className={classes["quiet"]}>{people.numbers.slice(0, 5).join(", ")}{people.numbers.length > 5 ? "…" : ""}</span>
      </span>
      <CloseButton onClick={() => change([])} aria-label={t("who.remove_numbers")} />
    </p>
  );
}
