import { ActionIcon, Alert, Button, Menu, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconArrowDown, IconArrowUp, IconDots, IconPlus, IconRoute, IconTrash } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { putRouteRules, routeRulesQuery, type RouteRule } from "../../../data/carriers.ts";
import { Empty } from "../../../kit/Empty.tsx";
import { Loaded } from "../../../kit/Loaded.tsx";
import { Page, Panel } from "../../../kit/Page.tsx";
import { SaveBar } from "../../../kit/SaveBar.tsx";
import { TroubleNote } from "../../../kit/Trouble.tsx";
import classes from "./carriers.module.css";
import { bare, held, moved, newRule, same, type HeldRule } from "./routeRules.ts";
import { RuleWords } from "./RuleWords.tsx";
import { TryRoute } from "./TryRoute.tsx";
import { useRoutesNow } from "./useLiveRoutes.ts";

/** Which routes may carry what, as sentences; the first that fits counts. */
export function RouteRulesScreen() {
  const { t } = useTranslation("carriers");
  const rules = useQuery(routeRulesQuery);
  return (
    <Page title={t("rules.title")} about={t("rules.about")}>
      <Loaded of={rules}>{(found) => <Editor loaded={found.rules} />}</Loaded>
    </Page>
  );
}

function useEditing(loaded: readonly RouteRule[]) {
  const { t } = useTranslation("carriers");
  const queries = useQueryClient();
  const [saved, setSaved] = useState(() => held(loaded));
  const [rules, setRules] = useState(saved);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const save = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      const put = await putRouteRules(bare(rules));
      queries.setQueryData(routeRulesQuery.queryKey, put);
      setSaved(rules);
      notifications.show({ message: t("rules.saved") });
    } catch (refusal) {
      setError(refusal);
    } finally {
      setBusy(false);
    }
  };
  return { rules, setRules, busy, error, save, dirty: !same(rules, saved), back: () => setRules(saved) };
}

function Editor({ loaded }: { readonly loaded: readonly RouteRule[] }) {
  const { t } = useTranslation("carriers");
  const live = useRoutesNow();
  const editing = useEditing(loaded);
  const [winner, setWinner] = useState<number | null>(null);
  const { rules, setRules } = editing;
  const add = (
    <Button variant="default" leftSection={<IconPlus size={16} />} onClick={() => setRules([...rules, newRule(live.routes[0]?.id)])}>
      {t("rules.add")}
    </Button>
  );
  return (
    <>
      <form onSubmit={(event) => { event.preventDefault(); void editing.save(); }}>
        <TroubleNote error={editing.error} />
        {rules.length === 0 ? <Empty icon={IconRoute} title={t("rules.empty_title")} action={add}>{t("rules.empty_body")}</Empty> : null}
        <ol className={classes["rules"]} aria-label={t("rules.title")}>
          {rules.map((rule, place) => (
            <RuleLine key={rule.key} rules={rules} place={place} wins={winner === place + 1} change={setRules} />
          ))}
        </ol>
        {rules.length > 0 ? (
          <>
            <Text size="sm" c="dimmed" mt="sm" mb="sm">{t("rules.else")}</Text>
            {add}
          </>
        ) : null}
        {editing.dirty ? <SaveBar busy={editing.busy} dirty action={t("rules.save")} leave={editing.back} /> : null}
      </form>
      <div className={classes["settings"]}>
        <Panel title={t("try.title")} about={t("try.about")}>
          {editing.dirty ? <Alert variant="light" color="gray" mb="sm">{t("try.draft")}</Alert> : null}
          <TryRoute rules={rules} tell={setWinner} />
        </Panel>
      </div>
    </>
  );
}

interface RuleLineProps {
  readonly rules: readonly HeldRule[];
  readonly place: number;
  readonly wins: boolean;
  readonly change: (rules: readonly HeldRule[]) => void;
}

function RuleLine({ rules, place, wins, change }: RuleLineProps) {
  const { t } = useTranslation("carriers");
  const rule = rules[place];
  if (!rule) return null;
  const put = (next: HeldRule): void => change(rules.map((one) => (one.key === rule.key ? next : one)));
  return (
    <li className={classes["rule"]} data-wins={wins || undefined} aria-label={t("rules.one", { place: place + 1 })}>
      <span className={classes["number"]} aria-hidden="true">{place + 1}</span>
      <div className={classes["sentence"]}>
        <RuleWords rule={rule} change={put} />
        {wins ? <Text size="sm" c="var(--g-good)">{t("try.counts")}</Text> : null}
      </div>
      <Menu position="bottom-end" transitionProps={{ duration: 80 }}>
        <Menu.Target>
          <ActionIcon size={28} aria-label={t("rules.more", { place: place + 1 })}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconArrowUp size={16} />} disabled={place === 0} onClick={() => change(moved(rules, place, place - 1))}>{t("rules.up")}</Menu.Item>
          <Menu.Item leftSection={<IconArrowDown size={16} />} disabled={place === rules.length - 1} onClick={() => change(moved(rules, place, place + 1))}>{t("rules.down")}</Menu.Item>
          <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={() => change(rules.filter((one) => one.key !== rule.key))}>{t("deeds.remove")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </li>
  );
}
