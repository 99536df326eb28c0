"""Invitations: somebody is asked by mail to join, and comes in by the link or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.audit import service as audit
from guichet.accounts.members import models, repository
from guichet.accounts.members import service as members
from guichet.accounts.members.events import ACCEPTED, INVITED, REVOKED, invitation_item_of
from guichet.accounts.members.types import INVITATION_LASTS, Invitation, Member
from guichet.accounts.rights import Role
from guichet.accounts.tenants import service as tenants
from guichet.accounts.users.addresses import key_of, normal
from guichet.accounts.users.types import User
from guichet.kit.errors import Conflict, NotFound
from guichet.kit.events.types import EventKind, NewEvent
from guichet.kit.i18n import Language
from guichet.kit.ids import TenantId
from guichet.kit.mail.letters import letter
from guichet.kit.mail.service import Outbox
from guichet.kit.tokens import new_token, token_digest
from guichet.kit.work import Work


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom to invite."""

    email: str
    roles: frozenset[Role]
    language: Language
    """Of the mail, and of the user until they choose another."""
    invited_by: str
    """The name the invited person will recognise."""


async def invite(work: Work, outbox: Outbox, wanted: Wanted, base_url: str) -> Invitation:
    """Ask somebody to join the tenant of the work; the link in the mail lasts a week. Inviting an
    address again replaces the invitation: the old link is void, the new one is sent.

    :raises Invalid: the address is none, or roles a member cannot have.
    :raises Conflict: ``already_member``.
    :raises Forbidden: ``quota_reached``.
    """
    email = normal(wanted.email)
    members.checked_roles(wanted.roles)
    if await repository.member_of_email(work.session, work.tenant_id, key_of(email)):
        raise Conflict("already_member", email=email)
    token = new_token()
    row = await _prepared(work, email)
    _fill(work, row, replace(wanted, email=email), token)
    invitation = await _changed(work, row, INVITED)
    await _send(work, outbox, invitation, f"{base_url}/invitation?token={token}")
    details = {"email": email, "roles": ", ".join(sorted(wanted.roles))}
    await audit.write(work, INVITED, f"invitation:{row.id}", details)
    return invitation


async def _prepared(work: Work, email: str) -> models.Invitation:
    """The row to fill: that of an unanswered invitation of the address, or a new one."""
    known = await repository.invitation_of_email(work.session, work.tenant_id, key_of(email))
    if known is not None and known.expires_at > work.now:
        return known
    await members.require_room(work)
    if known is not None:
        return known
    row = models.Invitation(
        tenant_id=work.tenant_id,
        id=work.ids.new(),
        created_at=work.now,
        accepted_at=None,
        revoked_at=None,
        version=0,
    )
    work.session.add(row)
    return row


def _fill(work: Work, row: models.Invitation, wanted: Wanted, token: str) -> None:
    row.email, row.email_key = wanted.email, key_of(wanted.email)
    row.roles, row.language = sorted(role.value for role in wanted.roles), wanted.language
    row.token_digest = token_digest(token)
    row.invited_by, row.invited_by_name = work.actor.id, wanted.invited_by
    row.expires_at = work.now + INVITATION_LASTS


async def _send(work: Work, outbox: Outbox, invitation: Invitation, link: str) -> None:
    tenant = await tenants.get(work, work.tenant_id)
    params: dict[str, str | int] = {
        "tenant": tenant.name,
        "invited_by": invitation.invited_by_name,
        "days": INVITATION_LASTS.days,
    }
    await outbox.post(
        work, letter("invitation", invitation.email, invitation.language, params, link)
    )


async def page(work: Work, before: UUID | None, limit: int) -> Sequence[Invitation]:
    """Unanswered invitations, newest first, below an id; expired ones too, to be sent again."""
    rows = await repository.invitations(work.session, work.tenant_id, before, limit)
    return [_shown(row) for row in rows]


async def unanswered(session: AsyncSession, tenant_id: TenantId) -> Sequence[Invitation]:
    """The same, all of them, in no order."""
    return [_shown(row) for row in await repository.unanswered(session, tenant_id)]


async def revoke(work: Work, invitation_id: UUID) -> None:
    """Take an invitation back; its link is void.

    :raises NotFound: the tenant has no such invitation, or it was answered.
    """
    row = await repository.invitation_locked(work.session, work.tenant_id, invitation_id)
    if row is None:
        raise NotFound("no_such_invitation")
    row.revoked_at = work.now
    invitation = await _changed(work, row, REVOKED)
    details = {"email": invitation.email}
    await audit.write(work, REVOKED, f"invitation:{row.id}", details)


async def by_token(work: Work, token: str) -> Invitation:
    """The invitation of a link. Needs the system role.

    :raises NotFound: ``link_over``: no such link, used, taken back, or expired.
    """
    return _shown(await _usable(work, token))


async def accept(work: Work, token: str, user: User) -> Member:
    """Let the user in whom the link was sent to. Needs the system role; the works' tenant does not
    matter.

    :raises NotFound: ``link_over``.
    """
    row = await _usable(work, token)
    return await _accepted(replace(work, tenant_id=TenantId(row.tenant_id)), row, user)


async def open_invitation(work: Work, email: str) -> Invitation | None:
    """The invitation of an address into the work's tenant that can still be used, if any."""
    row = await repository.invitation_of_email(work.session, work.tenant_id, key_of(email))
    return _shown(row) if row is not None and row.expires_at > work.now else None


async def accept_open(work: Work, user: User) -> Member:
    """Let the user into the work's tenant by the invitation of their address, which somebody else
    proved to be theirs. Needs the system role.

    :raises NotFound: ``no_such_invitation``.
    """
    row = await repository.invitation_of_email(work.session, work.tenant_id, key_of(user.email))
    if row is None or row.expires_at <= work.now:
        raise NotFound("no_such_invitation")
    return await _accepted(work, row, user)


async def _usable(work: Work, token: str) -> models.Invitation:
    row = await repository.invitation_of_token(work.session, token_digest(token))
    if row is None or row.accepted_at or row.revoked_at or row.expires_at <= work.now:
        raise NotFound("link_over")
    return row


async def _accepted(work: Work, row: models.Invitation, user: User) -> Member:
    row.accepted_at = work.now
    await _changed(work, row, ACCEPTED)
    return await members.add(work, user, [Role(role) for role in row.roles])


async def _changed(work: Work, row: models.Invitation, kind: EventKind) -> Invitation:
    row.version += 1
    await work.session.flush()
    invitation = _shown(row)
    payload = {"item": invitation_item_of(invitation)}
    await work.record(NewEvent(kind, f"invitation:{row.id}", invitation.version, payload))
    return invitation


def _shown(row: models.Invitation) -> Invitation:
    return Invitation(
        tenant_id=TenantId(row.tenant_id),
        id=row.id,
        email=row.email,
        roles=frozenset(Role(role) for role in row.roles),
        language=cast(Language, row.language),
        invited_by_name=row.invited_by_name,
        created_at=row.created_at,
        expires_at=row.expires_at,
        version=row.version,
    )
