import { ActionIcon, Alert, Badge, Button, Drawer, Group, Menu, Text, TextInput, Tooltip, UnstyledButton } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import type { RoutingRules, RoutingVocabulary, RulesTrial } from "@guichet/api";
import { IconArrowBackUp, IconFlask, IconHistory, IconPlayerPlay, IconPlus, IconRoute } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../../app/parents.tsx";
import { discardDraft, publishRules, rulesQuery, versionsQuery, vocabularyQuery } from "../../../data/rules.ts";
import { FormDialog } from "../../../kit/Dialog.tsx";
import { Empty } from "../../../kit/Empty.tsx";
import { Loaded } from "../../../kit/Loaded.tsx";
import { Page, Panel } from "../../../kit/Page.tsx";
import { useDeed } from "../../../kit/useDeed.ts";
import { HistoryPanel } from "./HistoryPanel.tsx";
import { fromTemplate, moved, newRule, replaced, TEMPLATES, titleOf, without, type Rules, type Template } from "./model.ts";
import { RehearsePanel } from "./RehearsePanel.tsx";
import { RuleCard } from "./RuleCard.tsx";
import classes from "./rules.module.css";
import { TryPanel } from "./TryPanel.tsx";
import { useRules, type Drafting, type Saving } from "./useRules.ts";

/** The rules that decide where requests wait, as sentences. */
export function RulesScreen() {
  const { t } = useTranslation("rules");
  const tenant = useTenant();
  const query = useQuery(rulesQuery(tenant.id));
  const house = useQuery(vocabularyQuery(tenant.id));
  const both = {
    data: query.data && house.data ? { rules: query.data, house: house.data } : undefined,
    error: query.error ?? house.error,
    isPending: query.isPending || house.isPending,
    refetch: () => Promise.all([query.refetch(), house.refetch()]),
  };
  if (!both.data)
    return (
      <Page title={t("title")} about={t("about")}>
        <Loaded of={both}>{() => null}</Loaded>
      </Page>
    );
  return <Editor loaded={both.data.rules} house={both.data.house} />;
}

type Side = "try" | "rehearse" | "history" | null;

function Editor({ loaded, house }: { readonly loaded: RoutingRules; readonly house: RoutingVocabulary }) {
  const { t } = useTranslation("rules");
  const locked = !useMay("routing_rules.manage");
  const drafting = useRules(loaded);
  const [side, setSide] = useState<Side>(null);
  const [publishing, setPublishing] = useState(false);
  const [trial, setTrial] = useState<RulesTrial | null>(null);
  const tell = useCallback((found: RulesTrial | null) => setTrial(found), []);
  useUndoKey(drafting);
  const add = (rule: Rules[number]): void => drafting.change([...drafting.rules, rule]);
  return (
    <Page
      title={t("title")}
      about={t("about")}
      actions={<Actions drafting={drafting} locked={locked} open={setSide} publish={() => setPublishing(true)} />}
    >
      <Status loaded={loaded} drafting={drafting} locked={locked} />
      {drafting.rules.length === 0 ? (
        <NoRules house={house} locked={locked} choose={add} />
      ) : (
        <RuleList drafting={drafting} house={house} trial={trial} locked={locked} add={add} />
      )}
      <SideDrawer side={side} close={() => setSide(null)}>
        {side === "try" ? <TryPanel rules={drafting.rules} house={house} tell={tell} /> : null}
        {side === "rehearse" ? <RehearsePanel rules={drafting.rules} house={house} /> : null}
        {side === "history" ? <HistoryPanel inForce={loaded.published.number} locked={locked} /> : null}
      </SideDrawer>
      {publishing ? <PublishDialog drafting={drafting} close={() => setPublishing(false)} /> : null}
    </Page>
  );
}

const SIDE_TITLES = { try: "trying.title", rehearse: "rehearsing.title", history: "versions.title" } as const;

function SideDrawer({ side, close, children }: { readonly side: Side; readonly close: () => void; readonly children: ReactNode }) {
  const { t } = useTranslation(["rules", "common"]);
  return (
    <Drawer
      opened={side !== null}
      onClose={close}
      position="right"
      size={440}
      withOverlay={side !== "try"}
      lockScroll={false}
      trapFocus={side !== "try"}
      closeButtonProps={{ "aria-label": t("common:close") }}
      title={<Text fw={620}>{side ? t(SIDE_TITLES[side]) : ""}</Text>}
    >
      {children}
    </Drawer>
  );
}

