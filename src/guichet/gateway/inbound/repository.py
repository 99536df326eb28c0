"""Statements over ``inbound_seen``."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from guichet.gateway.inbound.models import InboundSeenRow
from guichet.kit.work import Work


async def claim(work: Work, entry_point_id: UUID, peer_id: str, became_id: UUID) -> bool:
    """Whether this is the first time. Waits for a concurrent first time to end."""
    statement = (
        insert(InboundSeenRow)
        .values(
            tenant_id=work.tenant_id,
            entry_point_id=entry_point_id,
            peer_id=peer_id,
            became_id=became_id,
            seen_at=work.now,
        )
        .on_conflict_do_nothing()
        .returning(InboundSeenRow.became_id)
    )
    return (await work.session.execute(statement)).scalar() is not None


async def became(work: Work, entry_point_id: UUID, peer_id: str) -> UUID:
    """What it became the first time."""
    statement = select(InboundSeenRow.became_id).where(
        InboundSeenRow.tenant_id == work.tenant_id,
        InboundSeenRow.entry_point_id == entry_point_id,
        InboundSeenRow.peer_id == peer_id,
    )
    return (await work.session.execute(statement)).scalar_one()
