import { Button, Text } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useLocation, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../../app/parents.tsx";
import { campaignQuery } from "../../../data/campaigns.ts";
import { Loaded } from "../../../kit/Loaded.tsx";
import { Page } from "../../../kit/Page.tsx";
import { Editing } from "./Editing.tsx";

/** A text that will leave by itself. */
export function NewAutomaticScreen() {
  const { t } = useTranslation("automatic");
  const may = useMay("campaigns.write");
  return (
    <Page title={t("new.title")} about={t("new.about")} actions={<Back />}>
      {may ? <Begun /> : <Text c="dimmed">{t("new.may_not")}</Text>}
    </Page>
  );
}

/** As it was left, once it is there; its address gets the id of the draft while one writes. */
function Begun() {
  const { draft, when } = useSearch({ from: "/shell/t/$tenant/campaigns/automatic/new" });
  const tenant = useTenant();
  const navigate = useNavigate();
  const { writing, __TSR_key: visit } = useLocation({ select: (location) => location.state });
  const query = useQuery({ ...campaignQuery(tenant.id, draft ?? ""), enabled: draft !== undefined, refetchOnWindowFocus: false });
  const place = writing ?? visit ?? "first";
  const created = (id: string): void => {
    void navigate({ to: "/t/$tenant/campaigns/automatic/new", params: { tenant: tenant.slug }, search: { draft: id, ...(when ? { when } : {}) }, state: { writing: place }, replace: true, resetScroll: false });
  };
  if (draft !== undefined && !query.data) return <Loaded of={query}>{() => null}</Loaded>;
  return <Editing key={place} start={query.data ?? null} trigger={null} created={created} again={when === "again"} />;
}

export function Back() {
  const { t } = useTranslation("automatic");
  const tenant = useTenant();
  return (
    <Button component={Link} to={`/t/${tenant.slug}/campaigns/automatic`} variant="subtle" color="gray" leftSection={<IconArrowLeft size={17} />}>
      {t("back")}
    </Button>
  );
}
