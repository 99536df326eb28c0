import { Alert, Badge, Button, Group, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconHandStop, IconPlus, IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { lookUpNumber, refusalsQuery, writeDecisions, type NumberStanding, type Refusal } from "../../data/texts.ts";
import { FormDialog } from "../../kit/Dialog.tsx";
import { Empty } from "../../kit/Empty.tsx";
import { useKeys } from "../../kit/idempotency.ts";
import { Page, Panel } from "../../kit/Page.tsx";
import { Paged } from "../../kit/Paged.tsx";
import { Row, Rows } from "../../kit/Rows.tsx";
import { TroubleNote } from "../../kit/Trouble.tsx";
import { inFull, When } from "../../kit/When.tsx";
import { numbersIn } from "./draft.ts";
import { Reach } from "./Reach.tsx";
import classes from "./texts.module.css";
import { TextsTabs } from "./TextsTabs.tsx";
import { faultsOf } from "./useSend.tsx";
import { spaced } from "./words.ts";

/** Who told the company to stop: looked up, added, taken off with a proof. */
export function StopsScreen() {
  const { t } = useTranslation("texts");
  const tenant = useTenant();
  const [adding, dialog] = useDisclosure(false);
  const list = useInfiniteQuery(refusalsQuery(tenant.id));
  const add = useMay("contacts.write") ? (
    <Button leftSection={<IconPlus size={18} />} onClick={dialog.open}>
      {t("stops.add")}
    </Button>
  ) : null;
  return (
    <Page title={t("title")} about={t("stops.about")} actions={add}>
      <TextsTabs here="stops" />
      <LookUp />
      <Panel title={t("stops.list")} about={t("stops.list_about")} flush>
        <Paged list={list} more={t("list.more")} empty={<Empty icon={IconHandStop} title={t("stops.none")}>{t("stops.none_text")}</Empty>}>
          {(found) => (
            <Rows label={t("stops.list")}>
              {found.map((one) => (
                <RefusalRow key={one.id} one={one} />
              ))}
            </Rows>
          )}
        </Paged>
      </Panel>
      {adding ? <AddDialog close={dialog.close} /> : null}
    </Page>
  );
}

function RefusalRow({ one }: { readonly one: Refusal }) {
  const { t } = useTranslation("texts");
  const tenant = useTenant();
  return (
    <Row
      title={
        <>
          {t(`stops.source.${one.source}`)}
          {one.counts ? null : <Badge color="gray">{t("stops.agreed_again")}</Badge>}
        </>
      }
      sub={
        <>
          {one.proof ? <>{t("stops.said", { proof: one.proof })} · </> : null}
          {one.contact_id ? (
            <Link to="/t/$tenant/contacts/$contact" params={{ tenant: tenant.slug, contact: one.contact_id }}>
              {t("stops.card")}
            </Link>
          ) : (
            t("stops.hidden")
          )}
          {one.by_name ? ` · ${one.by_name}` : ""}
        </>
      }
      facts={<When at={one.at} zone={tenant.zone} />}
    />
  );
}

function LookUp() {
  const { t } = useTranslation("texts");
  const tenant = useTenant();
  const [phone, setPhone] = useState("");
  const ask = useMutation({ mutationFn: (number: string) => lookUpNumber(tenant.id, number) });
  const faults = faultsOf(ask.error);
  return (
    <Panel title={t("stops.look_up")} about={t("stops.look_up_about")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (phone.trim()) ask.mutate(phone.trim());
        }}>
        <Group gap="sm" align="flex-start">
          <TextInput type="tel" value={phone} onChange={(event) => setPhone(event.currentTarget.value)} aria-label={t("stops.number")} placeholder={t("stops.number")}
            maxLength={40} leftSection={<IconSearch size={16} />} error={faults[0] ?? null} className={classes["grow"] ?? ""} />
          <Button type="submit" variant="default" loading={ask.isPending} disabled={!phone.trim()}>
            {t("stops.check")}
          </Button>
        </Group>
      </form>
      {ask.error && faults.length === 0 ? <TroubleNote error={ask.error} /> : null}
      <div aria-live="polite">{ask.data ? <Standing found={ask.data} again={() => ask.mutate(ask.data.phone)} /> : null}</div>
    </Panel>
  );
}

