import { Badge, Button, Group, Progress, Table } from "@mantine/core";
import { IconArrowBackUp, IconDownload, IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { downloadRefused, downloadRows, importQuery, importsKey, rowsQuery, startImport, stopImport, undoImport, type ContactImport, type ImportedRow, type RowState } from "../../data/imports.ts";
import { Dialog } from "../../kit/Dialog.tsx";
import { Panel } from "../../kit/Page.tsx";
import { Paged } from "../../kit/Paged.tsx";
import { useDeed } from "../../kit/useDeed.ts";
import classes from "./imports.module.css";
import { COLOURS } from "./ImportsScreen.tsx";
import { ROW_COLOURS } from "./Preview.tsx";

/** People going in, gone in, or taken back; and what became of each row. */
export function Outcome({ one }: { readonly one: ContactImport }) {
  const { t } = useTranslation("imports");
  useRenewed(one);
  return (
    <>
      <Panel>
        <div className={classes["outcomeHead"]}>
          <Badge size="lg" color={COLOURS[one.state]}>
            {t(`state.${one.state}`)}
          </Badge>
          <HowFar one={one} />
          <Deeds one={one} />
        </div>
        {one.state === "done" || one.state === "undone" ? null : <Going one={one} />}
        {one.state === "undone" ? <Kept one={one} /> : <Figures one={one} />}
      </Panel>
      {one.state === "undone" || one.state === "undoing" ? null : <Results one={one} />}
    </>
  );
}

/** In words: rows that went in, or that all is taken back. */
function HowFar({ one }: { readonly one: ContactImport }) {
  const { t, i18n } = useTranslation("imports");
  const figure = new Intl.NumberFormat(i18n.language);
  return <span className={classes["quiet"]}>{one.state === "undone" ? t("undone_text") : t("progress", { done: figure.format(one.done), rows: figure.format(one.rows ?? 0) })}</span>;
}

function Going({ one }: { readonly one: ContactImport }) {
  const { t } = useTranslation("imports");
  const total = Math.max(one.rows ?? 0, 1);
  const share = one.state === "undoing" ? 1 - one.undone / total : one.done / total;
  return (
    <>
      <Progress value={share * 100} size="lg" mt="md" aria-label={t("progress_label")} animated={one.state !== "stopped"} />
      {one.state === "running" ? <p className={classes["quiet"]}>{t("leave")}</p> : null}
    </>
  );
}

/** What the rest of the console knows of contacts is old once an import has ended. */
function useRenewed(one: ContactImport): void {
  const tenant = useTenant();
  const queries = useQueryClient();
  const { state } = one;
  useEffect(() => {
    if (state !== "done" && state !== "undone") return;
    for (const kind of ["contacts", "contact-lists", "contact-tags", "contact-attributes", "people-count", "list-people", "event-types"]) {
      void queries.invalidateQueries({ queryKey: ["tenant", tenant.id, kind] });
    }
    void queries.invalidateQueries({ queryKey: importsKey(tenant.id) });
  }, [state, queries, tenant.id]);
}

const FIGURES = ["new", "changed", "same", "duplicates", "refused"] as const;

function Figures({ one }: { readonly one: ContactImport }) {
  const { t, i18n } = useTranslation("imports");
  const figure = new Intl.NumberFormat(i18n.language);
  return (
    <>
      <dl className={classes["figures"]}>
        {FIGURES.map((name) => (
          <div key={name} data-tone={name === "refused" && one.counts.refused > 0 ? "bad" : "calm"}>
            <dt>{t(`figure.${name}`)}</dt>
            <dd data-testid={`figure-${name}`}>{figure.format(one.counts[name])}</dd>
          </div>
        ))}
      </dl>
      {one.counts.kept_refusals > 0 ? <p className={classes["quiet"]}>{t("kept_refusals", { count: one.counts.kept_refusals })}</p> : null}
      <Kept one={one} />
    </>
  );
}

/** Cards that an undo left, for somebody had changed or used them. */
function Kept({ one }: { readonly one: ContactImport }) {
  const { t } = useTranslation("imports");
  return one.counts.kept > 0 ? <p className={classes["quiet"]}>{t("kept", { count: one.counts.kept })}</p> : null;
}

function Deeds({ one }: { readonly one: ContactImport }) {
  const { t } = useTranslation("imports");
  const tenant = useTenant();
  const queries = useQueryClient();
  const may = useMay("contacts.write");
  const [asking, setAsking] = useState(false);
  const key = importQuery(tenant.id, one.id).queryKey;
  const deed = useDeed({
    run: async (step: typeof startImport) => {
      queries.setQueryData(key, await step(tenant.id, one.id));
      setAsking(false);
      await queries.invalidateQueries({ queryKey: key });
    },
  });
  if (!may) return null;
  return (
    <Group gap="xs" className={classes["deeds"] ?? ""}>
      {one.state === "running" ? (
        <Button variant="default" leftSection={<IconPlayerPause size={17} />} loading={deed.isPending} onClick={() => deed.mutate(stopImport)}>
          {t("deed.stop")}
        </Button>
      ) : null}
      {one.state === "stopped" ? (
        <Button leftSection={<IconPlayerPlay size={17} />} loading={deed.isPending} onClick={() => deed.mutate(startImport)}>
          {t("deed.go_on")}
        </Button>
      ) : null}
      {one.state === "done" || one.state === "stopped" ? (
        <Button variant="default" leftSection={<IconArrowBackUp size={17} />} onClick={() => setAsking(true)}>
          {t("deed.undo")}
        </Button>
      ) : null}
      {asking ? (
        <Dialog title={t("undo.title")} close={() => setAsking(false)}>
          <p className={classes["plain"]}>{t("undo.about", { count: one.counts.new })}</p>
          <Group justify="flex-end" mt="lg">
            <Button color="red" loading={deed.isPending} onClick={() => deed.mutate(undoImport)}>
              {t("undo.action")}
            </Button>
          </Group>
        </Dialog>
      ) : null}
    </Group>
  );
}

/** Rows come as the import goes on; it is told of once a second at the most. */
function useGrowing({ id, done }: ContactImport): void {
  const tenant = useTenant();
  const queries = useQueryClient();
  const read = useRef(done);
  useEffect(() => {
    if (read.current === done) return;
    read.current = done;
    void queries.invalidateQueries({ queryKey: ["tenant", tenant.id, "import-rows", id] });
  }, [done, queries, tenant.id, id]);
}

const STATES: readonly RowState[] = ["refused", "new", "changed", "same", "duplicate"];

/** Row by row, those that were refused first, with what to put right. */
function Results({ one }: { readonly one: ContactImport }) {
  const { t } = useTranslation("imports");
  const tenant = useTenant();
  const [state, setState] = useState<RowState>(one.counts.refused > 0 || one.state !== "done" ? "refused" : "new");
  const pages = useInfiniteQuery(rowsQuery(tenant.id, one.id, state));
  useGrowing(one);
  const download = useDeed({ run: (take: typeof downloadRows) => take(tenant.id, one) });
  return (
    <Panel title={t("results.title")} flush
      actions={
        <>
          {one.counts.refused > 0 ? (
            <Button variant="default" leftSection={<IconDownload size={17} />} loading={download.isPending} onClick={() => download.mutate(downloadRefused)}>
              {t("results.refused")}
            </Button>
          ) : null}
          {one.state === "done" ? (
            <Button variant="subtle" color="gray" disabled={download.isPending} onClick={() => download.mutate(downloadRows)}>
              {t("results.all")}
            </Button>
          ) : null}
        </>
      }>
      <Group gap={6} px="lg" pb="xs" role="group" aria-label={t("results.title")}>
        {STATES.map((one) => (
          <Button key={one} size="compact-sm" variant={one === state ? "light" : "subtle"} color={one === state ? undefined : "gray"} aria-pressed={one === state} onClick={() => setState(one)}>
            {t(`row.${one}`)}
          </Button>
        ))}
      </Group>
      <Paged list={pages} more={t("more")} empty={<p className={classes["nothing"]}>{t("results.none")}</p>}>
        {(found: readonly ImportedRow[]) => <ResultTable rows={found} />}
      </Paged>
    </Panel>
  );
}

function ResultTable({ rows }: { readonly rows: readonly ImportedRow[] }) {
  const { t } = useTranslation("imports");
  const tenant = useTenant();
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keys
    <div className={classes["scroll"]} tabIndex={0} role="region" aria-label={t("results.title")}>
      <Table>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.n}>
              <Table.Td className={classes["n"] ?? ""}>{row.n}</Table.Td>
              <Table.Td>
                <Badge color={ROW_COLOURS[row.state]} miw="max-content">{t(`row.${row.state}`)}</Badge>
              </Table.Td>
              <Table.Td className={classes["why"] ?? ""}>
                {row.reasons.map((reason) => (
                  <span key={`${reason.column} ${reason.code}`} className={classes["reason"]} data-plain={row.state !== "refused"}>
                    {reason.text}
                  </span>
                ))}
                {row.cells ? <span className={classes["samples"]}>{row.cells.filter(Boolean).join(" · ")}</span> : null}
                {row.contact_id ? (
                  <Link to="/t/$tenant/contacts/$contact" params={{ tenant: tenant.slug, contact: row.contact_id }}>
                    {t("results.card")}
                  </Link>
                ) : null}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
