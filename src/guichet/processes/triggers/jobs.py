"""Looks at what happened to people, and carries out what is due."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from guichet.campaigns.office import Office, Sending
from guichet.campaigns.triggers import service
from guichet.campaigns.triggers.office import TriggerOffice, by_itself
from guichet.campaigns.triggers.types import Run
from guichet.crm.occurrences import service as occurrences
from guichet.kit.events import log
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId
from guichet.kit.jobs import JobRun, job, periodic
from guichet.kit.work import SYSTEM, UnitOfWork, Work
from guichet.processes.facts import SOURCES

AT_ONCE: Final = 100
"""Triggers whose time has come that one round sets off."""
BEGUN: Final = timedelta(seconds=30)
"""Whoever carries something out is believed to be still at it for so long."""


@job("campaigns.look_at_event")
async def look_at_event(run: JobRun, event_id: UUID) -> None:
    """Set off what waits for an event. Harmless to repeat."""
    async with run.open_work() as work:
        event = await log.read_one(work.session, work.tenant_id, event_id)
        item = event.payload["item"] if event is not None else None
        if not isinstance(item, dict) or not isinstance(item["keys"], list):
            return
        keys = [UUID(str(one)) for one in item["keys"]]
        for made in await service.happened(work, await occurrences.of_keys(work, keys)):
            await _defer(work, made)


@job("campaigns.carry_out")
async def carry_out(run: JobRun, run_id: UUID) -> None:
    """Send what was set off. Harmless to repeat."""
    await _office(run.ground).carry_out(_sending(run.tenant_id), run_id, SOURCES)


@periodic("campaigns.again", "* * * * *")
async def set_off_again(ground: Ground) -> None:
    """What comes again and again, within a minute of its time."""
    open_work = UnitOfWork(ground.request_db, ground.clock, ground.ids)
    async with ground.system_db.transaction() as session:
        due = await service.due(session, ground.clock.now(), AT_ONCE)
    for tenant_id, trigger_id in due:
        async with open_work(tenant_id, SYSTEM) as work:
            made = await service.again(work, trigger_id)
            if made is not None:
                await _defer(work, made)


@periodic("campaigns.begun", "* * * * *")
async def look_at_begun(ground: Ground) -> None:
    """What was begun and waits for its list, or was left by who died."""
    open_work = UnitOfWork(ground.request_db, ground.clock, ground.ids)
    async with ground.system_db.transaction() as session:
        waiting = await service.begun(session, ground.clock.now() - BEGUN, AT_ONCE)
    for tenant_id, run_id in waiting:
        async with open_work(tenant_id, SYSTEM) as work:
            await carry_out.defer(work, run_id)


async def _defer(work: Work, made: Run) -> None:
    if made.due_at > work.now:
        await carry_out.defer_until(made.due_at, work, made.id)
    else:
        await carry_out.defer(work, made.id)


def _office(ground: Ground) -> TriggerOffice:
    open_work = UnitOfWork(ground.request_db, ground.clock, ground.ids)
    return TriggerOffice(open_work, Office(ground, ground.system_db.transaction))


def _sending(tenant_id: TenantId) -> Sending:
    return Sending(tenant_id, SYSTEM, by_itself())
