"""Statements that compare two lists, under the reader role: a million people are compared in
seconds, and nobody waits for it.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, any_, func, select, text
from sqlalchemy import cast as as_type
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.campaigns.differences.types import Change, Lists
from guichet.campaigns.models import ExclusionRow, RecipientRow, ShownRow
from guichet.campaigns.types import ExclusionReason
from guichet.kit.errors import Unavailable
from guichet.kit.ids import TenantId

LONGEST: Final = timedelta(seconds=20)
_TOO_SLOW: Final = "57014"
_WHOLE: Final = "/* difference */"
"""Two lists are read from end to end."""
_LIMITS = text("""
SELECT set_config('statement_timeout', :longest, true), set_config('work_mem', '64MB', true),
       set_config('jit', 'off', true), set_config('enable_nestloop', 'off', true),
       set_config('plan_cache_mode', 'force_custom_plan', true)
""")
Place = tuple[int, UUID | None, str]
"""Somebody of a list: which place, whose card, which number."""


@asynccontextmanager
async def patiently(session: AsyncSession) -> AsyncIterator[None]:
    """Ask within this block: with room to hash two long lists, and without loops over them.

    :raises Unavailable: ``segment_too_slow``
    """
    milliseconds = str(round(LONGEST / timedelta(milliseconds=1)))
    await session.execute(_LIMITS, {"longest": milliseconds})
    try:
        yield
    except DBAPIError as fault:
        if getattr(fault.orig, "sqlstate", None) != _TOO_SLOW:
            raise
        raise Unavailable("segment_too_slow", seconds=LONGEST.seconds) from fault


def _of_list(table: type[RecipientRow | ShownRow], tenant_id: TenantId, campaign_id: UUID) -> Any:
    """Those of a list who were not erased, with what they are known by."""
    known = func.coalesce(as_type(table.contact_id, Text), table.address).label("known")
    return (
        select(table.n, table.contact_id, table.address, known)
        .where(table.tenant_id == tenant_id, table.campaign_id == campaign_id, table.address != "")
        .subquery()
    )


def _two(lists: Lists) -> tuple[Any, Any]:
    now = _of_list(RecipientRow, lists.tenant_id, lists.campaign_id)
    table = ShownRow if lists.against == "shown" else RecipientRow
    return now, _of_list(table, lists.tenant_id, lists.before)


async def differences(session: AsyncSession, lists: Lists) -> tuple[int, int, int]:
    """How many are on the new list alone, on the old one alone, on both (reader role)."""
    now, before = _two(lists)
    counted = (
        select(
            func.count().filter(before.c.known.is_(None)),
            func.count().filter(now.c.known.is_(None)),
            func.count().filter(now.c.known == before.c.known),
        )
        .select_from(now.outerjoin(before, before.c.known == now.c.known, full=True))
        .prefix_with(_WHOLE)
    )
    came, left, stayed = (await session.execute(counted)).one()
    return came, left, stayed


async def changed(
    session: AsyncSession, lists: Lists, change: Change, after: int, limit: int
) -> list[Place]:
    """Those on one list alone: the new one's who came, the old one's who left (reader role)."""
    now, before = _two(lists)
    of, other = (now, before) if change == "came" else (before, now)
    statement = (
        select(of.c.n, of.c.contact_id, of.c.address)
        .select_from(of.outerjoin(other, other.c.known == of.c.known))
        .where(other.c.known.is_(None), of.c.n > after)
        .order_by(of.c.n)
        .limit(limit)
        .prefix_with(_WHOLE)
    )
    return [(row[0], row[1], row[2]) for row in (await session.execute(statement)).all()]


async def reasons_of(
    session: AsyncSession, lists: Lists, people: Sequence[Place]
) -> dict[UUID | str, ExclusionReason]:
    """Why these are left out of the new list, by their card or number (reader role)."""
    cards = [who for _, who, _ in people if who is not None]
    numbers = [address for _, who, address in people if who is None]
    of_list = (
        ExclusionRow.tenant_id == lists.tenant_id,
        ExclusionRow.campaign_id == lists.campaign_id,
    )
    found: dict[UUID | str, ExclusionReason] = {}
    if cards:
        mine = ExclusionRow.contact_id == any_(as_type(cards, ARRAY(Uuid())))
        rows = await session.execute(
            select(ExclusionRow.contact_id, ExclusionRow.reason).where(*of_list, mine)
        )
        found.update({who: reason for who, reason in rows if who is not None})
    if numbers:
        mine = (
            ExclusionRow.address == any_(as_type(numbers, ARRAY(Text())))
        ) & ExclusionRow.contact_id.is_(None)
        rows = await session.execute(
            select(ExclusionRow.address, ExclusionRow.reason).where(*of_list, mine)
        )
        found.update({address: reason for address, reason in rows if address is not None})
    return found
