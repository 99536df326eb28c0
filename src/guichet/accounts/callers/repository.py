"""The one statement behind every signed-in request."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select
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
    roles: list[str] | None
    """``None``: no member of the tenant asked for, or none was."""
    tenant_status: str | None
    """``None``: there is no such tenant, or none was asked for."""


async def find(
    session: AsyncSession, digest: bytes, tenant_id: UUID | None, now: datetime
) -> Found | None:
    """The living, whole session of a token, its user, and the user's place in a tenant."""
    statement = (
        select(
            Session.id,
            User.id.label("user_id"),
            User.name,
            User.language,
            User.platform_operator,
            Session.last_seen_at,
            Membership.roles,
            Tenant.status,
        )
        .join(User, User.id == Session.user_id)
        .outerjoin(
            Membership,
            and_(
                Membership.tenant_id == tenant_id,
                Membership.user_id == User.id,
                Membership.removed_at.is_(None),
            ),
        )
        .outerjoin(Tenant, Tenant.tenant_id == tenant_id)
        .where(
            Session.token_digest == digest,
            Session.stage == "full",
            Session.ended_at.is_(None),
            Session.expires_at > now,
            Session.last_seen_at > now - IDLE,
        )
    )
    row = (await session.execute(statement)).one_or_none()
    return Found(*row) if row else None


async def tenant_status(session: AsyncSession, tenant_id: UUID) -> str | None:
    """Whether a tenant is active or suspended."""
    return await session.scalar(select(Tenant.status).where(Tenant.tenant_id == tenant_id))
