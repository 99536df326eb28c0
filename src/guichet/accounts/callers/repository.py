"""The statements behind every signed-in request and socket."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    TableValuedAlias,
    Uuid,
    and_,
    cast,
    column,
    func,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.members.models import Membership
from guichet.accounts.sessions.models import Session
from guichet.accounts.sessions.types import IDLE
from guichet.accounts.tenants.models import Tenant
from guichet.accounts.users.models import User


@dataclass(frozen=True, slots=True)
class Found:
    """A whole session with what was asked for beside it."""

    session_id: UUID
    user_id: UUID
    name: str
    language: str
    platform_operator: bool
    last_seen_at: datetime
    limited_to: UUID | None
    roles: list[str] | None
    """``None``: no member of the tenant asked for, or none was."""
    tenant_id: UUID | None
    """``None``: there is no such tenant, or none was asked for."""
    tenant_status: str | None


async def by_token(
    session: AsyncSession, digest: bytes, tenant_id: UUID | None, now: datetime
) -> Found | None:
    """The living, whole session of a token, its user, and the user's place in a tenant."""
    statement = _found(Tenant.tenant_id == tenant_id, now).where(Session.token_digest == digest)
    row = (await session.execute(statement)).one_or_none()
    return Found(*row) if row else None


async def of_sessions(
    session: AsyncSession, asked: Sequence[tuple[UUID, UUID]], now: datetime
) -> Sequence[Found]:
    """The living, whole sessions among ``asked``, each with the tenant asked for beside it."""
    pairs = (
        func.unnest(
            cast([session_id for session_id, _ in asked], ARRAY(Uuid)),
            cast([tenant_id for _, tenant_id in asked], ARRAY(Uuid)),
        )
        .table_valued(column("session_id", Uuid), column("tenant_id", Uuid), name="asked")
        .render_derived()
    )
    statement = _found(Tenant.tenant_id == pairs.c.tenant_id, now, pairs)
    return [Found(*row) for row in await session.execute(statement)]


def _found(
    tenant: ColumnElement[bool], now: datetime, asked: TableValuedAlias | None = None
) -> Select[
    UUID,
    UUID,
    str,
    str,
    bool,
    datetime,
    UUID | None,
    list[str],
    UUID,
    str,
]:
    statement = select(
        Session.id,
        User.id,
        User.name,
        User.language,
        User.platform_operator,
        Session.last_seen_at,
        Session.tenant_id,
        Membership.roles,
        Tenant.tenant_id,
        Tenant.status,
    ).join(User, User.id == Session.user_id)
    if asked is not None:
        statement = statement.join(asked, asked.c.session_id == Session.id)
    return (
        statement.outerjoin(Tenant, tenant)
        .outerjoin(
            Membership,
            and_(
                Membership.tenant_id == Tenant.tenant_id,
                Membership.user_id == User.id,
                Membership.removed_at.is_(None),
            ),
        )
        .where(
            Session.stage == "full",
            Session.ended_at.is_(None),
            Session.expires_at > now,
            Session.last_seen_at > now - IDLE,
        )
    )


async def tenant_status(session: AsyncSession, tenant_id: UUID) -> str | None:
    """Whether a tenant is active or suspended."""
    return await session.scalar(select(Tenant.status).where(Tenant.tenant_id == tenant_id))
