"""Statements over ``inbound_seen``."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import DateTime, Uuid, bindparam, delete, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.inbound.models import InboundSeenRow
from guichet.gateway.inbound.types import FirstTime
from guichet.kit.db.pipeline import Prepared, send
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


_CLAIM_ALL = Prepared(
    text("""
INSERT INTO inbound_seen (tenant_id, entry_point_id, peer_id, became_id, seen_at)
SELECT :tenant_id, n.entry_point_id, n.peer_id, n.became_id, :now
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS
    n (entry_point_id uuid, peer_id text, became_id uuid)
ON CONFLICT DO NOTHING RETURNING became_id
""").bindparams(bindparam("tenant_id", type_=Uuid()), bindparam("now", type_=DateTime(True)))
)


async def claim_all(work: Work, first_times: Sequence[FirstTime]) -> set[UUID]:
    """What became of those that came for the first time. Waits for concurrent first times to end,
    always in the same order.
    """
    ordered = sorted(first_times, key=lambda one: (one.entry_point_id, one.peer_id))
    values = {"tenant_id": work.tenant_id, "now": work.now, "rows": _json(ordered)}
    claimed = await send(work.session, _CLAIM_ALL, values)
    return {row.became_id for row in await claimed.rows()}


_RELEASE = Prepared(
    text("""
DELETE FROM inbound_seen s
USING jsonb_to_recordset(CAST(:rows AS jsonb)) AS n (entry_point_id uuid, peer_id text)
WHERE s.tenant_id = :tenant_id AND s.entry_point_id = n.entry_point_id AND s.peer_id = n.peer_id
""").bindparams(bindparam("tenant_id", type_=Uuid()))
)


async def release(work: Work, first_times: Sequence[FirstTime]) -> None:
    """They did not come, after all."""
    values = {"tenant_id": work.tenant_id, "rows": _json(first_times)}
    await send(work.session, _RELEASE, values)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


async def became(work: Work, entry_point_id: UUID, peer_id: str) -> UUID:
    """What it became the first time."""
    statement = select(InboundSeenRow.became_id).where(
        InboundSeenRow.tenant_id == work.tenant_id,
        InboundSeenRow.entry_point_id == entry_point_id,
        InboundSeenRow.peer_id == peer_id,
    )
    return (await work.session.execute(statement)).scalar_one()


async def forget_old(session: AsyncSession, before: datetime, limit: int) -> int:
    """Some of those seen earlier, the oldest first; gives how many went. Needs the system role."""
    row = InboundSeenRow
    oldest = (
        select(row.tenant_id, row.entry_point_id, row.peer_id)
        .where(row.seen_at < before)
        .order_by(row.seen_at)
        .limit(limit)
        .subquery()
    )
    gone = delete(row).where(
        row.tenant_id == oldest.c.tenant_id,
        row.entry_point_id == oldest.c.entry_point_id,
        row.peer_id == oldest.c.peer_id,
    )
    return len((await session.scalars(gone.returning(row.became_id))).all())