function Standing({ found, again }: { readonly found: NumberStanding; readonly again: () => void }) {
  const { t, i18n } = useTranslation("texts");
  const { zone } = useTenant();
  const [freeing, dialog] = useDisclosure(false);
  const may = useMay("contacts.write");
  const stopped = found.refused.includes("marketing");
  return (
    <div className={classes["standing"]}>
      <Alert color={stopped ? "red" : "green"} variant="light" title={t(stopped ? "stops.refuses" : "stops.free", { number: spaced(found.phone) })}>
        {t(stopped ? "stops.refuses_text" : "stops.free_text")}
      </Alert>
      {found.decisions.length > 0 ? (
        <ul className={classes["decisions"]}>
          {found.decisions.map((one) => (
            <li key={one.id}>
              <Text component="span" size="sm">
                {t(`stops.decision.${one.decision}`)} · {t(`stops.source.${one.source}`)}
                {one.proof ? ` · ${one.proof}` : ""}
                {one.by_name ? ` · ${one.by_name}` : ""}
              </Text>
              <Text component="span" size="sm" c="dimmed">
                {inFull(one.at, i18n.language, zone)}
              </Text>
            </li>
          ))}
        </ul>
      ) : null}
      <Reach key={found.phone} phone={found.phone} />
      {stopped && may ? (
        <Button variant="subtle" size="compact-sm" onClick={dialog.open}>
          {t("stops.lift")}
        </Button>
      ) : null}
      {freeing ? (
        <LiftDialog
          phone={found.phone}
          close={dialog.close}
          done={() => {
            dialog.close();
            again();
          }}
        />
      ) : null}
    </div>
  );
}

function useDecide() {
  const tenant = useTenant();
  const queries = useQueryClient();
  const keyFor = useKeys();
  return useMutation({
    mutationFn: (rows: Parameters<typeof writeDecisions>[1]) => writeDecisions(tenant.id, rows, keyFor(rows)),
    onSuccess: () => queries.invalidateQueries({ queryKey: refusalsQuery(tenant.id).queryKey }),
  });
}

const ROW = { purpose: "marketing", medium: "any", source: "agent" } as const;

function AddDialog({ close }: { readonly close: () => void }) {
  const { t } = useTranslation("texts");
  const [numbers, setNumbers] = useState("");
  const [proof, setProof] = useState("");
  const decide = useDecide();
  const found = numbersIn(numbers);
  const faults = faultsOf(decide.error);
  const submit = (): void => {
    if (found.length === 0) return;
    decide.mutate(found.map((phone) => ({ ...ROW, phone, decision: "withdrawn", at: null, proof: proof.trim() || null })), { onSuccess: close });
  };
  return (
    <FormDialog title={t("stops.add")} close={close} busy={decide.isPending} error={faults.length > 0 ? null : decide.error} action={t("stops.add_action", { count: found.length })}
      submit={(event) => {
        event?.preventDefault();
        submit();
      }}>
      <Stack gap="md">
        <Textarea data-autofocus label={t("stops.numbers")} description={t("stops.numbers_hint")} value={numbers} onChange={(event) => setNumbers(event.currentTarget.value)}
          autosize minRows={2} maxRows={8} error={faults[0] ?? null} required withAsterisk={false} />
        <TextInput label={t("stops.reason")} description={t("stops.reason_hint")} value={proof} onChange={(event) => setProof(event.currentTarget.value)} maxLength={500} />
      </Stack>
    </FormDialog>
  );
}

interface LiftProps {
  readonly phone: string;
  readonly close: () => void;
  readonly done: () => void;
}

/** Only who agreed anew may be written to again: the day and the proof are kept. */
function LiftDialog({ phone, close, done }: LiftProps) {
  const { t } = useTranslation("texts");
  const [day, setDay] = useState(() => new Date().toISOString().slice(0, 10));
  const [proof, setProof] = useState("");
  const decide = useDecide();
  const faults = faultsOf(decide.error);
  const submit = (): void => {
    const today = new Date();
    const noon = new Date(`${day}T12:00:00`);
    const at = (noon > today ? today : noon).toISOString();
    decide.mutate([{ ...ROW, phone, decision: "granted", at, proof: proof.trim() }], { onSuccess: done });
  };
  return (
    <FormDialog title={t("stops.lift_title", { number: spaced(phone) })} close={close} busy={decide.isPending} error={faults.length > 0 ? null : decide.error} action={t("stops.lift")}
      submit={(event) => {
        event?.preventDefault();
        submit();
      }}>
      <Stack gap="md">
        <Text size="md">{t("stops.lift_about")}</Text>
        <TextInput type="date" label={t("stops.lift_day")} value={day} onChange={(event) => setDay(event.currentTarget.value)} required withAsterisk={false} />
        <TextInput data-autofocus label={t("stops.lift_proof")} description={t("stops.lift_proof_hint")} value={proof} onChange={(event) => setProof(event.currentTarget.value)}
          maxLength={500} error={faults[0] ?? null} required withAsterisk={false} />
      </Stack>
    </FormDialog>
  );
}
