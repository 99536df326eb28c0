import { Alert, Button, Menu, Stack, Text, TextInput } from "@mantine/core";
import { IconHandClick } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../../app/parents.tsx";
import { pressButton, runsQuery, type Trigger, type TriggerRun } from "../../../data/automatic.ts";
import type { Campaign } from "../../../data/campaigns.ts";
import { Copyable } from "../../../kit/Copy.tsx";
import { Panel } from "../../../kit/Page.tsx";
import { TroubleNote } from "../../../kit/Trouble.tsx";
import classes from "../campaigns.module.css";
import { addressOf, curlOf } from "./request.ts";

interface Props {
  readonly one: Trigger;
  readonly text: Campaign;
}

/** How the company's own page or button sets it off: its address, an example, and a try. */
export function CallPanel({ one, text }: Props) {
  const { t } = useTranslation("automatic");
  const tenant = useTenant();
  const mayKeys = useMay("api_keys.manage");
  const today = new Date().toISOString().slice(0, 10);
  const address = addressOf(location.origin, text.id);
  return (
    <Panel title={t("call.title")} about={t("call.about")}>
      <Stack gap="md">
        <div>
          <Text size="sm" fw={600}>{t("call.address")}</Text>
          <Copyable value={address} label={t("call.address")} wrap />
        </div>
        <div>
          <Text size="sm" fw={600}>{t("call.example")}</Text>
          <Copyable value={curlOf(address, text.audience.parameters, today)} label={t("call.example")} />
          <Text size="sm" c="dimmed" mt={6}>
            {t("call.key_about")}{" "}
            {mayKeys ? (
              <Link to="/t/$tenant/settings/api-keys" params={{ tenant: tenant.slug }}>
                {t("call.get_key")}
              </Link>
            ) : null}
          </Text>
        </div>
        {useMay("campaigns.send") ? <Try one={one} text={text} /> : null}
      </Stack>
    </Panel>
  );
}

/** Presses it for real: a second click, and what came of it. */
function Try({ one, text }: Props) {
  const { t } = useTranslation("automatic");
  const tenant = useTenant();
  const queries = useQueryClient();
  const [values, setValues] = useState<Readonly<Record<string, string>>>(text.audience.parameters);
  const press = useMutation({
    mutationFn: () => pressButton(tenant.id, text.id, `console-${crypto.randomUUID()}`, Object.fromEntries(Object.keys(text.audience.parameters).map((name) => [name, values[name] ?? ""]))),
    onSuccess: () => queries.invalidateQueries({ queryKey: runsQuery(tenant.id, one.id).queryKey }),
  });
  return (
    <section className={classes["try"]} aria-label={t("call.try")}>
      <Text size="sm" fw={600}>{t("call.try")}</Text>
      <div className={classes["pair"]}>
        {Object.keys(text.audience.parameters).map((name) => (
          <TextInput key={name} label={name} value={values[name] ?? ""} onChange={(event) => setValues({ ...values, [name]: event.currentTarget.value })} maxLength={200} />
        ))}
      </div>
      <Menu position="bottom-start" transitionProps={{ duration: 80 }}>
        <Menu.Target>
          <Button variant="default" leftSection={<IconHandClick size={17} />} loading={press.isPending} disabled={!one.enabled} w="fit-content">
            {t("call.press")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label maw={280}>{t("call.press_about")}</Menu.Label>
          <Menu.Item onClick={() => press.mutate()}>{t("call.press_sure")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <div aria-live="polite">
        <TroubleNote error={press.error} />
        {press.data ? <Came run={press.data} /> : null}
      </div>
    </section>
  );
}

function Came({ run }: { readonly run: TriggerRun }) {
  const { t } = useTranslation("automatic");
  const tenant = useTenant();
  const went = run.state === "sent";
  return (
    <Alert color={went ? "green" : "yellow"} variant="light" title={t(went ? "call.went" : "call.kept")}>
      {went && run.campaign_id ? (
        <Link to="/t/$tenant/campaigns/$campaign" params={{ tenant: tenant.slug, campaign: run.campaign_id }}>
          {t("call.follow")}
        </Link>
      ) : (
        run.sentence
      )}
    </Alert>
  );
}
