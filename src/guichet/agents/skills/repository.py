"""Statements about skills."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.agents.skills.models import SkillRow
from guichet.agents.types import Skill
from guichet.kit.ids import TenantId
from guichet.kit.work import Work


async def add(work: Work, one: Skill) -> None:
    """A new skill."""
    work.session.add(
        SkillRow(
            tenant_id=work.tenant_id,
            id=one.id,
            version=one.version,
            name=one.name,
            created_at=work.now,
            removed_at=None,
        )
    )
    await work.session.flush()


async def lock(work: Work, skill_id: UUID) -> Skill | None:
    """One that was not removed, locked until the transaction ends."""
    statement = (
        select(SkillRow)
        .where(
            SkillRow.tenant_id == work.tenant_id,
            SkillRow.id == skill_id,
            SkillRow.removed_at.is_(None),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    row = (await work.session.execute(statement)).scalar()
    return _skill(row) if row else None


async def write(work: Work, one: Skill, *, removed: bool = False) -> None:
    """Its name and version, over a row locked before; removed from now on, if told so."""
    row = await work.session.get_one(SkillRow, (work.tenant_id, one.id))
    row.version, row.name = one.version, one.name
    row.removed_at = work.now if removed else None
    await work.session.flush()


async def everything(session: AsyncSession, tenant_id: TenantId) -> Sequence[Skill]:
    """All of a tenant that were not removed."""
    statement = select(SkillRow).where(
        SkillRow.tenant_id == tenant_id, SkillRow.removed_at.is_(None)
    )
    return [_skill(row) for row in (await session.execute(statement)).scalars()]


def _skill(row: SkillRow) -> Skill:
    return Skill(row.id, row.version, row.name)
