import { UnstyledButton } from "@mantine/core";
import type { Fault, RoutingVocabulary, RuleCondition, RuleGroup } from "@guichet/api";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { Choice } from "./Choosing.tsx";
import { blankTest, replaced, without } from "./model.ts";
import classes from "./rules.module.css";
import { FactChoice, TestWords } from "./TestWords.tsx";
import { Word, Wrong } from "./Word.tsx";

interface GroupWordsProps {
  readonly group: RuleGroup;
  readonly where: string;
  readonly house: RoutingVocabulary;
  readonly faults: readonly Fault[];
  readonly marks: Readonly<Record<string, boolean>> | undefined;
  readonly change: (group: RuleGroup) => void;
  readonly locked: boolean;
  /** Takes the whole group away; not given for the outermost one. */
  readonly remove?: () => void;
}

const DEEPEST = 3;
const depthOf = (where: string): number => where.split("/of/").length - 1;

/** Conditions joined by "and" or "or"; groups inside stand in brackets. */
export function GroupWords({ group, where, house, faults, marks, change, locked, remove }: GroupWordsProps) {
  const { t } = useTranslation("rules");
  const own = faults.filter((fault) => fault.pointer === where && fault.code !== "contradiction");
  const put = (at: number, part: RuleCondition): void => change({ ...group, of: replaced(group.of, at, part) });
  const add = (part: RuleCondition): void => change({ ...group, of: [...group.of, part] });
  const drop = (at: number): void => change({ ...group, of: without(group.of, at) });
  return (
    <span className={classes[remove ? "bracketed" : "group"]}>
      {remove || group.how === "none" ? <HowWord group={group} change={change} locked={locked} remove={remove} /> : null}
      {group.of.length === 0 && !remove ? <span className={classes["text"]}>{t("always")}</span> : null}
      {group.of.map((part, at) => (
        <Fragment key={`${at}:${part.kind}`}>
          {at > 0 ? <Joint group={group} change={change} locked={locked} /> : null}
          {part.kind === "test" ? (
            <TestWords
              test={part}
              house={house}
              mark={marks?.[`${where}/of/${at}`]}
              faultsAt={(place) => faults.filter((fault) => (place === "" ? fault.pointer === `${where}/of/${at}` : fault.pointer.startsWith(`${where}/of/${at}${place}`)))}
              change={(test) => put(at, test)}
              remove={() => drop(at)}
              locked={locked}
            />
          ) : (
            <GroupWords group={part} where={`${where}/of/${at}`} house={house} faults={faults} marks={marks} change={(inner) => put(at, inner)} locked={locked} remove={() => drop(at)} />
          )}
        </Fragment>
      ))}
      {locked ? null : <Adding house={house} deep={depthOf(where) >= DEEPEST} add={add} />}
      {own.map((fault) => (
        <Wrong key={fault.code} fault={fault} />
      ))}
    </span>
  );
}

interface PartProps {
  readonly group: RuleGroup;
  readonly change: (group: RuleGroup) => void;
  readonly locked: boolean;
}

function HowChoice({ group, change, close }: { readonly group: RuleGroup; readonly change: (group: RuleGroup) => void; readonly close: () => void }) {
  const { t } = useTranslation("rules");
  return (
    <Choice
      chosen={group.how}
      sections={[
        {
          options: [
            { value: "all", label: t("toAnd") },
            { value: "any", label: t("toOr") },
            { value: "none", label: t("toNone") },
          ],
        },
      ]}
      choose={(how) => {
        change({ ...group, how: how as RuleGroup["how"] });
        close();
      }}
    />
  );
}

function HowWord({ group, change, locked, remove }: PartProps & { readonly remove: (() => void) | undefined }) {
  const { t } = useTranslation("rules");
  const words = { all: t("allOf"), any: t("anyOf"), none: t("noneOf") };
  return (
    <Word word={words[group.how]} disabled={locked} remove={remove}>
      {(close) => <HowChoice group={group} change={change} close={close} />}
    </Word>
  );
}

function Joint({ group, change, locked }: PartProps) {
  const { t } = useTranslation("rules");
  return (
    <Word word={group.how === "all" ? t("and") : t("or")} disabled={locked}>
      {(close) => <HowChoice group={group} change={change} close={close} />}
    </Word>
  );
}

interface AddingProps {
  readonly house: RoutingVocabulary;
  readonly deep: boolean;
  readonly add: (part: RuleCondition) => void;
}

function Adding({ house, deep, add }: AddingProps) {
  const { t } = useTranslation("rules");
  return (
    <span className={classes["adding"]}>
      <Word word={`+ ${t("addCondition")}`} label="">
        {(close) => (
          <FactChoice
            house={house}
            choose={(fact) => {
              add(blankTest(fact, house));
              close();
            }}
          />
        )}
      </Word>
      {deep ? null : (
        <UnstyledButton className={classes["word"] ?? ""} data-tone="plain" onClick={() => add({ kind: "group", how: "any", of: [blankTest("page", house)] })}>
          {`+ ${t("addGroup")}`}
        </UnstyledButton>
      )}
    </span>
  );
}
