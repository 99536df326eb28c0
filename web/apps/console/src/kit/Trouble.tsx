import { Refused, Unreachable } from "@guichet/api";
import { Alert, Button, Code, Text } from "@mantine/core";
import { IconAlertCircle, IconLock, IconMoodEmpty, IconPlugConnectedX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Say } from "../locales/keys.ts";
import { Empty } from "./Empty.tsx";

/** What to tell a person about an error, in their language. */
export function useTrouble(): (error: unknown) => string {
  const { t } = useTranslation();
  return (error) => explain(error, t);
}

/** No answer; or a part of the console did not come, which each browser says in words of its own. */
const isAway = (error: unknown): boolean => error instanceof Unreachable || (error instanceof Error && /module|preload/i.test(error.message));

function explain(error: unknown, t: Say): string {
  if (isAway(error)) return t("trouble.unreachable");
  if (error instanceof Refused && error.status < 500) return error.problem.detail ?? error.problem.title;
  return t("trouble.ours");
}

/** A refusal that belongs to no single field, above the form it is about. */
export function TroubleNote({ error }: { readonly error: unknown }) {
  const tell = useTrouble();
  if (!error) return null;
  return (
    <Alert color="red" variant="light" icon={<IconAlertCircle size={18} />} role="alert" mb="md">
      {tell(error)}
      <RequestMark error={error} />
    </Alert>
  );
}

function RequestMark({ error }: { readonly error: unknown }) {
  const { t } = useTranslation();
  const id = error instanceof Refused && error.status >= 500 ? error.problem.request_id : undefined;
  if (!id) return null;
  return (
    <Text size="xs" mt={4}>
      {t("trouble.request")} <Code>{id}</Code>
    </Text>
  );
}

interface TroubleScreenProps {
  readonly error: unknown;
  readonly retry?: () => void;
  /** 1 when it is the whole screen. */
  readonly level?: 1 | 2;
}

/** A screen or panel whose content could not be had: why, and what to do. */
export function TroubleScreen({ error, retry, level = 2 }: TroubleScreenProps) {
  const { t } = useTranslation();
  const { icon, title, text } = useMessage(error);
  const again = retry ? (
    <Button variant="default" onClick={retry}>
      {t("trouble.again")}
    </Button>
  ) : undefined;
  return (
    <Empty icon={icon} title={title} level={level} tone="bad" action={again}>
      {text}
      <RequestMark error={error} />
    </Empty>
  );
}

function useMessage(error: unknown) {
  const { t } = useTranslation();
  const status = error instanceof Refused ? error.status : 0;
  if (isAway(error)) {
    return { icon: IconPlugConnectedX, title: t("trouble.unreachableTitle"), text: t("trouble.unreachable") };
  }
  if (status === 403) return { icon: IconLock, title: t("trouble.forbiddenTitle"), text: t("trouble.forbidden") };
  if (status === 404) return { icon: IconMoodEmpty, title: t("trouble.missingTitle"), text: t("trouble.missing") };
  return { icon: IconAlertCircle, title: t("trouble.oursTitle"), text: explain(error, t) };
}
