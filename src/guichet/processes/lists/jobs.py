"""Fills lists that were frozen from segments."""

from uuid import UUID

from guichet.crm.segments import service
from guichet.kit.jobs import JobRun, job
from guichet.kit.jobs.declared import ATTEMPTS
from guichet.processes.facts import SOURCES


@job("crm.fill_list")
async def fill_list(run: JobRun, list_id: UUID) -> None:
    """Put everybody in who belongs there, from where it stands."""
    more = True
    try:
        while more:
            async with run.open_work() as work:
                more = await service.fill_some(work, list_id, SOURCES)
    except Exception:
        if run.attempt >= ATTEMPTS:  # nobody tries again: it says that it is not whole
            async with run.open_work() as work:
                await service.give_up_filling(work, list_id)
        raise
