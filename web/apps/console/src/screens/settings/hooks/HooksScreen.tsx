import type { Hook, NewHook } from "@guichet/api";
import { Anchor, Badge, Button, Text } from "@mantine/core";
import { IconPlus, IconWebhook } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../../app/parents.tsx";
import { hooksQuery, removeHook } from "../../../data/hooks.ts";
import { Empty } from "../../../kit/Empty.tsx";
import { Loaded } from "../../../kit/Loaded.tsx";
import { Page, Panel } from "../../../kit/Page.tsx";
import { useVisible } from "../../../kit/removal.ts";
import { RowMenu } from "../../../kit/RowMenu.tsx";
import { Row, Rows } from "../../../kit/Rows.tsx";
import { HookDialog } from "./HookDialog.tsx";
import { HookState, HookStory } from "./HookState.tsx";
import { SecretDialog } from "./SecretDialog.tsx";

type Open = { readonly kind: "form"; readonly hook?: Hook } | { readonly kind: "made"; readonly made: NewHook } | null;

/** Where a company's own programs are told of events. */
export function HooksScreen() {
  const { t } = useTranslation("hooks");
  const [open, setOpen] = useState<Open>(null);
  const query = useQuery(hooksQuery(useTenant().id));
  const create = (
    <Button leftSection={<IconPlus size={18} />} onClick={() => setOpen({ kind: "form" })}>
      {t("create")}
    </Button>
  );
  const empty = (
    <Empty icon={IconWebhook} title={t("none")} action={create}>
      {t("noneText")}
    </Empty>
  );
  return (
    <Page title={t("title")} about={t("about")} actions={create}>
      <Panel flush>
        <Loaded of={query} empty={{ when: (hooks) => hooks.length === 0, show: empty }}>
          {(hooks) => <HookRows hooks={hooks} change={(hook) => setOpen({ kind: "form", hook })} />}
        </Loaded>
      </Panel>
      {open?.kind === "form" ? (
        <HookDialog {...(open.hook ? { hook: open.hook } : {})} close={() => setOpen(null)} made={(made) => setOpen({ kind: "made", made })} />
      ) : null}
      {open?.kind === "made" ? <SecretDialog made={open.made} close={() => setOpen(null)} /> : null}
    </Page>
  );
}

interface HookRowsProps {
  readonly hooks: readonly Hook[];
  readonly change: (hook: Hook) => void;
}

function HookRows({ hooks, change }: HookRowsProps) {
  const { t } = useTranslation("hooks");
  return (
    <Rows label={t("title")}>
      {useVisible(hooks).map((hook) => (
        <HookRow key={hook.id} hook={hook} change={() => change(hook)} />
      ))}
    </Rows>
  );
}

function HookRow({ hook, change }: { readonly hook: Hook; readonly change: () => void }) {
  const { t } = useTranslation(["hooks", "common"]);
  const tenant = useTenant();
  const name = hook.description || hook.address;
  const removal = {
    id: hook.id,
    said: t("removed", { name }),
    list: hooksQuery(tenant.id).queryKey,
    remove: (options: Parameters<typeof removeHook>[2]) => removeHook(tenant.id, hook.id, options),
  };
  return (
    <Row
      picture={<IconWebhook size={20} stroke={1.6} aria-hidden="true" />}
      title={
        <>
          <Anchor component={Link} to="/t/$tenant/settings/hooks/$hook" params={{ tenant: tenant.slug, hook: hook.id } as never}>
            {name}
          </Anchor>
          <HookState hook={hook} />
        </>
      }
      sub={
        <>
          {hook.description ? <Text size="sm" style={{ overflowWrap: "anywhere" }}>{hook.address}</Text> : null}
          <HookStory hook={hook} />
        </>
      }
      facts={<Badge color="gray">{hook.called_back ? t("calledBack") : t("events", { count: hook.kinds.length })}</Badge>}
      menu={<RowMenu label={t("actionsOf", { name })} change={t("form.changeShort")} onChange={change} removal={removal} />}
    />
  );
}
