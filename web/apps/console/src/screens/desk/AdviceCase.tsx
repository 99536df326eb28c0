import type { AdviceRequest, AdviceState } from "@guichet/api";
import { Badge, Button, Group, Select, Stack, Text, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { setAdviceState } from "../../data/advice.ts";
import { useDeed } from "../../kit/useDeed.ts";

interface Props {
  readonly tenant: string;
  readonly advice: AdviceRequest;
}

/** What a user of the platform asks its operator for: the agent says how far it has come. */
export function AdviceCase({ tenant, advice }: Props) {
  const { t } = useTranslation("desk");
  const [state, setState] = useState<AdviceState>(advice.state);
  const [reason, setReason] = useState("");
  const tell = useDeed({ run: () => setAdviceState(tenant, advice.interaction_id, state, reason) });
  const choices = [advice.state, ...advice.next];
  const lacking = state === "refused" && reason.trim() === "";
  return (
    <Stack gap="xs" mb="lg" component="section" aria-label={t("advice.title")}>
      <Group gap={6}>
        <Badge color="grape">{t(`advice.kind.${advice.kind}`)}</Badge>
        <Text size="sm">{t("advice.from", { company: advice.company })}</Text>
      </Group>
      <Select label={t("advice.now")} size="sm" allowDeselect={false} value={state} data={choices.map((one) => ({ value: one, label: t(`advice.state.${one}`) }))}
        onChange={(value) => setState(choices.find((one) => one === value) ?? advice.state)} />
      {state === advice.state ? null : (
        <>
          <Textarea label={t("advice.reason")} description={t("advice.reason_hint")} size="sm" autosize minRows={2} maxRows={6} maxLength={500} value={reason}
            onChange={(event) => setReason(event.currentTarget.value)} />
          <Button size="xs" disabled={lacking} loading={tell.isPending} onClick={() => tell.mutate()}>
            {t("advice.set")}
          </Button>
        </>
      )}
      {state === advice.state && advice.reason ? <Text size="sm">{advice.reason}</Text> : null}
    </Stack>
  );
}
