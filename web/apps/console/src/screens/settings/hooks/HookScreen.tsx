import type { Hook, HookTest, NewHook } from "@guichet/api";
import { Alert, Button, Code, Group, Stack, Switch, Text } from "@mantine/core";
import { IconSend } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../../app/parents.tsx";
import { changeHook, formOf, hooksQuery, renewSecret, testHook } from "../../../data/hooks.ts";
import { Copyable } from "../../../kit/Copy.tsx";
import { Dialog } from "../../../kit/Dialog.tsx";
import { Loaded } from "../../../kit/Loaded.tsx";
import { Page, Panel } from "../../../kit/Page.tsx";
import { useDeed } from "../../../kit/useDeed.ts";
import { Gone } from "../answering/Gone.tsx";
import { Deliveries } from "./Deliveries.tsx";
import { HookDialog } from "./HookDialog.tsx";
import { HookState, HookStory } from "./HookState.tsx";
import { SecretDialog } from "./SecretDialog.tsx";
import { useEventWords } from "./words.ts";

/** One web hook: whether it works, and what it was told. */
export function HookScreen() {
  const { hook: id } = useParams({ strict: false });
  const query = useQuery(hooksQuery(useTenant().id));
  return (
    <Loaded of={query}>
      {(hooks) => {
        const hook = hooks.find((one) => one.id === id);
        return hook ? <HookView hook={hook} /> : <Gone />;
      }}
    </Loaded>
  );
}

type Open = { readonly kind: "form" } | { readonly kind: "secret"; readonly made: NewHook } | { readonly kind: "test"; readonly test: HookTest } | null;

function HookView({ hook }: { readonly hook: Hook }) {
  const { t } = useTranslation("hooks");
  const tenant = useTenant();
  const [open, setOpen] = useState<Open>(null);
  const close = (): void => setOpen(null);
  const list = hooksQuery(tenant.id).queryKey;
  const test = useDeed({ run: async () => setOpen({ kind: "test", test: await testHook(tenant.id, hook.id) }) });
  const renew = useDeed({
    run: async () => setOpen({ kind: "secret", made: await renewSecret(tenant.id, hook.id, true) }),
    changes: [list],
  });
  const turn = useDeed({ run: (on: boolean) => changeHook(tenant.id, hook.id, { ...formOf(hook), enabled: on }), changes: [list] });
  const actions = (
    <>
      <Button leftSection={<IconSend size={18} />} onClick={() => test.mutate(undefined)} loading={test.isPending}>
        {t("test.do")}
      </Button>
      <Button variant="default" onClick={() => setOpen({ kind: "form" })}>
        {t("form.changeShort")}
      </Button>
    </>
  );
  return (
    <Page title={hook.description || t("one")} about={<span style={{ overflowWrap: "anywhere" }}>{hook.address}</span>} actions={actions}>
      <Panel title={t("state.title")}>
        <Stack gap="sm">
          <Group gap="sm">
            <HookState hook={hook} />
            <Text size="sm" c="dimmed" component="div">
              <HookStory hook={hook} />
            </Text>
          </Group>
          <KindList hook={hook} />
          <Group gap="lg">
            <Switch label={t("state.on")} checked={hook.enabled} disabled={turn.isPending} onChange={(event) => turn.mutate(event.currentTarget.checked)} />
            <Button variant="subtle" size="compact-sm" onClick={() => renew.mutate(undefined)} loading={renew.isPending}>
              {t("secret.renew")}
            </Button>
          </Group>
        </Stack>
      </Panel>
      <Deliveries hook={hook} />
      {open?.kind === "form" ? <HookDialog hook={hook} close={close} /> : null}
      {open?.kind === "secret" ? <SecretDialog made={open.made} close={close} /> : null}
      {open?.kind === "test" ? <TestDialog test={open.test} close={close} /> : null}
    </Page>
  );
}

function KindList({ hook }: { readonly hook: Hook }) {
  const { t } = useTranslation("hooks");
  const words = useEventWords();
  if (hook.called_back) return <Text size="sm">{t("calledBackText")}</Text>;
  const said = hook.kinds.map((kind) => (kind.endsWith(".*") ? t("allOf", { group: words.group(kind.slice(0, -2)) }) : words.kind(kind)));
  return <Text size="sm">{said.join(" · ")}</Text>;
}

function TestDialog({ test, close }: { readonly test: HookTest; readonly close: () => void }) {
  const { t } = useTranslation(["hooks", "common"]);
  const words = useEventWords();
  const answer = test.why ? words.why(test.why) : t("test.answer", { status: test.status ?? 0 });
  return (
    <Dialog title={t("test.title")} close={close} size="lg">
      <Stack gap="md">
        <Alert color={test.ok ? "teal" : "red"}>{test.ok ? t("test.well", { ms: test.ms }) : `${answer} · ${test.ms} ms`}</Alert>
        {test.answer ? (
          <div>
            <Text size="sm" fw={500}>
              {t("body.answer")}
            </Text>
            <Code block tabIndex={0}>
              {test.answer}
            </Code>
          </div>
        ) : null}
        <div>
          <Text size="sm" fw={500} mb={4}>
            {t("body.posted")}
          </Text>
          <Copyable value={test.body} label={t("body.posted")} wrap />
        </div>
        <Button onClick={close}>{t("common:close")}</Button>
      </Stack>
    </Dialog>
  );
}
