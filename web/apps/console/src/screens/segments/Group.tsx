import { ActionIcon, Menu, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconBrackets, IconBracketsOff, IconCopy, IconDots, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { kindOfEvent } from "../contacts/events.ts";
import { AddCondition } from "./AddCondition.tsx";
import { added, bracketed, changed, doubled, isFinished, leaf, moved, removed, room, unbracketed, type FormNode, type GroupNode, type LeafNode } from "./form.ts";
import type { Leaf } from "./language.ts";
import { LeafFields } from "./LeafFields.tsx";
import { Pick } from "./Fields.tsx";
import classes from "./segments.module.css";
import type { Builder } from "./useBuilder.ts";

interface Props {
  readonly group: GroupNode;
  readonly builder: Builder;
  readonly depth?: number;
}

/** Conditions joined by "and" or "or"; groups within are in boxes of their own. */
export function GroupOf({ group, builder, depth = 0 }: Props) {
  const { t } = useTranslation("segments");
  const put = (change: (held: GroupNode) => GroupNode): void => builder.edit((form) => changed(form, group.id, (node) => (node.kind === "group" ? change(node) : node)));
  const join = group.join === "all" ? t("and") : t("or");
  const turn = (): void => put((held) => ({ ...held, join: held.join === "all" ? "any" : "all" }));
  return (
    <div className={classes["group"]} data-depth={depth} role="group" aria-label={depth === 0 ? t("conditions") : t("group.label")}>
      {depth > 0 || group.of.length > 1 ? <GroupHead group={group} put={put} depth={depth} /> : null}
      <ol className={classes["rows"]}>
        {group.of.map((node, place) => (
          <li key={node.id} className={classes["item"]}>
            {place > 0 ? (
              <UnstyledButton className={classes["join"]} onClick={turn} aria-label={t("join.turn", { word: join })} title={t("join.turn", { word: join })}>
                {join}
              </UnstyledButton>
            ) : (
              <span className={classes["join"]} data-quiet="true">
                {depth === 0 ? t("who") : ""}
              </span>
            )}
            {node.kind === "leaf" ? <LeafRow node={node} group={group} builder={builder} /> : <Boxed node={node} group={group} builder={builder} depth={depth} />}
          </li>
        ))}
      </ol>
      <div className={classes["adding"]}>
        <AddCondition add={(is) => builder.edit((form) => added(form, group.id, leaf(is)))} full={!room(builder.form).more} first={group.of.length === 0} />
      </div>
    </div>
  );
}

function GroupHead({ group, put, depth }: { readonly group: GroupNode; readonly put: (change: (held: GroupNode) => GroupNode) => void; readonly depth: number }) {
  const { t } = useTranslation("segments");
  const joins = (["all", "any"] as const).map((value) => ({ value, label: t(`join.${value}`) }));
  const nots = [{ value: "yes", label: t("group.fulfil") }, { value: "no", label: t("group.not") }] as const;
  return (
    <div className={classes["groupHead"]}>
      {depth > 0 || group.not ? (
        <Pick label={t("group.how")} value={group.not ? "no" : "yes"} options={nots} set={(value) => put((held) => ({ ...held, not: value === "no" }))} />
      ) : (
        <span>{t("group.root")}</span>
      )}
      <Pick label={t("join.label")} value={group.join} options={joins} set={(join) => put((held) => ({ ...held, join }))} />
    </div>
  );
}

interface NodeProps<Node extends FormNode> {
  readonly node: Node;
  readonly group: GroupNode;
  readonly builder: Builder;
}

function Boxed({ node, group, builder, depth }: NodeProps<GroupNode> & { readonly depth: number }) {
  return (
    <>
      <GroupOf group={node} builder={builder} depth={depth + 1} />
      <NodeMenu node={node} group={group} builder={builder} />
    </>
  );
}

function LeafRow({ node, group, builder }: NodeProps<LeafNode>) {
  const { t } = useTranslation("segments");
  const verbs = useVerbs(node.is);
  const set = (is: Leaf): void => builder.edit((form) => changed(form, node.id, (held) => (held.kind === "leaf" ? { ...held, is } : held)), node.id);
  const turn = (): void => builder.edit((form) => changed(form, node.id, (held) => ({ ...held, not: !held.not })));
  return (
    <>
      <div className={classes["leaf"]} data-unfinished={!isFinished(node.is)} role="group" aria-label={node.not ? verbs.no : verbs.yes}>
        <UnstyledButton className={classes["verb"]} data-not={node.not} aria-pressed={node.not} onClick={turn} title={t("verb_turn", { other: node.not ? verbs.yes : verbs.no })}
          aria-label={t("verb_label", { verb: node.not ? verbs.no : verbs.yes, other: node.not ? verbs.yes : verbs.no })}>
          {node.not ? verbs.no : verbs.yes}
        </UnstyledButton>
        <LeafFields is={node.is} set={set} />
      </div>
      <NodeMenu node={node} group={group} builder={builder} />
    </>
  );
}

function useVerbs(is: Leaf): { readonly yes: string; readonly no: string } {
  const { t } = useTranslation("segments");
  if (is.kind === "event") {
    const kind = kindOfEvent(is.type);
    return { yes: t(`verb.happened.${kind}`, { type: is.type }), no: t(`verb_not.happened.${kind}`, { type: is.type }) };
  }
  if (is.kind === "fact") {
    const key = `${is.source}_${is.fact}`;
    const told = { type: `${is.source}.${is.fact}` };
    return { yes: t([`verb.${key}`, "verb.fact"] as never, told), no: t([`verb_not.${key}`, "verb_not.fact"] as never, told) };
  }
  const key = is.kind === "seen" ? is.what : is.kind;
  return { yes: t(`verb.${key}`), no: t(`verb_not.${key}`) };
}

function NodeMenu({ node, group, builder }: NodeProps<FormNode>) {
  const { t } = useTranslation("segments");
  const at = group.of.indexOf(node);
  const step = (change: (form: GroupNode) => GroupNode) => () => builder.edit(change);
  const free = room(builder.form);
  return (
    <span className={classes["ends"]}>
      <Menu position="bottom-end" transitionProps={{ duration: 80 }}>
        <Menu.Target>
          <ActionIcon size="md" aria-label={t("row.actions")}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconCopy size={16} />} disabled={!free.more} onClick={step((form) => doubled(form, node.id))}>
            {t("row.double")}
          </Menu.Item>
          {node.kind === "leaf" ? (
            <Menu.Item leftSection={<IconBrackets size={16} />} disabled={!free.deeper(node.id)} onClick={step((form) => bracketed(form, node.id))}>
              {t("row.bracket")}
            </Menu.Item>
          ) : (
            <Menu.Item leftSection={<IconBracketsOff size={16} />} disabled={node.not} onClick={step((form) => unbracketed(form, node.id))}>
              {t("row.unbracket")}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconArrowUp size={16} />} disabled={at === 0} onClick={step((form) => moved(form, node.id, -1))}>
            {t("row.up")}
          </Menu.Item>
          <Menu.Item leftSection={<IconArrowDown size={16} />} disabled={at === group.of.length - 1} onClick={step((form) => moved(form, node.id, 1))}>
            {t("row.down")}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ActionIcon size="md" aria-label={t("row.remove")} onClick={step((form) => removed(form, node.id))}>
        <IconX size={16} />
      </ActionIcon>
    </span>
  );
}
