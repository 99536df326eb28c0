import { ActionIcon, Button, TextInput, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconArrowBackUp, IconArrowForwardUp, IconDeviceFloppy, IconSnowflake } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { changeSegment, createSegment, segmentQuery, segmentsKey, type AskedCondition, type Parameters, type Segment } from "../../data/segments.ts";
import { useKeys } from "../../kit/idempotency.ts";
import { Loaded } from "../../kit/Loaded.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { TroubleNote } from "../../kit/Trouble.tsx";
import { useDeed } from "../../kit/useDeed.ts";
import { People } from "../contacts/Tabs.tsx";
import { group, isWhole, parametersOf, toCondition, toForm, type GroupNode, type Parameter } from "./form.ts";
import { FreezeDialog } from "./FreezeDialog.tsx";
import { GroupOf } from "./Group.tsx";
import { keptForm, keepForm } from "./kept.ts";
import type { Condition } from "./language.ts";
import { Sample, Spoken } from "./Outcome.tsx";
import classes from "./segments.module.css";
import { Trial } from "./Trial.tsx";
import { useAnswer } from "./useAnswer.ts";
import { useBuilder } from "./useBuilder.ts";

/** A new segment. */
export function NewSegmentScreen() {
  const tenant = useTenant();
  const [start] = useState(() => keptForm(tenant.id) ?? group("all", []));
  return <Building start={start} />;
}

/** A segment that is kept. */
export function SegmentScreen() {
  const { segment: id } = useParams({ from: "/shell/t/$tenant/segments/$segment" });
  const tenant = useTenant();
  const held = useQuery(segmentQuery(tenant.id, id));
  return <Loaded of={held}>{(found) => <Building key={found.version} held={found} start={toForm(found.condition as Condition)} />}</Loaded>;
}

function Building({ start, held }: { readonly start: GroupNode; readonly held?: Segment }) {
  const { t } = useTranslation("segments");
  const builder = useBuilder(start);
  const [name, setName] = useState(held?.name ?? "");
  const [given, setGiven] = useState<Parameters>({});
  const may = useMay("segments.manage");
  const { form } = builder;
  const condition = toCondition(form) as AskedCondition;
  const wanted = parametersOf(form);
  const parameters = told(wanted, given);
  const missing = Object.keys(parameters).length < wanted.length;
  const answer = useAnswer(condition, parameters, missing);
  useKeeping(held === undefined, form);
  return (
    <Page title={held?.name ?? t("new.title")} about={t("new.about")} actions={<Steps undo={builder.undo} redo={builder.redo} />}>
      <People here="segments" />
      <Spoken answer={answer} missing={missing} />
      <Trial wanted={wanted} given={given} set={setGiven} />
      <div className={classes["two"]}>
        <div className={classes["main"]}>
          <Panel>
            <GroupOf group={form} builder={builder} />
          </Panel>
          {may ? <Keeping held={held} name={name} setName={setName} condition={condition} whole={isWhole(form)} dirty={form !== start || name !== (held?.name ?? "")} parameters={missing ? null : parameters} /> : null}
        </div>
        <aside className={classes["aside"]}>
          <Sample answer={answer} />
        </aside>
      </div>
    </Page>
  );
}

/** Of the examples those that are asked for and given. */
function told(wanted: readonly Parameter[], given: Parameters): Parameters {
  return Object.fromEntries(wanted.flatMap(({ name }) => ((given[name] ?? "") === "" ? [] : [[name, given[name] ?? ""]])));
}

/** A new one survives a reload. */
function useKeeping(on: boolean, form: GroupNode): void {
  const tenant = useTenant();
  if (on) keepForm(tenant.id, form);
}

function Steps({ undo, redo }: { readonly undo: (() => void) | null; readonly redo: (() => void) | null }) {
  const { t } = useTranslation("segments");
  return (
    <>
      <Tooltip label={t("undo_key")}>
        <ActionIcon size="lg" variant="default" aria-label={t("undo")} disabled={!undo} onClick={() => undo?.()}>
          <IconArrowBackUp size={18} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t("redo_key")}>
        <ActionIcon size="lg" variant="default" aria-label={t("redo")} disabled={!redo} onClick={() => redo?.()}>
          <IconArrowForwardUp size={18} />
        </ActionIcon>
      </Tooltip>
    </>
  );
}

interface KeepingProps {
  readonly held: Segment | undefined;
  readonly name: string;
  readonly setName: (name: string) => void;
  readonly condition: AskedCondition;
  readonly whole: boolean;
  readonly dirty: boolean;
  /** What it can be frozen with; none while something is to be told. */
  readonly parameters: Parameters | null;
}

/** Its name, and the buttons that keep it or freeze it into a list. */
function Keeping({ held, name, setName, condition, whole, dirty, parameters }: KeepingProps) {
  const { t } = useTranslation("segments");
  const [freezing, freeze] = useDisclosure(false);
  const save = useSave(held, name, condition);
  const ready = whole && name.trim() !== "" && dirty;
  return (
    <Panel>
      <TroubleNote error={save.error} />
      <form className={classes["keeping"]}
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) save.mutate(undefined);
        }}>
        <TextInput label={t("name")} placeholder={t("name_example")} value={name} onChange={(event) => setName(event.currentTarget.value)} maxLength={120} className={classes["grow"] ?? ""} />
        <Button type="submit" leftSection={<IconDeviceFloppy size={18} />} disabled={!ready} loading={save.isPending}>
          {t("save")}
        </Button>
        {held ? (
          <Button variant="default" leftSection={<IconSnowflake size={18} />} disabled={dirty || parameters === null} onClick={freeze.open}>
            {t("freeze.action")}
          </Button>
        ) : null}
      </form>
      {whole ? null : <p className={classes["hint"]}>{t("unfinished")}</p>}
      {freezing && held && parameters ? <FreezeDialog segment={held} parameters={parameters} close={freeze.close} /> : null}
    </Panel>
  );
}

function useSave(held: Segment | undefined, name: string, condition: AskedCondition) {
  const { t } = useTranslation("segments");
  const tenant = useTenant();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const keyFor = useKeys();
  return useDeed({
    run: async () => {
      const body = { name: name.trim(), condition };
      const kept = held ? await changeSegment(tenant.id, held.id, body) : await createSegment(tenant.id, body, keyFor(body));
      queries.setQueryData(segmentQuery(tenant.id, kept.id).queryKey, kept);
      await queries.invalidateQueries({ queryKey: segmentsKey(tenant.id) });
      keepForm(tenant.id, null);
      if (!held) await navigate({ to: "/t/$tenant/segments/$segment", params: { tenant: tenant.slug, segment: kept.id }, replace: true });
    },
    said: t("saved"),
  });
}
