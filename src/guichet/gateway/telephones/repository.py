"""Statements over texts from telephones, under the system role."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, text, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.carriers.models import HeardRow
from guichet.gateway.mass.models import MessageRow
from guichet.gateway.numbers.models import HoldingRow, NumberRow
from guichet.gateway.numbers.repository import holding_of, number_of
from guichet.gateway.numbers.types import Holding, Number
from guichet.gateway.telephones.models import ForgottenNumberRow
from guichet.gateway.telephones.types import Asked, Key, Settled, Talk, Text, Wrote
from guichet.kit.ids import TenantId, instant_of
from guichet.kit.work import Work

_WAITS = HeardRow.taken_at.is_(None)
_WROTE = text(
    """
WITH RECURSIVE company AS (
    (SELECT tenant_id FROM mass_chunk ORDER BY tenant_id LIMIT 1)
    UNION ALL
    SELECT (SELECT c.tenant_id FROM mass_chunk c WHERE c.tenant_id > o.tenant_id
            ORDER BY c.tenant_id LIMIT 1)
    FROM company o WHERE o.tenant_id IS NOT NULL
)
SELECT o.tenant_id, m.id FROM company o CROSS JOIN LATERAL (
    SELECT m.id FROM mass_message m
    WHERE m.tenant_id = o.tenant_id AND m.address = :address ORDER BY m.id DESC LIMIT 1
) m WHERE o.tenant_id IS NOT NULL
"""
)
_OLD = text(
    """
