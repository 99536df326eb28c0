import { Button, Group, SegmentedControl, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useForm, type UseFormReturnType } from "@mantine/form";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useSession, useTenant } from "../../../app/parents.tsx";
import { queuesQuery } from "../../../data/agents.ts";
import { cannedKey, changeCanned, createCanned, type CannedDraft, type CannedReply, type CannedScope } from "../../../data/canned.ts";
import { FormDialog } from "../../../kit/Dialog.tsx";
import { useSubmission } from "../../../kit/forms.ts";
import { useKeys } from "../../../kit/idempotency.ts";
import { LANGUAGE_NAMES } from "../../../kit/languages.ts";
import { queuesInOrder } from "../answering/order.ts";
import classes from "./canned.module.css";
import { insertedAt, OF_PAGE, partsOf, VARIABLES, type Variable } from "./filling.ts";

const MOST_CHARACTERS = 8000;
const SHORTCUT = /^[\p{L}\p{N}_-]*$/u;

interface Values {
  readonly title: string;
  readonly text: string;
  readonly shortcut: string;
  readonly scope: CannedScope;
  readonly queue_id: string | null;
  readonly language: string | null;
  readonly [field: string]: unknown;
}

const NEW: Values = { title: "", text: "", shortcut: "", scope: "own", queue_id: null, language: null };

const draftOf = (values: Values): CannedDraft => ({
  title: values.title.trim(),
  text: values.text.trim(),
  shortcut: values.shortcut.trim() || null,
  scope: values.scope,
  queue_id: values.scope === "queue" ? values.queue_id : null,
  language: values.language,
});

interface CannedDialogProps {
  readonly reply: CannedReply | null;
  readonly close: () => void;
}

/** Writes a reply, and shows at once what a person would read. */
export function CannedDialog({ reply, close }: CannedDialogProps) {
  const { t } = useTranslation(["canned", "common"]);
  const tenant = useTenant();
  const manages = useMay("desk.manage");
  const queries = useQueryClient();
  const keyFor = useKeys();
  const form = useCannedForm(reply, manages);
  const { busy, error, submit } = useSubmission(form, async (values) => {
    const draft = draftOf(values);
    await (reply ? changeCanned(tenant.id, reply, draft) : createCanned(tenant.id, draft, keyFor(draft)));
    await queries.invalidateQueries({ queryKey: cannedKey(tenant.id) });
    close();
  });
  return (
    <FormDialog title={reply?.title ?? t("new")} size="lg" close={close} submit={form.onSubmit((values) => void submit(values))} busy={busy} error={error}
      action={reply ? t("common:save") : t("common:add")}>
      <Stack gap="md">
        <TextInput label={t("name")} description={t("nameHint")} maxLength={100} data-autofocus {...form.getInputProps("title")} />
        <Writing form={form} />
        <Preview text={form.values.text} queue={form.values.scope === "queue" ? form.values.queue_id : null} />
        <Group grow align="flex-start" preventGrowOverflow={false} className={classes["pair"] ?? ""}>
          <TextInput label={t("shortcut")} description={t("shortcutHint")} leftSection={<span aria-hidden="true">/</span>} maxLength={30} {...form.getInputProps("shortcut")} />
          <Select label={t("language")} description={t("languageHint")} data={LANGUAGE_NAMES} placeholder={t("anyLanguage")} clearable
            clearButtonProps={{ "aria-label": t("anyLanguage") }} {...form.getInputProps("language")} />
        </Group>
        {manages ? <Whose form={form} /> : <Text size="sm" c="dimmed">{t("ownOnly")}</Text>}
      </Stack>
    </FormDialog>
  );
}

function useCannedForm(reply: CannedReply | null, manages: boolean) {
  const { t } = useTranslation(["canned", "common"]);
  return useForm<Values>({
    initialValues: reply ? { ...reply, shortcut: reply.shortcut ?? "" } : { ...NEW, scope: manages ? "tenant" : "own" },
    validate: {
      title: (typed) => (typed.trim() === "" ? t("common:required") : null),
      text: (typed) => (typed.trim() === "" ? t("common:required") : null),
      shortcut: (typed) => (SHORTCUT.test(typed.trim()) ? null : t("shortcutWrong")),
      queue_id: (queue, values) => (values.scope === "queue" && queue === null ? t("common:required") : null),
    },
  });
}