/** Ctrl Z takes the last step back, unless somebody types. */
function useUndoKey(drafting: Drafting): void {
  const { undo } = drafting;
  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      const typing = event.target instanceof HTMLElement && event.target.matches("input, textarea, [contenteditable]");
      if (!(event.ctrlKey || event.metaKey) || event.key !== "z" || typing || !undo) return;
      event.preventDefault();
      undo();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [undo]);
}

interface ActionsProps {
  readonly drafting: Drafting;
  readonly locked: boolean;
  readonly open: (side: Side) => void;
  readonly publish: () => void;
}

function Actions({ drafting, locked, open, publish }: ActionsProps) {
  const { t } = useTranslation("rules");
  return (
    <Group gap={8}>
      {locked ? null : (
        <Tooltip label={t("undo")}>
          <ActionIcon size={36} variant="default" aria-label={t("undo")} disabled={!drafting.undo} onClick={() => drafting.undo?.()}>
            <IconArrowBackUp size={18} />
          </ActionIcon>
        </Tooltip>
      )}
      <Tooltip label={t("history")}>
        <ActionIcon size={36} variant="default" aria-label={t("history")} onClick={() => open("history")}>
          <IconHistory size={18} />
        </ActionIcon>
      </Tooltip>
      <Button variant="default" leftSection={<IconFlask size={16} />} onClick={() => open("try")}>
        {t("try")}
      </Button>
      <Button variant="default" leftSection={<IconPlayerPlay size={16} />} onClick={() => open("rehearse")}>
        {t("rehearse")}
      </Button>
      {locked ? null : (
        <Button disabled={!drafting.differs} onClick={publish}>
          {t("publish")}
        </Button>
      )}
    </Group>
  );
}

interface StatusProps {
  readonly loaded: RoutingRules;
  readonly drafting: Drafting;
  readonly locked: boolean;
}

const SAID = { saved: "saved", saving: "saving", unsaved: "unsaved", conflict: "unsaved" } as const satisfies Record<Saving, string>;

function Status({ loaded, drafting, locked }: StatusProps) {
  const { t } = useTranslation("rules");
  const tenant = useTenant();
  const queries = useQueryClient();
  const key = rulesQuery(tenant.id).queryKey;
  const discard = useDeed({ run: () => discardDraft(tenant.id, drafting.version()), changes: [key], said: t("discarded") });
  return (
    <>
      <div className={classes["status"]}>
        {drafting.differs ? <Badge color="yellow">{t("draft")}</Badge> : <Badge color="green">{t("inForce")}</Badge>}
        {loaded.published.number > 0 ? <span>{t("version", { number: loaded.published.number })}</span> : null}
        <span role="status">{drafting.differs ? t(SAID[drafting.saving]) : ""}</span>
        {drafting.differs && drafting.faults.length > 0 ? <span className={classes["wrong"]}>{t("cannotPublish", { count: drafting.faults.length })}</span> : null}
        {drafting.differs && !locked ? (
          <UnstyledButton className={classes["word"] ?? ""} data-tone="plain" onClick={() => discard.mutate()}>
            {t("discard")}
          </UnstyledButton>
        ) : null}
      </div>
      {drafting.saving === "conflict" ? (
        <Alert color="yellow" mb="md">
          <Group justify="space-between">
            {t("conflict")}
            <Button size="compact-sm" variant="default" onClick={() => void queries.invalidateQueries({ queryKey: key })}>
              {t("reload")}
            </Button>
          </Group>
        </Alert>
      ) : null}
    </>
  );
}

interface RuleListProps {
  readonly drafting: Drafting;
  readonly house: RoutingVocabulary;
  readonly trial: RulesTrial | null;
  readonly locked: boolean;
  readonly add: (rule: Rules[number]) => void;
}

