import type { CallOptions, NotReadyReason } from "@guichet/api";
import { ActionIcon, Button } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconCoffee, IconPlus } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useTenant } from "../../../app/parents.tsx";
import { changeReason, createReason, reasonsQuery, removeReason } from "../../../data/agents.ts";
import { Empty } from "../../../kit/Empty.tsx";
import { useKeys } from "../../../kit/idempotency.ts";
import { Loaded } from "../../../kit/Loaded.tsx";
import { Page, Panel } from "../../../kit/Page.tsx";
import { useReasonWords } from "../../../kit/reasons.ts";
import { useVisible } from "../../../kit/removal.ts";
import { RowMenu } from "../../../kit/RowMenu.tsx";
import { Row, Rows } from "../../../kit/Rows.tsx";
import { useDeed } from "../../../kit/useDeed.ts";
import { Mark } from "./Mark.tsx";
import { NameDialog } from "./NameDialog.tsx";

const byPlace = (found: readonly NotReadyReason[]): readonly NotReadyReason[] =>
  [...found].sort((left, right) => left.place - right.place);

/** What an agent chooses from when they are not ready. */
export function ReasonsScreen() {
  const { t } = useTranslation("agents");
  const tenant = useTenant();
  const may = useMay("agents.manage");
  const query = useQuery(reasonsQuery(tenant.id));
  const [open, setOpen] = useState<NotReadyReason | "new" | null>(null);
  const add = may ? (
    <Button leftSection={<IconPlus size={18} />} onClick={() => setOpen("new")}>
      {t("reasons.add")}
    </Button>
  ) : null;
  const none = (
    <Empty icon={IconCoffee} title={t("reasons.none")} action={add}>
      {t("reasons.noneText")}
    </Empty>
  );
  return (
    <Page title={t("reasons.title")} about={t("reasons.about")} actions={query.data?.length ? add : null} width="reading">
      <Panel flush>
        <Loaded of={query} empty={{ when: (all) => all.length === 0, show: none }}>
          {(reasons) => <ReasonRows reasons={reasons} rename={setOpen} />}
        </Loaded>
      </Panel>
      {open ? <ReasonDialog reason={open === "new" ? null : open} close={() => setOpen(null)} /> : null}
    </Page>
  );
}

function ReasonDialog({ reason, close }: { readonly reason: NotReadyReason | null; readonly close: () => void }) {
  const { t } = useTranslation(["agents", "common"]);
  const tenant = useTenant();
  const queries = useQueryClient();
  const words = useReasonWords();
  const keyFor = useKeys();
  const name = reason ? words(reason.key, [reason]) : "";
  const save = async (typed: string): Promise<void> => {
    await (reason ? changeReason(tenant.id, { ...reason, name: typed }) : createReason(tenant.id, typed, keyFor(typed)));
    await queries.invalidateQueries({ queryKey: reasonsQuery(tenant.id).queryKey });
  };
  return (
    <NameDialog
      title={reason ? name : t("reasons.new")}
      label={t("reasons.name")}
      hint={t("reasons.nameHint")}
      name={name}
      action={reason ? t("common:save") : t("common:add")}
      save={save}
      close={close}
    />
  );
}

interface ReasonRowsProps {
  readonly reasons: readonly NotReadyReason[];
  readonly rename: (reason: NotReadyReason) => void;
}

function ReasonRows({ reasons, rename }: ReasonRowsProps) {
  const { t } = useTranslation("agents");
  const shown = byPlace(useVisible(reasons));
  return (
    <Rows label={t("reasons.title")}>
      {shown.map((reason, at) => (
        <ReasonRow key={reason.id} reason={reason} above={shown[at - 1]} below={shown[at + 1]} rename={() => rename(reason)} />
      ))}
    </Rows>
  );
}

interface ReasonRowProps {
  readonly reason: NotReadyReason;
  readonly above: NotReadyReason | undefined;
  readonly below: NotReadyReason | undefined;
  readonly rename: () => void;
}

function ReasonRow({ reason, above, below, rename }: ReasonRowProps) {
  const { t } = useTranslation("agents");
  const may = useMay("agents.manage");
  const words = useReasonWords();
  const name = words(reason.key, [reason]);
  const swap = useSwap(reason);
  return (
    <Row
      picture={<Mark icon={IconCoffee} />}
      title={name}
      actions={
        may ? (
          <>
            <ActionIcon size="lg" disabled={!above} aria-label={t("reasons.up", { name })} onClick={() => above && swap.mutate(above)}>
              <IconArrowUp size={16} />
            </ActionIcon>
            <ActionIcon size="lg" disabled={!below} aria-label={t("reasons.down", { name })} onClick={() => below && swap.mutate(below)}>
              <IconArrowDown size={16} />
            </ActionIcon>
          </>
        ) : null
      }
      menu={may ? <ReasonMenu reason={reason} name={name} rename={rename} /> : null}
    />
  );
}

/** Lets two neighbours change places. */
function useSwap(reason: NotReadyReason) {
  const tenant = useTenant();
  return useDeed({
    run: async (other: NotReadyReason) => {
      await changeReason(tenant.id, { ...reason, place: other.place });
      await changeReason(tenant.id, { ...other, place: reason.place });
    },
    changes: [reasonsQuery(tenant.id).queryKey],
  });
}

interface ReasonMenuProps {
  readonly reason: NotReadyReason;
  readonly name: string;
  readonly rename: () => void;
}

function ReasonMenu({ reason, name, rename }: ReasonMenuProps) {
  const { t } = useTranslation("agents");
  const tenant = useTenant();
  const removal = {
    id: reason.id,
    said: t("reasons.removed", { name }),
    list: reasonsQuery(tenant.id).queryKey,
    remove: (options: CallOptions) => removeReason(tenant.id, reason.id, options),
  };
  return <RowMenu label={t("actionsOf", { name })} change={t("rename")} onChange={rename} removal={removal} />;
}
