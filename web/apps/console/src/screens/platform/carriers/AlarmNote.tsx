import { Alert } from "@mantine/core";
import { IconBellRinging } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { When } from "../../../kit/When.tsx";
import classes from "./carriers.module.css";
import { useFigures } from "./useFigures.ts";
import type { LiveAlarm, LiveFact } from "./useLiveRoutes.ts";

/** That a route is not as usual, and what tells so. */
export function AlarmNote({ alarm }: { readonly alarm: LiveAlarm | undefined }) {
  const { t } = useTranslation("carriers");
  const words = useFactWords();
  if (!alarm) return null;
  return (
    <Alert className={classes["alarm"] ?? ""} color="red" variant="light" icon={<IconBellRinging size={20} />} title={t("alarm.title")} role="alert">
      {alarm.facts.map((fact) => (
        <p key={fact.sign} className={classes["fact"]}>
          {words(fact)}
        </p>
      ))}
      <When at={alarm.opened_at} />
    </Alert>
  );
}

/** A fact as a sentence, beside what is usual where that is known. */
export function useFactWords(): (fact: LiveFact) => string {
  const { t } = useTranslation("carriers");
  const { count, share, time } = useFigures();
  return (fact) => {
    const show = fact.sign === "delay" ? time : share;
    const usual = fact.usual === null || fact.sign === "links" ? "" : t("alarm.usual", { usual: show(fact.usual) });
    const code = fact.code?.split(" ")[1] ?? "";
    return `${t(`alarm.${fact.sign}`, { now: show(fact.now), count: fact.count, shown: count(fact.count), code })} ${usual}`.trim();
  };
}