function RuleList({ drafting, house, trial, locked, add }: RuleListProps) {
  const { t } = useTranslation("rules");
  const { rules, change } = drafting;
  const [said, setSaid] = useState("");
  const nameOf = (rule: Rules[number] | undefined, at: number): string => titleOf(rule, t("untitled", { place: at + 1 }));
  const move = (from: number, to: number): void => {
    change(moved(rules, from, to));
    setSaid(t("moved", { name: nameOf(rules[from], from), place: to + 1 }));
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-handle="${to}"]`)?.focus());
  };
  useEffect(() => {
    const dropped = (event: Event): void => {
      const { from, to } = (event as CustomEvent<{ from: number; to: number }>).detail;
      if (from !== to) move(from, to);
    };
    document.addEventListener("guichet:rule-dropped", dropped);
    return () => document.removeEventListener("guichet:rule-dropped", dropped);
  });
  const winners = new Set(trial?.matches.map((match) => match.place));
  return (
    <>
      <ol className={classes["rules"]}>
        {rules.map((rule, at) => (
          <RuleCard
            key={rule.id}
            rule={rule}
            place={at}
            count={rules.length}
            house={house}
            faults={drafting.faults.filter((fault) => `${fault.pointer}/`.startsWith(`rules/${at}/`))}
            marks={trial?.marks}
            wins={winners.has(at + 1)}
            locked={locked}
            change={(next) => change(replaced(rules, at, next))}
            moves={{
              move: (to) => move(at, to),
              duplicate: () => change([...rules.slice(0, at + 1), { ...rule, id: crypto.randomUUID(), name: t("copyOf", { name: rule.name }).slice(0, 80) }, ...rules.slice(at + 1)]),
              remove: () => change(without(rules, at)),
            }}
          />
        ))}
      </ol>
      {locked ? null : <Add house={house} count={rules.length} add={add} />}
      <div className={classes["unseen"]} role="status">
        {said}
      </div>
    </>
  );
}

interface AddProps {
  readonly house: RoutingVocabulary;
  readonly count: number;
  readonly add: (rule: Rules[number]) => void;
}

function Add({ house, count, add }: AddProps) {
  const { t } = useTranslation("rules");
  return (
    <Menu position="bottom-start" transitionProps={{ duration: 80 }}>
      <Menu.Target>
        <Button mt="md" variant="light" leftSection={<IconPlus size={16} />}>
          {t("add")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => add(newRule(t("untitled", { place: count + 1 })))}>{t("blank")}</Menu.Item>
        <Menu.Divider />
        {TEMPLATES.map((template) => (
          <Menu.Item key={template} onClick={() => add(fromTemplate(template, t(`templates.${template}.name`), house))}>
            {t(`templates.${template}.name`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

interface NoRulesProps {
  readonly house: RoutingVocabulary;
  readonly locked: boolean;
  readonly choose: (rule: Rules[number]) => void;
}

function NoRules({ house, locked, choose }: NoRulesProps) {
  const { t } = useTranslation("rules");
  return (
    <Panel>
      <Empty icon={IconRoute} title={t("none")}>
        {t("noneText")}
      </Empty>
      {locked ? null : <Templates house={house} choose={choose} />}
    </Panel>
  );
}

function Templates({ house, choose }: { readonly house: RoutingVocabulary; readonly choose: (rule: Rules[number]) => void }) {
  const { t } = useTranslation("rules");
  const start = (template: Template): void => choose(fromTemplate(template, t(`templates.${template}.name`), house));
  return (
    <div className={classes["templates"]}>
      {TEMPLATES.map((template) => (
        <UnstyledButton key={template} className={classes["template"] ?? ""} onClick={() => start(template)}>
          <Text component="span" fw={600} display="block">
            {t(`templates.${template}.name`)}
          </Text>
          <Text component="span" size="sm" c="dimmed">
            {t(`templates.${template}.about`)}
          </Text>
        </UnstyledButton>
      ))}
      <UnstyledButton className={classes["template"] ?? ""} onClick={() => choose(newRule(t("untitled", { place: 1 })))}>
        <Text component="span" fw={600} display="block">
          {t("blank")}
        </Text>
      </UnstyledButton>
    </div>
  );
}

function PublishDialog({ drafting, close }: { readonly drafting: Drafting; readonly close: () => void }) {
  const { t } = useTranslation("rules");
  const tenant = useTenant();
  const queries = useQueryClient();
  const [note, setNote] = useState("");
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const publish = async (): Promise<void> => {
    setBusy(true);
    setError(null);
    try {
      if (!(await drafting.flush())) return;
      await publishRules(tenant.id, drafting.version(), note);
      await Promise.all([rulesQuery(tenant.id), versionsQuery(tenant.id)].map(({ queryKey }) => queries.invalidateQueries({ queryKey })));
      notifications.show({ message: t("published") });
      close();
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  };
  return (
    <FormDialog
      title={t("publishing")}
      close={close}
      submit={(event) => {
        event?.preventDefault();
        void publish();
      }}
      busy={busy}
      error={error}
      action={t("publish")}
    >
      <Text size="sm" mb="md">
        {t("publishAbout")}
      </Text>
      <TextInput data-autofocus label={t("note")} description={t("noteHint")} maxLength={200} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
    </FormDialog>
  );
}
