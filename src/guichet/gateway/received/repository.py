"""Statements over texts companies received."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.received.models import ReceivedRow
from guichet.gateway.received.types import Received
from guichet.kit.ids import TenantId
from guichet.kit.work import Work


async def add(session: AsyncSession, tenant_id: TenantId, one: Received) -> None:
    """Write a text (system role)."""
    await session.execute(
        insert(ReceivedRow).values(
            tenant_id=tenant_id,
            id=one.id,
            at=one.at,
            sender=one.sender,
            addressee=one.addressee,
            text=one.text,
            fate=one.fate,
            keyword=one.keyword,
            entry_point_id=one.entry_point_id,
            interaction_id=one.interaction_id,
            contact_id=one.contact_id,
        )
    )


async def page(
    work: Work, sender: str | None, before: UUID | None, since: UUID | None, limit: int
) -> list[Received]:
    """The newest first, older than ``before``."""
    query = select(ReceivedRow).where(ReceivedRow.tenant_id == work.tenant_id)
    if sender is not None:
        query = query.where(ReceivedRow.sender == sender)
    if before is not None:
        query = query.where(ReceivedRow.id < before)
    if since is not None:
        query = query.where(ReceivedRow.id >= since)
    rows = await work.session.scalars(query.order_by(ReceivedRow.id.desc()).limit(limit))
    return [_received(row) for row in rows]


async def forget_people(work: Work, people: Sequence[UUID]) -> None:
    """Delete what these people wrote."""
    await work.session.execute(
        delete(ReceivedRow).where(
            ReceivedRow.tenant_id == work.tenant_id, ReceivedRow.contact_id.in_(list(people))
        )
    )


async def forget_number(work: Work, number: str) -> None:
    """Delete what this telephone wrote."""
    await work.session.execute(
        delete(ReceivedRow).where(
            ReceivedRow.tenant_id == work.tenant_id, ReceivedRow.sender == number
        )
    )


async def forget(session: AsyncSession, before: UUID, most: int) -> int:
    """Delete the oldest; gives how many went (system role)."""
    oldest = (
        select(ReceivedRow.tenant_id, ReceivedRow.id)
        .where(ReceivedRow.id < before)
        .order_by(ReceivedRow.id)
        .limit(most)
        .subquery()
    )
    gone = await session.scalars(
        delete(ReceivedRow)
        .where(ReceivedRow.tenant_id == oldest.c.tenant_id, ReceivedRow.id == oldest.c.id)
        .returning(ReceivedRow.id)
    )
    return len(gone.all())


def _received(row: ReceivedRow) -> Received:
    return Received(
        row.id,
        row.at,
        row.sender,
        row.addressee,
        row.text,
        row.fate,
        row.keyword,
        row.entry_point_id,
        row.interaction_id,
        row.contact_id,
    )
