import { ActionIcon, Menu, Switch, TextInput } from "@mantine/core";
import type { Fault, RoutingRule, RoutingVocabulary } from "@guichet/api";
import { IconArrowDown, IconArrowUp, IconCopy, IconDots, IconGripVertical, IconTrash } from "@tabler/icons-react";
import { useState, type DragEvent, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import classes from "./rules.module.css";
import { ThenWords } from "./ThenWords.tsx";
import { GroupWords } from "./WhenWords.tsx";
import { Wrong } from "./Word.tsx";

export interface Moves {
  readonly move: (to: number) => void;
  readonly duplicate: () => void;
  readonly remove: () => void;
}

interface RuleCardProps {
  readonly rule: RoutingRule;
  readonly place: number;
  readonly count: number;
  readonly house: RoutingVocabulary;
  readonly faults: readonly Fault[];
  readonly marks: Readonly<Record<string, boolean>> | undefined;
  readonly wins: boolean;
  readonly change: (rule: RoutingRule) => void;
  readonly moves: Moves;
  readonly locked: boolean;
}

const DRAGGED = "application/x-guichet-rule";

/** One rule: its name, and its sentence. */
export function RuleCard({ rule, place, count, house, faults, marks, wins, change, moves, locked }: RuleCardProps) {
  const { t } = useTranslation("rules");
  const [over, setOver] = useState(false);
  const name = rule.name || t("untitled", { place: place + 1 });
  const where = `rules/${place}`;
  const own = faults.filter((fault) => fault.pointer === where);
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    const from = Number(event.dataTransfer.getData(DRAGGED));
    document.dispatchEvent(new CustomEvent("guichet:rule-dropped", { detail: { from, to: place } }));
  };
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a place to drop on; the keyboard moves rules by their handle
    <li
      className={classes["card"]}
      data-off={!rule.enabled || undefined}
      data-over={over || undefined}
      data-wins={wins || undefined}
      aria-label={name}
      onDragOver={(event) => {
        if (locked || !event.dataTransfer.types.includes(DRAGGED)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <div className={classes["cardHead"]}>
        {locked ? null : <Handle name={name} place={place} count={count} move={moves.move} />}
        <span className={classes["place"]}>{place + 1}</span>
        <TextInput
          className={classes["name"] ?? ""}
          variant="unstyled"
          aria-label={t("namePlaceholder")}
          placeholder={t("untitled", { place: place + 1 })}
          value={rule.name}
          maxLength={80}
          readOnly={locked}
          onChange={(event) => change({ ...rule, name: event.currentTarget.value })}
        />
        {rule.enabled ? null : <span className={classes["off"]}>{t("off")}</span>}
        <Switch size="sm" checked={rule.enabled} disabled={locked} aria-label={t("enabled", { name })} onChange={(event) => change({ ...rule, enabled: event.currentTarget.checked })} />
        {locked ? null : <CardMenu name={name} place={place} count={count} moves={moves} />}
      </div>
      <div className={classes["sentence"]}>
        <span className={classes["lead"]}>{t("when")}</span>
        <GroupWords group={rule.when} where={`${where}/when`} house={house} faults={faults} marks={marks} change={(when) => change({ ...rule, when })} locked={locked} />
        <span className={classes["follows"]}>
          <span className={classes["lead"]}>→</span>
          <ThenWords then={rule.then} where={`${where}/then`} house={house} faults={faults} change={(then) => change({ ...rule, then })} locked={locked} />
        </span>
      </div>
      {own.map((fault) => (
        <div key={fault.code} className={classes["ownFault"]}>
          <Wrong fault={fault} />
        </div>
      ))}
    </li>
  );
}

interface HandleProps {
  readonly name: string;
  readonly place: number;
  readonly count: number;
  readonly move: (to: number) => void;
}

function Handle({ name, place, count, move }: HandleProps) {
  const { t } = useTranslation("rules");
  const keys = (event: KeyboardEvent): void => {
    const step = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    const to = place + step;
    if (!event.altKey || step === 0 || to < 0 || to >= count) return;
    event.preventDefault();
    move(to);
  };
  return (
    <ActionIcon
      size={28}
      className={classes["handle"] ?? ""}
      aria-label={t("handle", { name })}
      data-handle={place}
      draggable
      onKeyDown={keys}
      onDragStart={(event) => {
        event.dataTransfer.setData(DRAGGED, String(place));
        event.dataTransfer.effectAllowed = "move";
      }}
    >
      <IconGripVertical size={16} />
    </ActionIcon>
  );
}

interface CardMenuProps {
  readonly name: string;
  readonly place: number;
  readonly count: number;
  readonly moves: Moves;
}

function CardMenu({ name, place, count, moves }: CardMenuProps) {
  const { t } = useTranslation("rules");
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 80 }}>
      <Menu.Target>
        <ActionIcon size={28} aria-label={t("more", { name })}>
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconArrowUp size={16} />} disabled={place === 0} onClick={() => moves.move(place - 1)}>
          {t("up")}
        </Menu.Item>
        <Menu.Item leftSection={<IconArrowDown size={16} />} disabled={place === count - 1} onClick={() => moves.move(place + 1)}>
          {t("down")}
        </Menu.Item>
        <Menu.Item leftSection={<IconCopy size={16} />} onClick={moves.duplicate}>
          {t("duplicate")}
        </Menu.Item>
        <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={moves.remove}>
          {t("delete")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
