"""Statements over numbers and who holds them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.numbers.models import HoldingRow, NumberRow
from guichet.gateway.numbers.types import Draft, Holding, Number
from guichet.kit.ids import TenantId

MOST_OF_A_TENANT = 500
_KEPT = NumberRow.removed_at.is_(None)


async def add(session: AsyncSession, one: Number) -> bool:
    """A new number; false when there is such a one."""
    row = {
        "id": one.id,
        "number": one.number,
        "territory": one.territory,
        "shared": one.shared,
        "created_at": one.created_at,
        **_columns(one),
    }
    query = insert(NumberRow).values(row).on_conflict_do_nothing().returning(NumberRow.id)
    return (await session.execute(query)).scalar() is not None


async def number(session: AsyncSession, number_id: UUID, *, lock: bool = False) -> Number | None:
    """One that was not removed."""
    query = select(NumberRow).where(NumberRow.id == number_id, _KEPT)
    row = await session.scalar(query.with_for_update() if lock else query)
    return number_of(row) if row else None


async def page(session: AsyncSession, after: UUID | None, limit: int) -> list[Number]:
    """By id."""
    query = select(NumberRow).where(_KEPT).order_by(NumberRow.id).limit(limit)
    if after is not None:
        query = query.where(NumberRow.id > after)
    return [number_of(row) for row in await session.scalars(query)]


async def change(session: AsyncSession, one: Number, removed_at: datetime | None = None) -> None:
    """Write what ``one`` says."""
    values = {**_columns(one), "removed_at": removed_at}
    await session.execute(update(NumberRow).where(NumberRow.id == one.id).values(values))


async def give(session: AsyncSession, one: Holding) -> None:
    """Write a holding, or its keywords anew."""
    values = {
        "tenant_id": one.tenant_id,
        "number_id": one.number_id,
        "number": one.number,
        "territory": one.territory,
        "shared": one.shared,
        "keywords": list(one.keywords),
        "given_at": one.given_at,
    }
    query = insert(HoldingRow).values(values)
    await session.execute(
        query.on_conflict_do_update(
            index_elements=["tenant_id", "number_id"], set_={"keywords": values["keywords"]}
        )
    )


async def take_back(session: AsyncSession, tenant_id: TenantId, number_id: UUID) -> Holding | None:
    """Remove a holding; gives what it was."""
    query = (
        delete(HoldingRow)
        .where(HoldingRow.tenant_id == tenant_id, HoldingRow.number_id == number_id)
        .returning(HoldingRow)
    )
    row = (await session.scalars(query)).first()
    return holding_of(row) if row else None


async def of_tenant(session: AsyncSession, tenant_id: TenantId) -> list[Holding]:
    """What a company holds, by number."""
    query = (
        select(HoldingRow)
        .where(HoldingRow.tenant_id == tenant_id)
        .order_by(HoldingRow.number_id)
        .limit(MOST_OF_A_TENANT)
    )
    found = [holding_of(row) for row in await session.scalars(query)]
    return sorted(found, key=lambda one: one.number)


async def of_numbers(session: AsyncSession, number_ids: Sequence[UUID]) -> list[Holding]:
    """Who holds these numbers (system role)."""
    query = (
        select(HoldingRow)
        .where(HoldingRow.number_id.in_(list(number_ids)))
        .order_by(HoldingRow.number, HoldingRow.tenant_id)
    )
    return [holding_of(row) for row in await session.scalars(query)]


def _columns(one: Number) -> dict[str, Any]:
    draft = one.draft
    return {
        "version": one.version,
        "title": draft.title,
        "stop": draft.stop,
        "stop_days": draft.stop_days,
    }


def number_of(row: NumberRow) -> Number:
    """A row as others see it."""
    draft = Draft(row.title, row.stop, row.stop_days)
    return Number(row.id, row.version, row.number, row.territory, row.shared, draft, row.created_at)


def holding_of(row: HoldingRow) -> Holding:
    """A row as others see it."""
    return Holding(
        TenantId(row.tenant_id),
        row.number_id,
        row.number,
        row.territory,
        row.shared,
        tuple(row.keywords),
        row.given_at,
    )
