import { Button, Group, Select } from "@mantine/core";
import { IconBookmark } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { keepText, keptTextsQuery, type KeptText } from "../../data/campaigns.ts";
import { useKeys } from "../../kit/idempotency.ts";
import { useDeed } from "../../kit/useDeed.ts";
import classes from "./campaigns.module.css";
import { nameFrom, type Form } from "./draft.ts";

interface Props {
  readonly form: Form;
  readonly change: (part: Partial<Form>) => void;
}

/** Begin from a text that worked before, or keep this one for next time. */
export function KeptTexts({ form, change }: Props) {
  const tenant = useTenant();
  const texts = useQuery({ ...keptTextsQuery(tenant.id), enabled: useMay("messages.read") }).data ?? [];
  const worth = form.text.trim() !== "" && !texts.some((one) => one.text === form.text);
  const mayKeep = useMay("messages.send") && worth;
  if (texts.length === 0 && !mayKeep) return null;
  return (
    <Group gap="xs" align="end">
      {texts.length > 0 ? <Begin texts={texts} change={change} /> : null}
      {mayKeep ? <Keep form={form} /> : null}
    </Group>
  );
}

function Begin({ texts, change }: { readonly texts: readonly KeptText[]; readonly change: Props["change"] }) {
  const { t, i18n } = useTranslation("campaigns");
  const language = i18n.language === "fr" ? "fr" : "en";
  const begin = (id: string | null): void => {
    const chosen = texts.find((one) => one.id === id);
    if (chosen) change({ text: chosen.text, purpose: chosen.purpose === "marketing" ? "marketing" : "service" });
  };
  return (
    <Select value={null} onChange={begin} data={texts.map((one) => ({ value: one.id, label: one.label[language] }))} placeholder={t("texts.begin")} aria-label={t("texts.begin")} className={classes["grow"] ?? ""}
      searchable nothingFoundMessage={t("who.nothing")} />
  );
}

function Keep({ form }: Pick<Props, "form">) {
  const { t } = useTranslation("campaigns");
  const tenant = useTenant();
  const keyFor = useKeys();
  const name = nameFrom(form.text, t("text.label"));
  const keep = useDeed({
    run: () => keepText(tenant.id, { label: { en: name, fr: name }, text: form.text, purpose: form.purpose }, keyFor([name, form.text])),
    changes: [keptTextsQuery(tenant.id).queryKey],
    said: t("texts.kept"),
  });
  return (
    <Button variant="subtle" leftSection={<IconBookmark size={16} />} loading={keep.isPending} onClick={() => keep.mutate(undefined)}>
      {t("texts.keep")}
    </Button>
  );
}
