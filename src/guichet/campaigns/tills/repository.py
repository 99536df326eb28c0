"""Statements over tills."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.campaigns.tills.models import TillRow
from guichet.campaigns.tills.types import MOST_TILLS, Till
from guichet.kit.ids import TenantId
from guichet.kit.work import Work


async def tills(work: Work) -> Sequence[Till]:
    """Those in use, in the order they were made."""
    statement = (
        select(TillRow)
        .where(TillRow.tenant_id == work.tenant_id, TillRow.removed_at.is_(None))
        .order_by(TillRow.id)
        .limit(MOST_TILLS)
    )
    return [_till(row) for row in (await work.session.execute(statement)).scalars()]


async def locked(work: Work, till_id: UUID) -> Till | None:
    """One in use, for change."""
    statement = (
        select(TillRow)
        .where(
            TillRow.tenant_id == work.tenant_id, TillRow.id == till_id, TillRow.removed_at.is_(None)
        )
        .with_for_update()
    )
    row = (await work.session.execute(statement)).scalar()
    return _till(row) if row else None


async def by_token(session: AsyncSession, token: bytes) -> Till | None:
    """The one in use with this code, of any company; under the system role."""
    statement = select(TillRow).where(TillRow.token == token, TillRow.removed_at.is_(None))
    row = (await session.execute(statement.limit(1))).scalar()
    return _till(row) if row else None


async def add(work: Work, one: Till, token: bytes) -> None:
    """A new one."""
    row = {"tenant_id": work.tenant_id, "id": one.id, "name": one.name, "token": token}
    more = {"version": one.version, "created_at": one.created_at, "removed_at": None}
    await work.session.execute(insert(TillRow).values({**row, **more}))


async def write(work: Work, one: Till, token: bytes | None = None) -> None:
    """A changed one, which the caller holds locked; with another code if one is given."""
    values = {"version": one.version, "name": one.name, "removed_at": one.removed_at}
    statement = (
        update(TillRow)
        .where(TillRow.tenant_id == work.tenant_id, TillRow.id == one.id)
        .values({**values, **({"token": token} if token else {})})
    )
    await work.session.execute(statement, execution_options={"synchronize_session": False})


def _till(row: TillRow) -> Till:
    tenant_id = TenantId(row.tenant_id)
    return Till(row.id, tenant_id, row.version, row.name, row.created_at, row.removed_at)
