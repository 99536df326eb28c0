import { Alert, Button, Skeleton, Stack } from "@mantine/core";
import { IconAntenna, IconPlugConnectedX, IconPlus } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Empty } from "../../../kit/Empty.tsx";
import { Page } from "../../../kit/Page.tsx";
import { useVisible } from "../../../kit/removal.ts";
import { RouteCard } from "./RouteCard.tsx";
import { useRoutesNow } from "./useLiveRoutes.ts";
import classes from "./carriers.module.css";

/** All routes to carriers, as they are this second. */
export function RoutesScreen() {
  const { t } = useTranslation("carriers");
  const live = useRoutesNow();
  const routes = useVisible(live.routes);
  const add = (
    <Button component={Link} to="/platform/carriers/new" leftSection={<IconPlus size={16} />}>
      {t("add")}
    </Button>
  );
  return (
    <Page title={t("title")} about={t("about")} actions={add}>
      {live.silent && routes.some((route) => route.enabled) ? (
        <Alert color="yellow" variant="light" mb="md" icon={<IconPlugConnectedX size={20} />} role="status">
          {t("silent")}
        </Alert>
      ) : null}
      {live.loading ? <Waiting /> : null}
      {!live.loading && routes.length === 0 ? (
        <Empty icon={IconAntenna} title={t("empty_title")} action={add}>
          {t("empty_body")}
        </Empty>
      ) : null}
      <ul className={classes["routes"]} aria-label={t("title")}>
        {routes.map((route) => (
          <RouteCard key={route.id} route={route} live={live} />
        ))}
      </ul>
    </Page>
  );
}

function Waiting() {
  const { t } = useTranslation();
  return (
    <Stack role="status" aria-label={t("loading")}>
      <Skeleton height={150} radius="lg" />
      <Skeleton height={150} radius="lg" />
    </Stack>
  );
}
