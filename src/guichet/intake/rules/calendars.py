"""Which calendars are open."""

from collections.abc import Collection
from datetime import datetime

from guichet.agents import service as agents
from guichet.agents.holidays import is_holiday
from guichet.agents.hours import is_open
from guichet.kit.work import Work


async def open_at(work: Work, wanted: Collection[str], at: datetime) -> frozenset[str]:
    """Of the calendars of these ids, those that are open at ``at``; a removed one never is."""
    if not wanted:
        return frozenset()
    found = [one for one in await agents.calendars(work) if str(one.id) in wanted]
    return frozenset(str(one.id) for one in found if is_open(one, at, is_holiday))
