import { Alert, Button, Select } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconHelp, IconInfoCircle } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { currentLanguage } from "../../app/i18n.ts";
import { useMay, useTenant } from "../../app/parents.tsx";
import { attributesQuery } from "../../data/contacts.ts";
import { importQuery, startImport, type ContactImport, type ImportColumn } from "../../data/imports.ts";
import { Panel } from "../../kit/Page.tsx";
import { TroubleNote } from "../../kit/Trouble.tsx";
import { useDeed } from "../../kit/useDeed.ts";
import classes from "./imports.module.css";
import { lacks, meaningsOf, withMeaning } from "./meanings.ts";
import { Options } from "./Options.tsx";
import { Preview } from "./Preview.tsx";
import { usePlan, type Plan } from "./usePlan.ts";

/** A file that was recognised: what each column means, what the first rows become, and the start. */
export function Mapped({ one }: { readonly one: ContactImport }) {
  const { t } = useTranslation("imports");
  const may = useMay("contacts.write");
  const held = usePlan(one);
  const missing = lacks(one.kind, held.plan);
  return (
    <>
      <TroubleNote error={held.error} />
      <LeftOut one={one} />
      <Panel title={t("columns.title")} about={t("columns.about")} flush>
        <Columns one={one} held={held} may={may} />
      </Panel>
      <Panel title={t("preview.title")} about={t("preview.about", { count: one.preview.length })} flush>
        <Preview one={one} columns={held.plan.columns} busy={held.busy} />
      </Panel>
      {may ? <Options one={one} held={held} /> : null}
      {may ? (
        <div className={classes["go"]}>
          <div className={classes["goWords"]} aria-live="polite">
            {missing.map((lack) => (
              <p key={lack} className={classes["lack"]}>
                <IconAlertTriangle size={16} aria-hidden="true" />
                {t(`lack.${lack}`)}
              </p>
            ))}
          </div>
          <StartButton one={one} held={held} ready={missing.length === 0} />
        </div>
      ) : null}
    </>
  );
}

/** What of the file is not looked at. */
function LeftOut({ one }: { readonly one: ContactImport }) {
  const { t } = useTranslation("imports");
  if (one.titles === 0 && one.sheet === null) return null;
  return (
    <Alert color="lagoon" variant="light" icon={<IconInfoCircle size={18} />} mb="lg">
      {one.sheet === null ? null : <p className={classes["plain"]}>{t("left_out.sheet", { sheet: one.sheet })}</p>}
      {one.titles === 0 ? null : <p className={classes["plain"]}>{t("left_out.titles", { count: one.titles })}</p>}
    </Alert>
  );
}

function StartButton({ one, held, ready }: { readonly one: ContactImport; readonly held: Plan; readonly ready: boolean }) {
  const { t } = useTranslation("imports");
  const tenant = useTenant();
  const queries = useQueryClient();
  const start = useDeed({
    run: async () => {
      await held.settled();
      queries.setQueryData(importQuery(tenant.id, one.id).queryKey, await startImport(tenant.id, one.id));
      await queries.invalidateQueries({ queryKey: importQuery(tenant.id, one.id).queryKey });
    },
  });
  return (
    <Button size="md" disabled={!ready} loading={start.isPending} onClick={() => start.mutate(undefined)}>
      {one.rows === null ? t("start.import") : t("start.rows", { count: one.rows })}
    </Button>
  );
}

/** So many columns are shown at once; the rest on demand. */
const SHOWN = 30;

function Columns({ one, held, may }: { readonly one: ContactImport; readonly held: Plan; readonly may: boolean }) {
  const { t } = useTranslation("imports");
  const [all, setAll] = useState(false);
  const shown = all ? one.columns : one.columns.slice(0, SHOWN);
  return (
    <>
      <ul className={classes["columns"]} aria-label={t("columns.title")}>
        {shown.map((column, place) => (
          <ColumnRow key={place} one={one} column={column} meaning={held.plan.columns[place] ?? "ignore"} may={may}
            set={(meaning) => held.change({ columns: withMeaning(held.plan.columns, place, meaning) })} />
        ))}
      </ul>
      {one.columns.length > shown.length ? (
        <Button m="md" variant="default" size="compact-md" onClick={() => setAll(true)}>
          {t("columns.more", { count: one.columns.length - shown.length })}
        </Button>
      ) : null}
    </>
  );
}

interface ColumnProps {
  readonly one: ContactImport;
  readonly column: ImportColumn;
  readonly meaning: string;
  readonly may: boolean;
  readonly set: (meaning: string) => void;
}

function ColumnRow({ one, column, meaning, may, set }: ColumnProps) {
  const { t } = useTranslation("imports");
  const tenant = useTenant();
  const attributes = useQuery(attributesQuery(tenant.id)).data ?? [];
  const groups = meaningsOf(one.kind, attributes, currentLanguage(), { name: column.name, meaning });
  const data = groups.map(({ group, items }) => ({ group: t(`group.${group}`), items: items.map(({ value, said, own }) => ({ value, label: own ?? t(`meaning.${said}` as never) })) }));
  const known = data.some(({ items }) => items.some((item) => item.value === meaning));
  const touched = meaning !== column.meaning;
  const sure = column.certain || touched;
  return (
    <li className={classes["column"]} data-ignored={meaning === "ignore"}>
      <div className={classes["columnWords"]}>
        <strong className={classes["columnName"]}>{one.header ? column.name : t("columns.number", { number: column.name })}</strong>
        <span className={classes["samples"]}>{column.samples.join(" · ") || t("columns.nothing")}</span>
      </div>
      <span className={classes["sure"]} data-sure={sure} title={t(sure ? "columns.sure" : "columns.unsure")}>
        {sure ? <IconCheck size={16} aria-label={t("columns.sure")} /> : <IconHelp size={16} aria-label={t("columns.unsure")} />}
      </span>
      <Select value={meaning} data={known ? data : [...data, { group: t("group.none"), items: [{ value: meaning, label: meaning }] }]} onChange={(next) => set(next ?? "ignore")} allowDeselect={false} searchable
        disabled={!may} aria-label={t("columns.meaning", { name: column.name })} size="sm" className={classes["meaning"] ?? ""} comboboxProps={{ transitionProps: { duration: 80 }, position: "bottom-end" }} maxDropdownHeight={320} />
    </li>
  );
}
