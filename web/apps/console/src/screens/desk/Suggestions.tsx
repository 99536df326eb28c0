import { Text, UnstyledButton } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "../../app/parents.tsx";
import { agentsQuery } from "../../data/agents.ts";
import { cannedQuery, fillCanned } from "../../data/canned.ts";
import { useDeed } from "../../kit/useDeed.ts";
import type { Asked } from "./composing.ts";
import classes from "./desk.module.css";

export interface Choice {
  readonly insert: string;
  /** The user it calls. */
  readonly mention?: string;
}

interface Props {
  readonly tenant: string;
  readonly interactionId: string;
  readonly queueId: string | null;
  readonly language: string;
  readonly asked: Asked;
  /** Set to what handles the keys of the field; says whether it did. */
  readonly keysRef: RefObject<((key: string) => boolean) | null>;
  readonly choose: (choice: Choice) => void;
}

/** What is found for `/` and `@`, above the field; the field keeps the focus. */
export function Suggestions(props: Props) {
  return props.asked.kind === "canned" ? <Canned {...props} /> : <Colleagues {...props} />;
}

function Canned({ tenant, interactionId, queueId, language, asked, keysRef, choose }: Props) {
  const { t } = useTranslation("desk");
  const [words] = useDebouncedValue(asked.words, 150);
  const { data: found } = useQuery(cannedQuery(tenant, words, queueId, language));
  const fill = useDeed({ run: (id: string) => fillCanned(tenant, id, interactionId) });
  if (found?.length === 0) return <Nothing>{t("canned.none")}</Nothing>;
  return (
    <List
      label={t("canned.label")}
      keysRef={keysRef}
      lines={(found ?? []).slice(0, 8).map((one) => ({ id: one.id, title: one.title, about: one.text, sign: one.shortcut ? `/${one.shortcut}` : "" }))}
      pick={(id) => fill.mutate(id, { onSuccess: ({ text }) => choose({ insert: text }) })}
    />
  );
}

function Colleagues({ tenant, asked, keysRef, choose }: Props) {
  const { t } = useTranslation("desk");
  const me = useSession().user.id;
  const { data: agents = [] } = useQuery(agentsQuery(tenant));
  const words = asked.words.toLocaleLowerCase();
  const found = agents.filter((one) => one.id !== me && one.name.toLocaleLowerCase().includes(words)).slice(0, 6);
  if (found.length === 0) return null;
  return (
    <List label={t("mention.label")} keysRef={keysRef} lines={found.map((one) => ({ id: one.id, title: one.name, about: "", sign: "" }))}
      pick={(id) => choose({ insert: `@${found.find((one) => one.id === id)?.name ?? ""} `, mention: id })} />
  );
}

interface Line {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly sign: string;
}

interface ListProps {
  readonly label: string;
  readonly lines: readonly Line[];
  readonly keysRef: Props["keysRef"];
  readonly pick: (id: string) => void;
}

function List({ label, lines, keysRef, pick }: ListProps) {
  const [at, setAt] = useState(0);
  const here = Math.min(at, Math.max(0, lines.length - 1));
  useEffect(() => {
    keysRef.current = (key) => {
      const line = lines[here];
      if (!line) return false;
      if (key === "ArrowDown") setAt(Math.min(here + 1, lines.length - 1));
      else if (key === "ArrowUp") setAt(Math.max(here - 1, 0));
      else pick(line.id);
      return true;
    };
    return () => {
      keysRef.current = null;
    };
  }, [keysRef, lines, here, pick]);
  if (lines.length === 0) return null;
  return (
    <div className={classes["suggestions"]} role="listbox" aria-label={label}>
      {lines.map((line, place) => (
        <UnstyledButton key={line.id} role="option" aria-selected={place === here} className={classes["suggestion"]} tabIndex={-1}
          onMouseDown={(event) => event.preventDefault()} onClick={() => pick(line.id)}>
          <span className={classes["suggestionTitle"]}>
            <Text span fw={600} size="sm">{line.title}</Text>
            <Text span size="xs" c="dimmed">{line.sign}</Text>
          </span>
          {line.about ? <Text size="xs" c="dimmed" truncate>{line.about}</Text> : null}
        </UnstyledButton>
      ))}
    </div>
  );
}

function Nothing({ children }: { readonly children: string }) {
  return (
    <div className={classes["suggestions"]} role="status">
      <Text size="sm" c="dimmed" p="xs">{children}</Text>
    </div>
  );
}
