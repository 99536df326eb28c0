import { ActionIcon, Alert, Badge, Button, Code, Menu } from "@mantine/core";
import { IconDots, IconKey, IconPencil, IconPlugConnected, IconPlugConnectedX, IconPlus, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTenant } from "../../../app/parents.tsx";
import { closeSmppAccount, renewSmppPassword, smppAccountsQuery, type NewSmppAccount, type SmppAccount, type SmppAccounts } from "../../../data/smpp.ts";
import { Empty } from "../../../kit/Empty.tsx";
import { Loaded } from "../../../kit/Loaded.tsx";
import { Page, Panel } from "../../../kit/Page.tsx";
import { useRemoval, useVisible } from "../../../kit/removal.ts";
import { Row, Rows } from "../../../kit/Rows.tsx";
import { useDeed } from "../../../kit/useDeed.ts";
import { onDay, When } from "../../../kit/When.tsx";
import { AccountDialog } from "./AccountDialog.tsx";
import { PasswordDialog } from "./PasswordDialog.tsx";
import { RefusedDialog } from "./RefusedDialog.tsx";

type Open = { readonly kind: "form"; readonly account: SmppAccount | null } | { readonly kind: "made"; readonly made: NewSmppAccount } | { readonly kind: "refused"; readonly account: SmppAccount } | null;

/** By which a company's own systems submit texts over SMPP, and who is bound just now. */
export function SmppScreen() {
  const { t } = useTranslation("smpp");
  const [open, setOpen] = useState<Open>(null);
  const query = useQuery(smppAccountsQuery(useTenant().id));
  const create = (
    <Button leftSection={<IconPlus size={18} />} onClick={() => setOpen({ kind: "form", account: null })}>
      {t("create")}
    </Button>
  );
  const empty = (
    <Empty icon={IconPlugConnected} title={t("none")} action={create}>
      {t("noneText")}
    </Empty>
  );
  const close = (): void => setOpen(null);
  const show = (made: NewSmppAccount): void => setOpen({ kind: "made", made });
  return (
    <Page title={t("title")} about={t("about")} actions={query.data?.items.length ? create : undefined}>
      {query.data ? <Door doors={query.data} /> : null}
      <Panel flush>
        <Loaded of={query} empty={{ when: (found) => found.items.length === 0, show: empty }}>
          {(found) => <AccountRows accounts={found.items} change={(account) => setOpen({ kind: "form", account })} renewed={show} refused={(account) => setOpen({ kind: "refused", account })} />}
        </Loaded>
      </Panel>
      {open ? <Opened open={open} doors={query.data} close={close} made={show} /> : null}
    </Page>
  );
}

interface OpenedProps {
  readonly open: NonNullable<Open>;
  readonly doors: SmppAccounts | undefined;
  readonly close: () => void;
  readonly made: (made: NewSmppAccount) => void;
}

function Opened({ open, doors, close, made }: OpenedProps) {
  if (open.kind === "form") return <AccountDialog account={open.account} close={close} made={made} />;
  if (open.kind === "refused") return <RefusedDialog account={open.account} close={close} />;
  return doors ? <PasswordDialog made={open.made} doors={doors} close={close} /> : null;
}

/** Without a door nobody gets in: said before an account is made for nothing. */
function Door({ doors }: { readonly doors: SmppAccounts }) {
  const { t } = useTranslation("smpp");
  if (doors.port !== null || doors.tls_port !== null) return null;
  return (
    <Alert color="yellow" variant="light" icon={<IconPlugConnectedX size={18} />} title={t("shut")} mb="md">
      {t("shutText")}
    </Alert>
  );
}

interface RowsProps {
  readonly accounts: readonly SmppAccount[];
  readonly change: (account: SmppAccount) => void;
  readonly renewed: (made: NewSmppAccount) => void;
  readonly refused: (account: SmppAccount) => void;
}

function AccountRows({ accounts, change, renewed, refused }: RowsProps) {
  const { t } = useTranslation("smpp");
  return (
    <Rows label={t("title")}>
      {useVisible(accounts).map((one) => (
        <AccountRow key={one.id} one={one} change={() => change(one)} renewed={renewed} refused={() => refused(one)} />
      ))}
    </Rows>
  );
}

interface RowProps {
  readonly one: SmppAccount;
  readonly change: () => void;
  readonly renewed: RowsProps["renewed"];
  readonly refused: () => void;
}

function AccountRow({ one, change, renewed, refused }: RowProps) {
  const { t, i18n } = useTranslation("smpp");
  const { zone } = useTenant();
  return (
    <Row
      picture={<IconPlugConnected size={20} stroke={1.6} aria-hidden="true" />}
      title={
        <>
          {one.name}
          <Code>{one.system_id}</Code>
          <State one={one} />
          {one.refused > 0 ? <Badge color="red">{t("refused.count", { count: one.refused })}</Badge> : null}
        </>
      }
      sub={
        <>
          {t(`purpose.${one.purpose}`)} · {t("limits", { count: one.per_second, binds: one.most_binds, window: one.window })}
          {one.senders.length > 0 ? ` · ${one.senders.join(", ")}` : ""}
          <br />
          {one.closed_at ? t("closedOn", { day: onDay(one.closed_at, i18n.language, zone) }) : <Seen one={one} />}
        </>
      }
      actions={
        one.refused > 0 ? (
          <Button variant="subtle" size="compact-sm" onClick={refused} aria-label={t("refused.seeOne", { name: one.name })}>
            {t("refused.see")}
          </Button>
        ) : null
      }
      menu={one.closed_at ? null : <AccountMenu one={one} change={change} renewed={renewed} />}
    />
  );
}

function State({ one }: { readonly one: SmppAccount }) {
  const { t } = useTranslation("smpp");
  if (one.closed_at) return <Badge color="gray">{t("closed")}</Badge>;
  return <Badge color={one.binds > 0 ? "green" : "gray"}>{one.binds > 0 ? t("bound", { count: one.binds }) : t("unbound")}</Badge>;
}

function Seen({ one }: { readonly one: SmppAccount }) {
  const { t } = useTranslation("smpp");
  const { zone } = useTenant();
  if (one.binds > 0) return t("now", { count: one.binds, most: one.most_binds });
  if (one.seen_at === null) return t("never");
  return (
    <>
      {t("last")} <When at={one.seen_at} zone={zone} />
    </>
  );
}

function AccountMenu({ one, change, renewed }: Omit<RowProps, "refused">) {
  const { t } = useTranslation("smpp");
  const tenant = useTenant();
  const remove = useRemoval();
  const list = smppAccountsQuery(tenant.id).queryKey;
  const renew = useDeed({
    run: async () => {
      renewed(await renewSmppPassword(tenant.id, one.id));
    },
    changes: [list],
  });
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 80 }}>
      <Menu.Target>
        <ActionIcon size="lg" aria-label={t("actionsOf", { name: one.name })} loading={renew.isPending}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={16} />} onClick={change}>
          {t("change")}
        </Menu.Item>
        <Menu.Item leftSection={<IconKey size={16} />} onClick={() => renew.mutate(undefined)}>
          {t("renew")}
        </Menu.Item>
        <Menu.Item color="red" leftSection={<IconX size={16} />}
          onClick={() => remove({ id: one.id, said: t("closedSaid", { name: one.name }), list, remove: (options) => closeSmppAccount(tenant.id, one.id, options) })}>
          {t("close")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
