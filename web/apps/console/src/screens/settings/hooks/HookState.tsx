import type { Hook } from "@guichet/api";
import { Badge } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { When } from "../../../kit/When.tsx";
import { useEventWords } from "./words.ts";

/** Whether it works, in one word. */
export function HookState({ hook }: { readonly hook: Hook }) {
  const { t } = useTranslation("hooks");
  const { line, off_why: why } = hook;
  if (!hook.enabled) return <Badge color={why === "by_hand" ? "gray" : "red"}>{t(`off.${why ?? "by_hand"}`)}</Badge>;
  if (line.failures > 0 || line.failing_since) return <Badge color="yellow">{t("state.failing")}</Badge>;
  if (!line.last_at) return <Badge color="gray">{t("state.new")}</Badge>;
  return <Badge color="teal">{t("state.well")}</Badge>;
}

/** The last thing that happened, and what waits. */
export function HookStory({ hook }: { readonly hook: Hook }) {
  const { t } = useTranslation("hooks");
  const words = useEventWords();
  const { line } = hook;
  const counts = [
    ...(line.waiting > 0 ? [t("state.waiting", { count: line.waiting })] : []),
    ...(line.dead > 0 ? [t("state.dead", { count: line.dead })] : []),
  ];
  const last = line.last_why ? words.why(line.last_why) : t("state.answer", { status: line.last_status ?? 0 });
  return (
    <>
      {line.last_at ? (
        <>
          {last}
          {" · "}
          <When at={line.last_at} />
        </>
      ) : (
        t("state.nothing")
      )}
      {counts.map((one) => ` · ${one}`)}
    </>
  );
}
