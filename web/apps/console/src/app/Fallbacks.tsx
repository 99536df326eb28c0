import { Button } from "@mantine/core";
import { IconMapOff } from "@tabler/icons-react";
import { Link, Outlet, useRouter, type ErrorComponentProps } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Empty } from "../kit/Empty.tsx";
import { useDocumentTitle } from "../kit/Page.tsx";
import { TroubleScreen } from "../kit/Trouble.tsx";
import classes from "./Fallbacks.module.css";
import { isMissingPart, reloadOnceThere } from "./parts.ts";

export function Bare() {
  return <Outlet />;
}

/** Outside the frame. */
export function Missing() {
  return (
    <main>
      <MissingInside />
    </main>
  );
}

/** No such screen, or none this person may see: the two are told apart by nobody. */
export function MissingInside() {
  const { t } = useTranslation();
  useDocumentTitle(t("missing.title"));
  return (
    <div className={classes["middle"]}>
      <Empty
        level={1}
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
    </div>
  );
}

export function Troubled(props: ErrorComponentProps) {
  return (
    <main>
      <TroubledInside {...props} />
    </main>
  );
}

export function TroubledInside({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = (): void => {
    if (isMissingPart(error)) {
      void reloadOnceThere();
      return;
    }
    reset();
    void router.invalidate();
  };
  return (
    <div className={classes["middle"]}>
      <TroubleScreen error={error} retry={retry} level={1} />
    </div>
  );
}
