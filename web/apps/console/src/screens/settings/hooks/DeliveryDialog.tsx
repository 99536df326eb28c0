import type { HookDelivery } from "@guichet/api";
import { Code, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../../app/parents.tsx";
import { deliveryQuery } from "../../../data/hooks.ts";
import { Copyable } from "../../../kit/Copy.tsx";
import { Dialog } from "../../../kit/Dialog.tsx";
import { Loaded } from "../../../kit/Loaded.tsx";
import { inFull } from "../../../kit/When.tsx";
import { useEventWords } from "./words.ts";

interface DeliveryDialogProps {
  readonly hook: string;
  readonly id: string;
  readonly close: () => void;
}

/** One body, as it was posted, and every answer to it. */
export function DeliveryDialog({ hook, id, close }: DeliveryDialogProps) {
  const { t } = useTranslation("hooks");
  const query = useQuery(deliveryQuery(useTenant().id, hook, id));
  return (
    <Dialog title={t("body.title")} close={close} size="xl">
      <Loaded of={query}>{(one) => <Told one={one} />}</Loaded>
    </Dialog>
  );
}

function Told({ one }: { readonly one: HookDelivery }) {
  const { t } = useTranslation("hooks");
  return (
    <Stack gap="md">
      <div>
        <Text size="sm" fw={500} mb={4}>
          {t("body.posted")}
        </Text>
        <Copyable value={pretty(one.body ?? "")} label={t("body.posted")} />
      </div>
      <Tries one={one} />
      <Text size="sm" c="dimmed">
        {t("body.id")} <Code>{one.id}</Code>
      </Text>
    </Stack>
  );
}

function Tries({ one }: { readonly one: HookDelivery }) {
  const { t, i18n } = useTranslation("hooks");
  const words = useEventWords();
  if (one.tries.length === 0) return <Text size="sm">{t("body.notYet")}</Text>;
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        {t("body.answers")}
      </Text>
      <Stack gap="xs">
        {[...one.tries].reverse().map((each) => (
          <div key={each.at}>
            <Text size="sm">
              {[inFull(each.at, i18n.language), each.why ? words.why(each.why) : t("state.answer", { status: each.status ?? 0 }), `${each.ms} ms`].join(" · ")}
            </Text>
            {each.answer ? (
              <Code block tabIndex={0}>
                {each.answer}
              </Code>
            ) : null}
          </div>
        ))}
      </Stack>
    </div>
  );
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
