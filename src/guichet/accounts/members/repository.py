"""Statements about members and invitations."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.members.models import Invitation, Membership
from guichet.accounts.rights import Role


async def add(session: AsyncSession, row: Membership | Invitation) -> None:
    """Insert the row at once."""
    session.add(row)
    await session.flush()


def _members(tenant_id: UUID) -> Select[Membership]:
    return select(Membership).where(
        Membership.tenant_id == tenant_id, Membership.removed_at.is_(None)
    )


async def member(session: AsyncSession, tenant_id: UUID, user_id: UUID) -> Membership | None:
    """The membership of a user, unless it is over."""
    return await session.scalar(_members(tenant_id).where(Membership.user_id == user_id))


async def ever_member(session: AsyncSession, tenant_id: UUID, user_id: UUID) -> Membership | None:
    """The membership of a user, even one that is over; locked."""
    return await session.scalar(
        select(Membership)
        .where(Membership.tenant_id == tenant_id, Membership.user_id == user_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def member_of_email(
    session: AsyncSession, tenant_id: UUID, email_key: str
) -> Membership | None:
    """The member of an address."""
    return await session.scalar(_members(tenant_id).where(Membership.email_key == email_key))


async def page(
    session: AsyncSession, tenant_id: UUID, after: tuple[str, UUID] | None, limit: int
) -> Sequence[Membership]:
    """Members by name, after a name and id."""
    statement = _members(tenant_id).order_by(Membership.name, Membership.user_id).limit(limit)
    if after is not None:
        statement = statement.where(tuple_(Membership.name, Membership.user_id) > tuple_(*after))
    return (await session.scalars(statement)).all()


async def everyone(session: AsyncSession, tenant_id: UUID) -> Sequence[Membership]:
    """All members of a tenant."""
    return (await session.scalars(_members(tenant_id))).all()


async def count(session: AsyncSession, tenant_id: UUID, now: datetime) -> int:
    """How many are members or invited."""
    members = select(func.count()).select_from(_members(tenant_id).subquery())
    invited = select(func.count()).select_from(
        _unanswered(tenant_id).where(Invitation.expires_at > now).subquery()
    )
    return (await session.scalar(members) or 0) + (await session.scalar(invited) or 0)


async def count_administrators(session: AsyncSession, tenant_id: UUID) -> int:
    """How many administrators a tenant has."""
    statement = _members(tenant_id).where(Membership.roles.contains([Role.ADMINISTRATOR.value]))
    return await session.scalar(select(func.count()).select_from(statement.subquery())) or 0


async def of_user(session: AsyncSession, user_id: UUID) -> Sequence[Membership]:
    """Every membership of a user that is not over, in all tenants."""
    statement = select(Membership).where(
        Membership.user_id == user_id, Membership.removed_at.is_(None)
    )
    return (await session.scalars(statement.order_by(Membership.tenant_id))).all()


async def lock_of_user(session: AsyncSession, user_id: UUID) -> Sequence[Membership]:
    """Every membership of a user, which nobody else changes until this transaction ends."""
    statement = select(Membership).where(
        Membership.user_id == user_id, Membership.removed_at.is_(None)
    )
    locked = statement.order_by(Membership.tenant_id).with_for_update()
    return (await session.scalars(locked.execution_options(populate_existing=True))).all()


def _unanswered(tenant_id: UUID) -> Select[Invitation]:
    return select(Invitation).where(
        Invitation.tenant_id == tenant_id,
        Invitation.accepted_at.is_(None),
        Invitation.revoked_at.is_(None),
    )


async def invitations(
    session: AsyncSession, tenant_id: UUID, before: UUID | None, limit: int
) -> Sequence[Invitation]:
    """Invitations neither accepted nor revoked, newest first, below an id."""
    statement = _unanswered(tenant_id).order_by(Invitation.id.desc()).limit(limit)
    if before is not None:
        statement = statement.where(Invitation.id < before)
    return (await session.scalars(statement)).all()


async def unanswered(session: AsyncSession, tenant_id: UUID) -> Sequence[Invitation]:
    """All of them."""
    return (await session.scalars(_unanswered(tenant_id))).all()


async def invitation_locked(
    session: AsyncSession, tenant_id: UUID, invitation_id: UUID
) -> Invitation | None:
    """An invitation that was neither accepted nor revoked, locked."""
    return await session.scalar(
        select(Invitation)
        .where(
            Invitation.tenant_id == tenant_id,
            Invitation.id == invitation_id,
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .with_for_update()
    )


async def invitation_of_email(
    session: AsyncSession, tenant_id: UUID, email_key: str
) -> Invitation | None:
    """The unanswered invitation of an address, locked."""
    return await session.scalar(
        select(Invitation)
        .where(
            Invitation.tenant_id == tenant_id,
            Invitation.email_key == email_key,
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
        )
        .with_for_update()
    )


async def names(
    session: AsyncSession, tenant_id: UUID, user_ids: Collection[UUID]
) -> Mapping[UUID, str]:
    """What users who are or were members are called."""
    query = select(Membership.user_id, Membership.name).where(
        Membership.tenant_id == tenant_id, Membership.user_id.in_(user_ids)
    )
    return {row.user_id: row.name for row in await session.execute(query)}


async def of_users(session: AsyncSession, user_ids: Collection[UUID]) -> Sequence[Membership]:
    """The memberships of some users in all tenants."""
    statement = select(Membership).where(
        Membership.user_id.in_(user_ids), Membership.removed_at.is_(None)
    )
    return (await session.scalars(statement.order_by(Membership.joined_at))).all()


async def counts(session: AsyncSession, tenant_ids: Collection[UUID]) -> Mapping[UUID, int]:
    """How many members some tenants have."""
    statement = (
        select(Membership.tenant_id, func.count())
        .where(Membership.tenant_id.in_(tenant_ids), Membership.removed_at.is_(None))
        .group_by(Membership.tenant_id)
    )
    return {row[0]: row[1] for row in await session.execute(statement)}


async def administrators(session: AsyncSession, tenant_id: UUID) -> Sequence[Membership]:
    """The administrators of a tenant, by name."""
    statement = _members(tenant_id).where(Membership.roles.contains([Role.ADMINISTRATOR.value]))
    return (await session.scalars(statement.order_by(Membership.name))).all()


async def invitation_of_token(session: AsyncSession, digest: bytes) -> Invitation | None:
    """The invitation of a link, whatever became of it; locked."""
    return await session.scalar(
        select(Invitation).where(Invitation.token_digest == digest).with_for_update()
    )