DELETE FROM carrier_heard h USING (
    SELECT route_id, peer_id FROM carrier_heard
    WHERE taken_at < :before ORDER BY taken_at LIMIT :most
) o WHERE h.route_id = o.route_id AND h.peer_id = o.peer_id RETURNING h.peer_id
"""
)

_FORGET_SENT = text("SELECT forget_texts(:tenant, :number, :most)")


async def board(
    session: AsyncSession, written: Sequence[str]
) -> tuple[list[Number], list[Holding]]:
    """The numbers that are written in one of these ways, and who holds them."""
    query = select(NumberRow).where(
        NumberRow.number.in_(list(written)), NumberRow.removed_at.is_(None)
    )
    numbers = [number_of(row) for row in await session.scalars(query)]
    held = (
        select(HoldingRow)
        .where(HoldingRow.number_id.in_([one.id for one in numbers]))
        .order_by(HoldingRow.tenant_id)
    )
    return numbers, [holding_of(row) for row in await session.scalars(held)]


async def waiting(session: AsyncSession, limit: int) -> list[Text]:
    """Texts nobody dealt with, in the order they were heard."""
    query = select(HeardRow).where(_WAITS).order_by(HeardRow.heard_at).limit(limit)
    return [_text(row) for row in await session.scalars(query)]


async def claim(session: AsyncSession, key: Key) -> bool:
    """Lock a text; false when somebody dealt with it meanwhile."""
    query = select(HeardRow.peer_id).where(_named(key), _WAITS).with_for_update()
    return (await session.execute(query)).scalar() is not None


async def settle(
    session: AsyncSession, one: Text, text_id: UUID, settled: Settled, now: datetime
) -> None:
    """Write what became of a text, and its numbers as they are compared."""
    values = {
        "sender": one.sender,
        "addressee": one.addressee,
        "taken_at": now,
        "id": text_id,
        "fate": settled.fate,
        "reason": settled.reason,
        "tenant_id": settled.tenant_id,
        "entry_point_id": settled.entry_point_id,
        "keyword": settled.keyword,
    }
    await session.execute(update(HeardRow).where(_named(one.key)).values(values))


async def again(session: AsyncSession, key: Key) -> bool:
    """Have a text that was for nobody dealt with once more; false when there is no such one."""
    query = (
        update(HeardRow)
        .where(_named(key), HeardRow.fate.in_(("nobody", "failed")))
        .values(taken_at=None, fate=None, reason=None)
        .returning(HeardRow.peer_id)
    )
    return (await session.execute(query)).scalar() is not None


async def strays(
    session: AsyncSession, before: tuple[datetime, UUID] | None, limit: int
) -> list[Text]:
    """Texts for nobody, and those we could not deal with, the newest first."""
    query = (
        select(HeardRow)
        .where(text("fate IN ('nobody', 'failed')"))
        .order_by(HeardRow.heard_at.desc(), HeardRow.id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(tuple_(HeardRow.heard_at, HeardRow.id) < before)
    return [_text(row) for row in await session.scalars(query)]


async def talk(session: AsyncSession, one: Text) -> Talk | None:
    """The last text of this telephone to this number that went to an entry point; who signed up
    by a keyword says something else by the next words.
    """
    query = (
        select(HeardRow.tenant_id, HeardRow.entry_point_id, HeardRow.heard_at)
        .where(
            HeardRow.sender == one.sender,
            HeardRow.addressee == one.addressee,
            HeardRow.entry_point_id.is_not(None),
            HeardRow.fate != "signed_up",
        )
        .order_by(HeardRow.heard_at.desc())
        .limit(1)
    )
    row = (await session.execute(query)).one_or_none()
    return Talk(TenantId(row.tenant_id), row.entry_point_id, row.heard_at) if row else None


async def answered(session: AsyncSession, one: Text, since: datetime) -> int:
    """How often this telephone got an automatic answer from this number since."""
    query = select(func.count()).where(
        HeardRow.sender == one.sender,
        HeardRow.addressee == one.addressee,
        HeardRow.heard_at > since,
        HeardRow.fate.in_(("answered", "help")),
    )
    return int((await session.execute(query)).scalar_one())


async def wrote(session: AsyncSession, telephone: str) -> list[Wrote]:
    """When each company wrote to a telephone last, of those that ever did."""
    rows = (await session.execute(_WROTE, {"address": telephone})).all()
    return [Wrote(TenantId(row[0]), instant_of(row[1])) for row in rows]


async def forget(session: AsyncSession, before: datetime, most: int) -> int:
    """Drop texts that were dealt with long ago, the oldest first; gives how many."""
    return len((await session.execute(_OLD, {"before": before, "most": most})).all())


async def ask_to_forget(work: Work, number: str) -> None:
    """This number is to be forgotten."""
    row = ForgottenNumberRow(
        tenant_id=work.tenant_id, id=work.ids.new(), number=number, asked_at=work.now
    )
    work.session.add(row)
    await work.session.flush()


async def asked_to_forget(session: AsyncSession) -> list[Asked]:
    """The numbers of all companies that are to be forgotten, the longest asked for first."""
    query = select(
        ForgottenNumberRow.tenant_id, ForgottenNumberRow.id, ForgottenNumberRow.number
    ).order_by(ForgottenNumberRow.id)
    return [Asked(TenantId(row[0]), row[1], row[2]) for row in await session.execute(query)]


async def forget_sent(session: AsyncSession, one: Asked, most: int) -> int:
    """Texts to a number that can leave no more lose it; gives how many."""
    values = {"tenant": one.tenant_id, "number": one.number, "most": most}
    return int((await session.execute(_FORGET_SENT, values)).scalar_one())


async def forget_heard(session: AsyncSession, one: Asked) -> int:
    """What a company heard from a number loses number and words; gives how many texts."""
    emptied = (
        update(HeardRow)
        .where(HeardRow.sender == one.number, HeardRow.tenant_id == one.tenant_id)
        .values(sender="", text="", keyword=None)
        .returning(HeardRow.peer_id)
    )
    return len((await session.execute(emptied)).all())


async def forgotten(session: AsyncSession, one: Asked) -> None:
    """The number need not be asked for any more, unless a text still has it."""
    still = (
        select(MessageRow.id)
        .where(MessageRow.tenant_id == one.tenant_id, MessageRow.address == one.number)
        .exists()
    )
    await session.execute(
        delete(ForgottenNumberRow).where(
            ForgottenNumberRow.tenant_id == one.tenant_id, ForgottenNumberRow.id == one.id, ~still
        )
    )


def _named(key: Key) -> Any:
    return (HeardRow.route_id == key.route_id) & (HeardRow.peer_id == key.peer_id)


def _text(row: HeardRow) -> Text:
    return Text(
        Key(row.route_id, row.peer_id),
        row.sender,
        row.addressee,
        row.text,
        row.at,
        row.heard_at,
        row.id,
        row.fate,
        row.reason,
        TenantId(row.tenant_id) if row.tenant_id else None,
        row.entry_point_id,
        row.keyword,
    )
