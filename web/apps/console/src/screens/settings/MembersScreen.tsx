import type { Invitation, Member } from "@guichet/api";
import { ActionIcon, Badge, Button, Menu } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDots, IconMailFast, IconShieldCheck, IconUserMinus, IconUserPlus, IconUsers } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay, useSession, useTenant } from "../../app/parents.tsx";
import { invitationsQuery, membersQuery, removeMember, withdrawInvitation } from "../../data/tenant.ts";
import { Empty } from "../../kit/Empty.tsx";
import { Loaded } from "../../kit/Loaded.tsx";
import { Page, Panel } from "../../kit/Page.tsx";
import { useRemoval, useVisible } from "../../kit/removal.ts";
import { Row, Rows } from "../../kit/Rows.tsx";
import { PersonMark } from "../../kit/TenantMark.tsx";
import { onDay } from "../../kit/When.tsx";
import { InviteDialog } from "./InviteDialog.tsx";
import { RolesDialog } from "./RolesDialog.tsx";

export function MembersScreen() {
  const { t } = useTranslation("settings");
  const may = useMay("members.manage");
  const [inviting, dialog] = useDisclosure(false);
  const invite = (
    <Button leftSection={<IconUserPlus size={18} />} onClick={dialog.open}>
      {t("members.invite")}
    </Button>
  );
  return (
    <Page title={t("members.title")} about={t("members.about")} actions={may ? invite : null}>
      <Panel flush>
        <Members />
      </Panel>
      <Panel title={t("members.pending")} flush>
        <Invitations />
      </Panel>
      {inviting ? <InviteDialog close={dialog.close} /> : null}
    </Page>
  );
}

function Members() {
  const { t } = useTranslation("settings");
  const query = useQuery(membersQuery(useTenant().id));
  return <Loaded of={query}>{(members) => <MemberRows members={members} label={t("members.title")} />}</Loaded>;
}

function MemberRows({ members, label }: { readonly members: readonly Member[]; readonly label: string }) {
  const [changing, setChanging] = useState<Member | null>(null);
  const shown = useVisible(members);
  return (
    <>
      <Rows label={label}>
        {shown.map((member) => (
          <MemberRow key={member.id} member={member} change={() => setChanging(member)} />
        ))}
      </Rows>
      {changing ? <RolesDialog member={changing} close={() => setChanging(null)} /> : null}
    </>
  );
}

function MemberRow({ member, change }: { readonly member: Member; readonly change: () => void }) {
  const { t, i18n } = useTranslation(["settings", "common"]);
  const tenant = useTenant();
  const me = useSession().user.id === member.id;
  const may = useMay("members.manage");
  return (
    <Row
      picture={<PersonMark name={member.name} size={36} />}
      title={
        <>
          {member.name}
          {me ? <Badge color="gray">{t("members.you")}</Badge> : null}
        </>
      }
      sub={member.email}
      facts={
        <>
          {member.second_factor ? <SecondFactorSign /> : null}
          {member.roles.map((role) => (
            <Badge key={role}>{t(`common:roles.${role}`)}</Badge>
          ))}
          <span>{t("members.since", { day: onDay(member.joined_at, i18n.language, tenant.zone) })}</span>
        </>
      }
      menu={may ? <MemberMenu member={member} change={change} me={me} /> : null}
    />
  );
}

function SecondFactorSign() {
  const { t } = useTranslation("settings");
  return (
    <Badge color="green" leftSection={<IconShieldCheck size={13} aria-hidden="true" />}>
      {t("members.secondFactor")}
    </Badge>
  );
}

interface MemberMenuProps {
  readonly member: Member;
  readonly change: () => void;
  readonly me: boolean;
}

function MemberMenu({ member, change, me }: MemberMenuProps) {
  const { t } = useTranslation(["settings", "common"]);
  const tenant = useTenant();
  const remove = useRemoval();
  const leave = (): void =>
    remove({
      id: member.id,
      said: t("members.removed", { name: member.name }),
      list: membersQuery(tenant.id).queryKey,
      remove: (options) => removeMember(tenant.id, member.id, options),
    });
  return (
    <Menu position="bottom-end" transitionProps={{ duration: 80 }}>
      <Menu.Target>
        <ActionIcon size="lg" aria-label={t("members.actions", { name: member.name })}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconUsers size={16} />} onClick={change}>
          {t("members.changeRoles")}
        </Menu.Item>
        {me ? null : (
          <Menu.Item color="red" leftSection={<IconUserMinus size={16} />} onClick={leave}>
            {t("members.remove")}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

function Invitations() {
  const { t } = useTranslation("settings");
  const query = useQuery(invitationsQuery(useTenant().id));
  return (
    <Loaded
      of={query}
      empty={{
        when: (all) => all.length === 0,
        show: (
          <Empty icon={IconMailFast} title={t("members.noneInvited")}>
            {t("members.noneInvitedText")}
          </Empty>
        ),
      }}
    >
      {(invitations) => <InvitationRows invitations={invitations} />}
    </Loaded>
  );
}

function InvitationRows({ invitations }: { readonly invitations: readonly Invitation[] }) {
  const { t } = useTranslation("settings");
  return (
    <Rows label={t("members.pending")}>
      {useVisible(invitations).map((invitation) => (
        <InvitationRow key={invitation.id} invitation={invitation} />
      ))}
    </Rows>
  );
}

function InvitationRow({ invitation }: { readonly invitation: Invitation }) {
  const { t, i18n } = useTranslation(["settings", "common"]);
  const tenant = useTenant();
  const may = useMay("members.manage");
  const remove = useRemoval();
  const withdraw = (): void =>
    remove({
      id: invitation.id,
      said: t("members.withdrawn", { email: invitation.email }),
      list: invitationsQuery(tenant.id).queryKey,
      remove: (options) => withdrawInvitation(tenant.id, invitation.id, options),
    });
  const until = onDay(invitation.expires_at, i18n.language, tenant.zone);
  return (
    <Row
      picture={<PersonMark name={invitation.email} size={36} />}
      title={invitation.email}
      sub={t("members.invitedBy", { name: invitation.invited_by_name, until })}
      facts={invitation.roles.map((role) => (
        <Badge key={role} color="gray">
          {t(`common:roles.${role}`)}
        </Badge>
      ))}
      actions={
        may ? (
          <Button variant="subtle" color="gray" size="compact-sm" onClick={withdraw}>
            {t("members.withdraw")}
          </Button>
        ) : null
      }
    />
  );
}
