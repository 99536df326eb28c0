import { Alert, Anchor, Button, Skeleton, Text } from "@mantine/core";
import { IconHandStop, IconInfoCircle, IconPlugConnectedX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { textNamesQuery, type Preview, type Problem } from "../../data/campaigns.ts";
import { useTrouble } from "../../kit/Trouble.tsx";
import classes from "./campaigns.module.css";
import type { Form } from "./draft.ts";
import { amount, priceRange } from "./figures.ts";
import { useReasonWords } from "./reasons.ts";
import type { Kept } from "./useKept.ts";
import { wayOut } from "./problems.ts";

interface Props {
  readonly form: Form;
  readonly whole: boolean;
  readonly kept: Kept;
  readonly change: (part: Partial<Form>) => void;
}

/** To how many, for how much, who is left out and why, and what stands against it. */
export function Before({ form, whole, kept, change }: Props) {
  const { t } = useTranslation("campaigns");
  const tell = useTrouble();
  if (!whole) return <Missing form={form} />;
  if (kept.previewError && !kept.preview) {
    return (
      <Alert color="yellow" variant="light" icon={<IconPlugConnectedX size={18} />} title={t("before.unknown")}>
        {tell(kept.previewError)}
      </Alert>
    );
  }
  if (!kept.preview) return <Skeleton height={84} radius="sm" />;
  return (
    <div aria-live="polite" className={classes["before"]}>
      <Sums preview={kept.preview} fresh={kept.fresh} />
      <Excluded preview={kept.preview} />
      {kept.preview.problems.map((one) => (
        <ProblemNote key={`${one.code} ${one.detail}`} problem={one} form={form} change={change} />
      ))}
    </div>
  );
}

function Missing({ form }: { readonly form: Form }) {
  const { t } = useTranslation("campaigns");
  const nobody = !form.everybody && [form.people.lists, form.people.numbers, form.people.segments, form.conditions].every((some) => some.length === 0);
  const missing = [
    ...(nobody ? [t("before.missing_people")] : []),
    ...(form.text.trim() === "" ? [t("before.missing_text")] : []),
    ...(form.purpose === "marketing" && form.consent === "none" ? [t("before.missing_consent")] : []),
    ...(form.when !== "now" && form.at === "" ? [t("before.missing_time")] : []),
    ...(form.pace === "end_by" && form.endBy === "" ? [t("before.missing_end")] : []),
  ];
  return (
    <div className={classes["quiet"]}>
      {t("before.missing")}
      <ul className={classes["missing"]}>
        {missing.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </div>
  );
}

function Sums({ preview, fresh }: { readonly preview: Preview; readonly fresh: boolean }) {
  const { t, i18n } = useTranslation("campaigns");
  const { recipients, excluded, parts } = preview;
  const { language } = i18n;
  const each = parts.least === parts.most ? t("before.parts", { count: parts.most }) : t("before.parts_range", { count: parts.most, least: parts.least });
  const figures = [
    [t("before.people"), amount(recipients, language)],
    [t("before.left_out"), amount(excluded, language)],
    [t("before.each"), each],
    [t("before.price"), priceRange(preview, language) ?? t("before.free")],
  ] as const;
  return (
    <dl className={classes["sums"]} data-fresh={fresh}>
      {figures.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Excluded({ preview }: { readonly preview: Preview }) {
  const { t, i18n } = useTranslation("campaigns");
  const words = useReasonWords();
  const some = preview.exclusions.filter((one) => one.count > 0);
  if (some.length === 0) return null;
  return (
    <details className={classes["more"]}>
      <summary>{t("before.why", { count: preview.excluded })}</summary>
      <ul className={classes["reasons"]}>
        {some.map((one) => (
          <li key={one.reason}>
            <span>{words(one.reason)}</span>
            <strong>{amount(one.count, i18n.language)}</strong>
          </li>
        ))}
      </ul>
    </details>
  );
}

interface NoteProps {
  readonly problem: Problem;
  readonly form: Form;
  readonly change: (part: Partial<Form>) => void;
}

/** What stands against it, with the way out. */
export function ProblemNote({ problem, form, change }: NoteProps) {
  const { t } = useTranslation("campaigns");
  const { stops } = problem;
  return (
    <Alert color={stops ? "red" : "yellow"} variant="light" icon={stops ? <IconHandStop size={18} /> : <IconInfoCircle size={18} />} title={problem.detail} className={classes["told"] ?? ""}>
      <Text component="div" size="sm">
        <WayOut problem={problem} form={form} change={change} />
        <span className={classes["quiet"]}>{stops ? "" : t("before.may_go")}</span>
      </Text>
    </Alert>
  );
}

function WayOut({ problem, form, change }: NoteProps): ReactNode {
  const { t } = useTranslation("campaigns");
  const tenant = useTenant();
  const known = useQuery(textNamesQuery(tenant.id)).data ?? [];
  const way = wayOut(problem, form, known);
  if (way === null) return null;
  if (way.kind === "change") {
    return (
      <Button size="compact-sm" variant="light" onClick={() => change(way.part)}>
        {t(`way.${way.say}`, { written: way.written })}
      </Button>
    );
  }
  if (way.kind === "place") {
    return (
      <Button size="compact-sm" variant="light" component="a" href={`#${way.place}`}>
        {t(`way.${way.say}`)}
      </Button>
    );
  }
  return (
    <Anchor component={Link} to={`/t/${tenant.slug}${way.to}`} size="sm">
      {t(`way.${way.say}`)}
    </Anchor>
  );
}
