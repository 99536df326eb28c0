import { Badge } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { importsQuery, type ContactImport, type ImportState } from "../../data/imports.ts";
import { Empty } from "../../kit/Empty.tsx";
import { Loaded } from "../../kit/Loaded.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { Row, Rows } from "../../kit/Rows.tsx";
import { When } from "../../kit/When.tsx";
import { People } from "../contacts/Tabs.tsx";
import { ExportPanel } from "./ExportPanel.tsx";
import { Start } from "./Start.tsx";

/** Files that came in, and the place to drop the next one. */
export function ImportsScreen() {
  const { t } = useTranslation(["imports", "contacts"]);
  const tenant = useTenant();
  const may = useMay("contacts.write");
  const imports = useInfiniteQuery(importsQuery(tenant.id));
  const rows = imports.data?.pages.flatMap((page) => page.items);
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
        <Loaded of={{ data: rows, error: imports.error, isPending: imports.isPending, refetch: imports.refetch }} empty={{ when: (found) => found.length === 0, show: empty }}>
          {(found: readonly ContactImport[]) => <ImportRows imports={found} />}
        </Loaded>
      </Panel>
      {imports.hasNextPage ? (
        <Button mt="md" variant="default" loading={imports.isFetchingNextPage} onClick={() => void imports.fetchNextPage()}>
          {t("more")}
        </Button>
      ) : null}
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
  );
}
