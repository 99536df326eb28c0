import { Badge } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { goesOn, importsQuery, type ContactImport, type ImportState } from "../../data/imports.ts";
import { Empty } from "../../kit/Empty.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { Paged } from "../../kit/Paged.tsx";
import { Row, Rows } from "../../kit/Rows.tsx";
import { When } from "../../kit/When.tsx";
import { People } from "../contacts/Tabs.tsx";
import { ExportPanel } from "./ExportPanel.tsx";
import { Start } from "./Start.tsx";
import { useLiveRow } from "./useLiveImport.ts";

/** Files that came in, and the place to drop the next one. */
export function ImportsScreen() {
  const { t } = useTranslation(["imports", "contacts"]);
  const tenant = useTenant();
  const may = useMay("contacts.write");
  const imports = useInfiniteQuery(importsQuery(tenant.id));
  const empty = (
    <Empty icon={IconFileImport} title={t("empty")}>
      {t("empty_text")}
    </Empty>
  );
  return (
    <Page title={t("contacts:title")} about={t("about")}>
      <People here="imports" />
      {may ? <Start /> : null}
      <Panel title={t("before")} flush>
        <Paged list={imports} more={t("more")} empty={empty}>
          {(found: readonly ContactImport[]) => <ImportRows imports={found} />}
        </Paged>
      </Panel>
      <ExportPanel />
    </Page>
  );
}

export const COLOURS: Readonly<Record<ImportState, string>> = {
  uploading: "yellow", reading: "yellow", ready: "yellow", running: "lagoon", stopped: "yellow", done: "green", undoing: "lagoon", undone: "gray", failed: "red",
};

function ImportRows({ imports }: { readonly imports: readonly ContactImport[] }) {
  const { t, i18n } = useTranslation("imports");
  const tenant = useTenant();
  const figure = new Intl.NumberFormat(i18n.language);
  return (
    <>
      {imports.filter((one) => goesOn(one.state)).map((one) => (
        <Followed key={one.id} one={one} />
      ))}
      <Rows label={t("before")}>
        {imports.map((one) => (
          <Row key={one.id}
            title={
              <>
                <Link to="/t/$tenant/imports/$import" params={{ tenant: tenant.slug, import: one.id }}>
                  {one.file_name || t("pasted")}
                </Link>
                <Badge color={COLOURS[one.state]}>{t(`state.${one.state}`)}</Badge>
              </>
            }
            sub={
              <>
                {t(`kind.${one.kind}`)} · {one.by.name ? `${one.by.name} · ` : ""}
                <When at={one.created_at} zone={tenant.zone} />
              </>
            }
            facts={one.rows === null ? null : one.state === "done" ? t("told", { new: figure.format(one.counts.new), changed: figure.format(one.counts.changed), refused: figure.format(one.counts.refused) }) : t("rows", { count: one.rows })} />
        ))}
      </Rows>
    </>
  );
}

/** Draws nothing: the list is renewed while this one goes on. */
function Followed({ one }: { readonly one: ContactImport }) {
  useLiveRow(one.id, one.version);
  return null;
}
