"""Statements about agents' profiles."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.agents.items import profile_json, profile_rules
from guichet.agents.profiles.models import AgentProfileRow
from guichet.agents.types import AgentProfile, profile_of
from guichet.kit.ids import TenantId, UserId
from guichet.kit.work import Work


async def add(work: Work, one: AgentProfile) -> bool:
    """A new profile; false when the user has one already."""
    statement = (
        insert(AgentProfileRow)
        .values(tenant_id=work.tenant_id, user_id=one.id, **_columns(one))
        .on_conflict_do_nothing()
        .returning(AgentProfileRow.user_id)
    )
    return (await work.session.execute(statement)).scalar() is not None


async def write(work: Work, one: AgentProfile) -> None:
    """All of it, over a row locked before."""
    row = await work.session.get_one(AgentProfileRow, (work.tenant_id, one.id))
    for name, value in _columns(one).items():
        setattr(row, name, value)
    await work.session.flush()


async def get(work: Work, user_id: UserId) -> AgentProfile | None:
    """One."""
    row = await work.session.get(AgentProfileRow, (work.tenant_id, user_id))
    return _profile(row) if row else None


async def lock(work: Work, user_id: UserId) -> AgentProfile | None:
    """The same, locked until the transaction ends."""
    statement = (
        select(AgentProfileRow)
        .where(AgentProfileRow.tenant_id == work.tenant_id, AgentProfileRow.user_id == user_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    row = (await work.session.execute(statement)).scalar()
    return _profile(row) if row else None


async def everyone(session: AsyncSession, tenant_id: TenantId) -> Sequence[AgentProfile]:
    """All of a tenant, also those who answer no longer."""
    statement = select(AgentProfileRow).where(AgentProfileRow.tenant_id == tenant_id)
    return [_profile(row) for row in (await session.execute(statement)).scalars()]


def _columns(one: AgentProfile) -> dict[str, Any]:
    return {
        "version": one.version,
        "name": one.name,
        "active": one.active,
        "rules": profile_json(one),
    }


def _profile(row: AgentProfileRow) -> AgentProfile:
    return profile_of(
        profile_rules(row.rules), UserId(row.user_id), row.version, row.name, active=row.active
    )
