"""What time does to requests: those put aside come back, writing up ends."""

from uuid import UUID

from guichet.desk import timely
from guichet.kit.jobs import JobRun, job


@job("desk.wake")
async def wake(run: JobRun, interaction_id: UUID) -> None:
    """Bring back one put aside."""
    async with run.open_work() as work:
        await timely.wake(work, interaction_id)


@job("desk.end_wrap_up")
async def end_wrap_up(run: JobRun, interaction_id: UUID) -> None:
    """Close one whose time to be written up is over."""
    async with run.open_work() as work:
        await timely.end_wrap_up(work, interaction_id)
