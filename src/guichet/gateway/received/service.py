"""Front door to the texts a company received."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.gateway.received import repository
from guichet.gateway.received.types import Received, Wanted
from guichet.gateway.received.verdicts import fits
from guichet.kit.ids import TenantId, lowest_id_at
from guichet.kit.work import Work

AT_A_TIME: Final = 200
MOST_LOOKED_AT: Final = 1_000
"""Texts of one answer: a search for what is not there costs no more."""
KEPT_FOR: Final = timedelta(days=90)
"""What was said stays in its conversation."""
FORGOTTEN_AT_ONCE: Final = 5_000


async def note(session: AsyncSession, tenant_id: TenantId, one: Received) -> None:
    """Keep a text that concerns a company, in the transaction that deals with it (system role)."""
    await repository.add(session, tenant_id, one)


async def look_for(
    work: Work, wanted: Wanted, before: UUID | None, limit: int
) -> tuple[Sequence[Received], UUID | None]:
    """Up to ``limit`` of the newest texts that fit, older than ``before``; and where to look on,
    none at the end. No more than ``MOST_LOOKED_AT`` are looked at: it may find few or none although
    there are more.
    """
    found: list[Received] = []
    since = lowest_id_at(wanted.since) if wanted.since else None
    place, looked_at = before, 0
    while looked_at < MOST_LOOKED_AT:
        rows = await repository.page(work, wanted.sender, place, since, AT_A_TIME)
        found += [one for one in rows if fits(wanted, one)]
        if len(found) > limit:
            return found[:limit], found[limit - 1].id
        if len(rows) < AT_A_TIME:
            return found, None
        place = rows[-1].id
        looked_at += AT_A_TIME
    return found, place


async def forget_old(session: AsyncSession, now: datetime) -> int:
    """What came longer than ``KEPT_FOR`` ago goes, some of it; gives how many (system role)."""
    return await repository.forget(session, lowest_id_at(now - KEPT_FOR), FORGOTTEN_AT_ONCE)


async def forget_number(work: Work, number: str) -> None:
    """What came from a number (E.164) is not in the list any more."""
    await repository.forget_number(work, number)


class ReceivedErased:
    """Fulfils ``crm.ports.OwnerOfPersonalData``."""

    async def erase(self, work: Work, people: Sequence[UUID]) -> None:
        """What they wrote is not in the list any more."""
        await repository.forget_people(work, people)