type Form = UseFormReturnType<Values>;

/** The words, and the blanks that can be put into them. */
function Writing({ form }: { readonly form: Form }) {
  const { t } = useTranslation("canned");
  const field = useRef<HTMLTextAreaElement>(null);
  const put = (name: string, selected = 0): void => {
    const box = field.current;
    const text = form.values.text;
    const word = `{${name}}`;
    const edited = insertedAt(text, box?.selectionStart ?? text.length, box?.selectionEnd ?? text.length, word);
    form.setFieldValue("text", edited.text);
    requestAnimationFrame(() => {
      box?.focus();
      if (selected) box?.setSelectionRange(edited.from - 1 - selected, edited.to - 1);
      else box?.setSelectionRange(edited.from, edited.to);
    });
  };
  const sample = t("variables.sample");
  return (
    <div>
      <Textarea ref={field} label={t("text")} autosize minRows={4} maxRows={12} maxLength={MOST_CHARACTERS} {...form.getInputProps("text")} />
      <div className={classes["chips"]} role="group" aria-label={t("variables.label")}>
        <Text size="xs" c="dimmed" span>{t("variables.label")}</Text>
        {VARIABLES.map((name) => (
          <Button key={name} size="compact-xs" variant="default" onClick={() => put(name)}>
            {t(`variables.${nameOf(name)}`)}
          </Button>
        ))}
        <Button size="compact-xs" variant="default" onClick={() => put(OF_PAGE + sample, sample.length)}>
          {t("variables.page")}
        </Button>
      </div>
    </div>
  );
}

/** Texts are found by keys without dots. */
const NAMES = { "contact.name": "contact", "contact.first_name": "first", "agent.name": "agent", subject: "subject", "queue.name": "queue" } as const;
const nameOf = (variable: Variable) => NAMES[variable];

/** What Marie would read. */
function Preview({ text, queue }: { readonly text: string; readonly queue: string | null }) {
  const { t } = useTranslation("canned");
  const id = useId();
  const me = useSession().user.name;
  const { data: queues } = useQuery(queuesQuery(useTenant().id));
  const example = {
    "contact.name": t("example.contact"),
    "contact.first_name": t("example.first"),
    "agent.name": me,
    subject: t("example.subject"),
    "queue.name": (queues?.find((one) => one.id === queue) ?? queues?.[0])?.name ?? t("example.queue"),
  };
  const parts = partsOf(text, example);
  return (
    <section aria-labelledby={id}>
      <Text id={id} size="sm" fw={500} mb={4}>{t("preview")}</Text>
      <p className={classes["bubble"]} dir="auto">
        {parts.length === 0 ? <span className={classes["dim"]}>{t("previewNone")}</span> : null}
        {parts.map((part, at) => (
          <span key={at} data-kind={part.kind}>{part.text}</span>
        ))}
      </p>
      {parts.some((part) => part.kind === "open") ? <Text size="xs" c="dimmed">{t("previewOpen")}</Text> : null}
      {parts.some((part) => part.kind === "unknown") ? <Text size="xs" c="var(--g-bad)" role="status">{t("previewUnknown")}</Text> : null}
    </section>
  );
}

const SCOPES = ["tenant", "queue", "own"] as const;

function Whose({ form }: { readonly form: Form }) {
  const { t, i18n } = useTranslation("canned");
  const label = useId();
  const { data: queues = [] } = useQuery(queuesQuery(useTenant().id));
  return (
    <div>
      <Text id={label} size="sm" fw={500} mb={4}>{t("for")}</Text>
      <SegmentedControl fullWidth aria-labelledby={label} data={SCOPES.map((value) => ({ value, label: t(`scope.${value}`) }))} {...form.getInputProps("scope")} />
      {form.values.scope === "queue" ? (
        <Select mt="xs" aria-label={t("queue")} placeholder={t("queue")} allowDeselect={false}
          data={queuesInOrder(queues, i18n.language).map((one) => ({ value: one.id, label: one.name }))} {...form.getInputProps("queue_id")} />
      ) : null}
    </div>
  );
}
