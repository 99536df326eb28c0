import { Button } from "@mantine/core";
import { IconMapOff } from "@tabler/icons-react";
import { Link, Outlet, useRouter, type ErrorComponentProps } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Empty } from "../kit/Empty.tsx";
import { useDocumentTitle } from "../kit/Page.tsx";
import { TroubleScreen } from "../kit/Trouble.tsx";
import classes from "./Fallbacks.module.css";

export function Bare() {
  return <Outlet />;
}

/** No such screen, or none this person may see: the two are told apart by nobody. */
export function Missing() {
  const { t } = useTranslation();
  useDocumentTitle(t("missing.title"));
  return (
    <main className={classes["middle"]}>
      <Empty
        icon={IconMapOff}
        title={t("missing.title")}
        action={
          <Button component={Link} to="/">
            {t("missing.home")}
          </Button>
        }
      >
        {t("missing.text")}
      </Empty>
    </main>
  );
}

export function Troubled({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = (): void => {
    reset();
    void router.invalidate();
  };
  return (
    <main className={classes["middle"]}>
      <TroubleScreen error={error} retry={retry} />
    </main>
  );
}
