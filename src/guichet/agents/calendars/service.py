"""Calendars: made, changed, removed."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.audit import service as audit
from guichet.agents.calendars import checks, repository
from guichet.agents.events import CALENDAR_CHANGED, event_of
from guichet.agents.items import calendar_item
from guichet.agents.keys import normal
from guichet.agents.repository import take_turn
from guichet.agents.types import Calendar
from guichet.kit.errors import Conflict, NotFound
from guichet.kit.ids import TenantId
from guichet.kit.work import Work


async def get(work: Work, calendar_id: UUID) -> Calendar:
    """One. Raises ``NotFound``."""
    found = await repository.get(work, calendar_id)
    if found is None:
        raise NotFound
    return found


async def all_of(work: Work) -> Sequence[Calendar]:
    """Every calendar of the tenant, by name."""
    return in_order(await everything(work.session, work.tenant_id))


async def everything(session: AsyncSession, tenant_id: TenantId) -> Sequence[Calendar]:
    """Every calendar of a tenant, in no order."""
    return await repository.everything(session, tenant_id)


def in_order(found: Sequence[Calendar]) -> Sequence[Calendar]:
    """By name."""
    return sorted(found, key=lambda one: normal(one.name))


async def create(work: Work, wanted: Calendar) -> Calendar:
    """A new calendar; it gets its id and version here.

    :raises Conflict: ``name_taken``, ``too_many_calendars``.
    :raises Invalid: naming the fields that cannot be used.
    """
    await take_turn(work)
    one = _sorted(replace(wanted, id=work.ids.new(), version=1))
    checks.check(one, await everything(work.session, work.tenant_id))
    await repository.add(work, one)
    await _tell(work, one)
    return one


async def change(work: Work, wanted: Calendar) -> Calendar:
    """Decide anew what ``wanted.version`` of a calendar was. Safe to repeat.

    :raises NotFound: there is no such calendar.
    :raises Conflict: somebody changed it meanwhile; ``name_taken``.
    :raises Invalid: naming the fields that cannot be used.
    """
    await take_turn(work)
    before = await held(work, wanted.id)
    if _sorted(replace(wanted, version=before.version)) == before:
        return before
    if before.version != wanted.version:
        raise Conflict
    checks.check(wanted, await everything(work.session, work.tenant_id))
    one = _sorted(replace(wanted, version=before.version + 1))
    await repository.write(work, one)
    await _tell(work, one)
    return one


async def held(work: Work, calendar_id: UUID) -> Calendar:
    """One, which nobody else changes until the transaction ends. Raises ``NotFound``."""
    found = await repository.lock(work, calendar_id)
    if found is None:
        raise NotFound
    return found


async def remove(work: Work, before: Calendar) -> None:
    """Forget a calendar that is held and that nothing uses any more."""
    one = replace(before, version=before.version + 1)
    await repository.write(work, one, removed=True)
    await _tell(work, one, removed=True)


def _sorted(one: Calendar) -> Calendar:
    return replace(one, exceptions=tuple(sorted(one.exceptions, key=lambda each: each.day)))


async def _tell(work: Work, one: Calendar, *, removed: bool = False) -> None:
    event = event_of(CALENDAR_CHANGED, "calendar", calendar_item(one, removed=removed))
    await work.record(event)
    await audit.write(work, CALENDAR_CHANGED, event.subject, {"name": one.name})
