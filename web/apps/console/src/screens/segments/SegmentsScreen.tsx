import { Button } from "@mantine/core";
import { IconFilter, IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../app/parents.tsx";
import { countQuery, removeSegment, segmentsKey, segmentsQuery, type Segment } from "../../data/segments.ts";
import { Empty } from "../../kit/Empty.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { Paged } from "../../kit/Paged.tsx";
import { useVisible } from "../../kit/removal.ts";
import { RowMenu } from "../../kit/RowMenu.tsx";
import { Row, Rows } from "../../kit/Rows.tsx";
import { People } from "../contacts/Tabs.tsx";
import { shownCount } from "./counted.ts";
import { parametersOf, toForm } from "./form.ts";
import type { Condition } from "./language.ts";
import classes from "./segments.module.css";

/** Conditions with a name, each said in a sentence, with how many it finds now. */
export function SegmentsScreen() {
  const { t } = useTranslation(["segments", "contacts"]);
  const tenant = useTenant();
  const may = useMay("segments.manage");
  const segments = useInfiniteQuery(segmentsQuery(tenant.id));
  const add = (
    <Button component={Link} to="/t/$tenant/segments/new" params={{ tenant: tenant.slug } as never} leftSection={<IconPlus size={18} />}>
      {t("new.action")}
    </Button>
  );
  const empty = (
    <Empty icon={IconFilter} title={t("empty")} action={may ? add : undefined}>
      {t("empty_text")}
    </Empty>
  );
  return (
    <Page title={t("contacts:title")} about={t("about")} actions={may ? add : null}>
      <People here="segments" />
      <Panel flush>
        <Paged list={segments} more={t("more")} empty={empty}>
          {(found: readonly Segment[]) => <SegmentRows segments={found} />}
        </Paged>
      </Panel>
    </Page>
  );
}

function SegmentRows({ segments }: { readonly segments: readonly Segment[] }) {
  const { t } = useTranslation("segments");
  const tenant = useTenant();
  const navigate = useNavigate();
  const may = useMay("segments.manage");
  const open = (segment: string): void => void navigate({ to: "/t/$tenant/segments/$segment", params: { tenant: tenant.slug, segment } });
  return (
    <Rows label={t("title")}>
      {useVisible(segments).map((one) => (
        <Row key={one.id}
          title={
            <Link to="/t/$tenant/segments/$segment" params={{ tenant: tenant.slug, segment: one.id }}>
              {one.name}
            </Link>
          }
          sub={one.sentence} facts={<Found segment={one} />}
          menu={
            may ? (
              <RowMenu label={t("row.of", { name: one.name })} change={t("change")} onChange={() => open(one.id)}
                removal={{ id: one.id, said: t("removed", { name: one.name }), list: segmentsKey(tenant.id), remove: (options) => removeSegment(tenant.id, one.id, options) }} />
            ) : null
          } />
      ))}
    </Rows>
  );
}

/** How many, unless a campaign has to say something first. */
function Found({ segment }: { readonly segment: Segment }) {
  const { t, i18n } = useTranslation("segments");
  const tenant = useTenant();
  const depends = parametersOf(toForm(segment.condition as Condition)).length > 0;
  const count = useQuery({ ...countQuery(tenant.id, { condition: segment.condition, parameters: {} }, true), enabled: !depends });
  if (depends) return <span className={classes["depends"]}>{t("count.depends")}</span>;
  if (!count.data) return null;
  return (
    <span>
      {shownCount(count.data.people, count.data.exact, i18n.language)} {t("count.people", { count: count.data.people })}
    </span>
  );
}
