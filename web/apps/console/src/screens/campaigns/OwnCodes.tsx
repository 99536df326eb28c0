import { Alert, Button, FileButton, Group, Progress, Radio, Text, Textarea } from "@mantine/core";
import { IconAlertCircle, IconFileUpload, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../app/parents.tsx";
import { isBusy, ownCodesQuery, pasteCodes, removeCodes, sendCodes, type CodeFile, type OwnCodes as Codes } from "../../data/campaignCodes.ts";
import { useTrouble } from "../../kit/Trouble.tsx";
import classes from "./campaigns.module.css";
import type { Form } from "./draft.ts";
import { amount } from "./figures.ts";
import type { Kept } from "./useKept.ts";
import { plainName, variablesOf } from "./variables.ts";

/** Files people keep codes in. */
const KINDS = ".csv,.txt,.tsv,.xlsx,.xls,.ods,text/csv,text/plain";
/** What the code of the offer is called in a text; the server knows the same names. */
const NAMES = new Set(["code", "code_promo", "promo_code", "coupon"]);

interface Props {
  readonly form: Form;
  readonly kept: Kept;
  readonly change: (part: Partial<Form>) => void;
}

/** Whose codes stand in the text: made here, or the company's own. Nothing where it gives none out. */
export function OwnCodes({ form, kept, change }: Props) {
  const { t } = useTranslation("campaigns");
  if (!variablesOf(form.text).some((one) => NAMES.has(plainName(one.name)))) return null;
  return (
    <div className={classes["codes"]}>
      <Radio.Group label={t("own_codes.title")} value={form.codes} onChange={(codes) => change({ codes: codes === "own" ? "own" : "made" })}>
        <div className={classes["cards"]}>
          <Radio className={classes["choice"] ?? ""} value="made" label={t("own_codes.made")} description={t("own_codes.made_about")} />
          <Radio className={classes["choice"] ?? ""} value="own" label={t("own_codes.own")} description={t("own_codes.own_about")} />
        </div>
      </Radio.Group>
      {form.codes === "own" && kept.id ? <Bring id={kept.id} needed={kept.fresh ? (kept.preview?.recipients ?? 0) : 0} /> : null}
    </div>
  );
}

function useBringing(id: string) {
  const tenant = useTenant();
  const queries = useQueryClient();
  const query = useQuery(ownCodesQuery(tenant.id, id));
  const renew = (): Promise<void> => queries.invalidateQueries({ queryKey: ownCodesQuery(tenant.id, id).queryKey });
  const send = useMutation({ mutationFn: (file: File) => sendCodes(tenant.id, id, file, file.name), onSuccess: renew });
  const paste = useMutation({ mutationFn: (text: string) => pasteCodes(tenant.id, id, text), onSuccess: renew });
  const remove = useMutation({ mutationFn: () => removeCodes(tenant.id, id), onSuccess: renew });
  const there = query.data?.there;
  const busy = query.data?.files.some(isBusy) ?? false;
  useEffect(() => {
    // What stands against sending may be gone by now.
    if (there !== undefined && !busy) void queries.invalidateQueries({ queryKey: ["tenant", tenant.id, "campaign-preview", id] });
  }, [there, busy, queries, tenant.id, id]);
  return { held: query.data, busy, send, paste, remove };
}

/** Brings codes along, and tells what became of them; `sent`: there is no way back from it any more. */
export function Bring({ id, needed, sent = false }: { readonly id: string; readonly needed: number; readonly sent?: boolean }) {
  const { t } = useTranslation("campaigns");
  const tell = useTrouble();
  const { held, busy, send, paste, remove } = useBringing(id);
  const [typed, setTyped] = useState("");
  const error = send.error ?? paste.error ?? remove.error;
  const add = (): void => paste.mutate(typed, { onSuccess: () => setTyped("") });
  return (
    <div className={classes["bring"]}>
      <Textarea label={t("own_codes.paste")} description={t("own_codes.paste_about")} placeholder={"ETE24-7K2M\nETE24-9QXW"} value={typed} onChange={(event) => setTyped(event.currentTarget.value)}
        autosize minRows={2} maxRows={6} spellCheck={false} autoComplete="off" />
      <Group gap="xs" mt="xs">
        {typed.trim() === "" ? null : (
          <Button variant="light" onClick={add} loading={paste.isPending}>
            {t("own_codes.add")}
          </Button>
        )}
        <FileButton accept={KINDS} onChange={(file) => (file ? send.mutate(file) : undefined)}>
          {(props) => (
            <Button {...props} variant="default" leftSection={<IconFileUpload size={17} />} loading={send.isPending}>
              {t("own_codes.file")}
            </Button>
          )}
        </FileButton>
        {held && held.files.length > 0 && !sent ? (
          <Button variant="subtle" color="gray" leftSection={<IconTrash size={17} />} onClick={() => remove.mutate()} disabled={busy} loading={remove.isPending}>
            {t("own_codes.remove")}
          </Button>
        ) : null}
      </Group>
      {error ? (
        <Alert mt="sm" color="red" variant="light" icon={<IconAlertCircle size={18} />} role="alert">
          {tell(error)}
        </Alert>
      ) : null}
      <div aria-live="polite">{held ? <Held held={held} needed={needed} /> : null}</div>
    </div>
  );
}

function Held({ held, needed }: { readonly held: Codes; readonly needed: number }) {
  const { t, i18n } = useTranslation("campaigns");
  const short = held.there < needed;
  return (
    <>
      <Text size="sm" mt="sm" fw={550} {...(short ? { c: "red" } : {})}>
        {t("own_codes.there", { count: held.there, there: amount(held.there, i18n.language) })}{" "}
        {short ? t("own_codes.needed", { count: needed, needed: amount(needed, i18n.language) }) : held.example ? t("own_codes.example", { code: held.example }) : null}
      </Text>
      {held.files.map((one) => (
        <OneFile key={one.id} one={one} />
      ))}
    </>
  );
}

/** What became of one list, with the rows that are no codes. */
function OneFile({ one }: { readonly one: CodeFile }) {
  const { t, i18n } = useTranslation("campaigns");
  const name = one.name || t("own_codes.pasted");
  if (one.state === "removing") return <p className={classes["quiet"]}>{t("own_codes.removing")}</p>;
  if (one.state === "failed") {
    return (
      <Alert mt="xs" color="red" variant="light" icon={<IconAlertCircle size={18} />} title={name}>
        {one.problem_text}
      </Alert>
    );
  }
  const said = (["taken", "twice", "elsewhere", "unfit", "beyond"] as const)
    .filter((what) => what === "taken" || one[what] > 0)
    .map((what) => t(`own_codes.count.${what}`, { count: one[what], number: amount(one[what], i18n.language) }));
  return (
    <div className={classes["oneFile"]}>
      <p className={classes["quiet"]}>
        <strong>{name}</strong> · {said.join(" · ")}
      </p>
      {one.state === "reading" ? <Progress value={one.rows ? (100 * one.done) / one.rows : 0} animated aria-label={t("own_codes.reading", { name })} /> : null}
      {one.refused.length > 0 ? (
        <details>
          <summary>{t("own_codes.which")}</summary>
          <ul className={classes["each"]}>
            {one.refused.map((row) => (
              <li key={row.row}>
                <span className={classes["person"]}>
                  <span>{row.text || "—"}</span>
                  <span className={classes["quiet"]}>{t("own_codes.row", { row: row.row })}</span>
                </span>
                <span className={classes["quiet"]}>{row.reason_text}</span>
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </div>
  );
}
