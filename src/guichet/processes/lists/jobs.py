"""Fills lists that were frozen from segments."""

from uuid import UUID

from guichet.crm.segments import service
from guichet.kit.db.faults import ENDED_BY_IT, lasted_too_long
from guichet.kit.errors import Unavailable
from guichet.kit.jobs import JobRun, job
from guichet.kit.jobs.declared import ATTEMPTS
from guichet.processes.facts import SOURCES

ENDED: tuple[type[Exception], ...] = (Unavailable, *ENDED_BY_IT)
"""What a span comes to that takes too long, and what else the database refuses."""


@job("crm.fill_list")
async def fill_list(run: JobRun, list_id: UUID) -> None:
    """Put everybody in who belongs there, from where it stands."""
    more = True
    try:
        while more:
            more = await _some(run, list_id)
    except Exception:
        if run.attempt >= ATTEMPTS:  # nobody tries again: it says that it is not whole
            async with run.open_work() as work:
                await service.give_up_filling(work, list_id)
        raise


async def _some(run: JobRun, list_id: UUID) -> bool:
    """A span, or, where that takes too long, smaller ones from then on: a slow machine is slow, and
    is not stuck.
    """
    try:
        async with run.open_work() as work:
            return await service.fill_some(work, list_id, SOURCES)
    except ENDED as fault:
        if not isinstance(fault, Unavailable) and not lasted_too_long(fault):
            raise
        async with run.open_work() as work:
            if not await service.fill_less(work, list_id):
                raise
    return True
