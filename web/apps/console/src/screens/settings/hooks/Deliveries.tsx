import type { HookDeliveryState, Hook, HookDelivery } from "@guichet/api";
import { Badge, Button, Code, Select, Text } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../../app/parents.tsx";
import { deliveriesQuery, hooksQuery, tellAgain, tellAllAgain } from "../../../data/hooks.ts";
import { Loaded } from "../../../kit/Loaded.tsx";
import { Panel } from "../../../kit/Page.tsx";
import { Row, Rows } from "../../../kit/Rows.tsx";
import { useDeed } from "../../../kit/useDeed.ts";
import { When } from "../../../kit/When.tsx";
import { DeliveryDialog } from "./DeliveryDialog.tsx";
import { useEventWords } from "./words.ts";

const STATES: readonly HookDeliveryState[] = ["delivered", "waiting", "later", "dead"];
const COLOURS: Record<HookDeliveryState, string> = { delivered: "teal", waiting: "gray", later: "yellow", dead: "red" };

function isState(value: string | null): value is HookDeliveryState {
  return (STATES as readonly (string | null)[]).includes(value);
}

/** What a hook was told and is to be told, the newest first. */
export function Deliveries({ hook }: { readonly hook: Hook }) {
  const { t } = useTranslation("hooks");
  const tenant = useTenant();
  const [state, setState] = useState<HookDeliveryState | null>(null);
  const query = useInfiniteQuery(deliveriesQuery(tenant.id, hook.id, state));
  const all = useDeed({
    run: () => tellAllAgain(tenant.id, hook.id),
    changes: [["tenant", tenant.id, "hook-deliveries", hook.id], hooksQuery(tenant.id).queryKey],
    said: t("deliveries.allSaid"),
  });
  const actions = (
    <>
      {hook.line.dead > 0 ? (
        <Button variant="default" leftSection={<IconRefresh size={16} />} onClick={() => all.mutate(undefined)} loading={all.isPending}>
          {t("deliveries.all")}
        </Button>
      ) : null}
      <Select
        aria-label={t("deliveries.show")}
        data={[{ value: "", label: t("deliveries.every") }, ...STATES.map((one) => ({ value: one, label: t(`deliveries.${one}`) }))]}
        value={state ?? ""}
        onChange={(value) => setState(isState(value) ? value : null)}
        allowDeselect={false}
        w={180}
      />
    </>
  );
  return (
    <Panel title={t("deliveries.title")} about={t("deliveries.about")} actions={actions} flush>
      <Loaded of={{ ...query, data: query.data?.pages.flatMap((page) => page.items) }} empty={{ when: (items) => items.length === 0, show: <NoDeliveries /> }}>
        {(items) => <DeliveryRows hook={hook} items={items} />}
      </Loaded>
      {query.hasNextPage ? (
        <Button variant="subtle" m="md" onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>
          {t("deliveries.more")}
        </Button>
      ) : null}
    </Panel>
  );
}

function NoDeliveries() {
  const { t } = useTranslation("hooks");
  return (
    <Text c="dimmed" p="lg">
      {t("deliveries.none")}
    </Text>
  );
}

function DeliveryRows({ hook, items }: { readonly hook: Hook; readonly items: readonly HookDelivery[] }) {
  const { t } = useTranslation("hooks");
  const [shown, setShown] = useState<string | null>(null);
  return (
    <>
      <Rows label={t("deliveries.title")}>
        {items.map((one) => (
          <DeliveryRow key={one.id} hook={hook} one={one} show={() => setShown(one.id)} />
        ))}
      </Rows>
      {shown ? <DeliveryDialog hook={hook.id} id={shown} close={() => setShown(null)} /> : null}
    </>
  );
}

interface DeliveryRowProps {
  readonly hook: Hook;
  readonly one: HookDelivery;
  readonly show: () => void;
}

function DeliveryRow({ hook, one, show }: DeliveryRowProps) {
  const { t } = useTranslation("hooks");
  const tenant = useTenant();
  const words = useEventWords();
  const again = useDeed({
    run: () => tellAgain(tenant.id, hook.id, one.id),
    changes: [["tenant", tenant.id, "hook-deliveries", hook.id], hooksQuery(tenant.id).queryKey],
  });
  const last = one.tries.at(-1);
  const answer = last ? `${last.why ? words.why(last.why) : t("state.answer", { status: last.status ?? 0 })} · ${last.ms} ms` : null;
  const name = one.kind === "batch" ? t("deliveries.batch", { count: one.events }) : words.kind(one.kind);
  return (
    <Row
      title={
        <>
          {name}
          <Code>{one.kind}</Code>
          <Badge color={COLOURS[one.state]}>{t(`deliveries.${one.state}`)}</Badge>
        </>
      }
      sub={
        <>
          <When at={one.created_at} />
          {answer ? ` · ${answer}` : null}
          {one.attempts > 1 ? ` · ${t("deliveries.attempts", { count: one.attempts })}` : null}
          {one.retry_at ? (
            <>
              {" · "}
              {t("deliveries.next")} <When at={one.retry_at} />
            </>
          ) : null}
        </>
      }
      actions={
        <>
          <Button variant="subtle" size="compact-sm" onClick={show} aria-label={t("deliveries.seeOne", { name })}>
            {t("deliveries.see")}
          </Button>
          {one.state === "waiting" || !hook.enabled ? null : (
            <Button variant="subtle" size="compact-sm" onClick={() => again.mutate(undefined)} loading={again.isPending} aria-label={t("deliveries.againOne", { name })}>
              {t("deliveries.again")}
            </Button>
          )}
        </>
      }
    />
  );
}
