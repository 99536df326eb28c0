"""Carries rehearsals out."""

import asyncio
from collections.abc import Mapping, Sequence
from uuid import UUID

from guichet.accounts.tenants import service as tenants
from guichet.agents import service as agents
from guichet.agents.holidays import is_holiday
from guichet.crm import service as crm
from guichet.crm.companies import service as companies
from guichet.insight.figures import service as figures
from guichet.insight.rehearsal import service
from guichet.insight.rehearsal.codec import effect_json
from guichet.insight.rehearsal.engine import NOBODY, Rehearsing, Staff
from guichet.insight.rehearsal.types import SPAN, Rehearsal
from guichet.intake.rules import service as routing_rules
from guichet.intake.rules.askers import asker_of
from guichet.intake.rules.engine import Program
from guichet.intake.rules.facts import Asker, zone_of
from guichet.interactions.traffic import service as traffic
from guichet.interactions.traffic.types import Opened
from guichet.kit.ids import lowest_id_at
from guichet.kit.jobs import JobRun, job
from guichet.kit.tasks import TaskGroup

BATCH = 2_000
"""Requests read and looked at in one go: about a tenth of a second."""


@job("insight.rehearsal.run", attempts=1)
async def rehearse(run: JobRun, rehearsal_id: UUID) -> None:
    """Look at every request of the last month, and say how far it is as it goes on."""
    try:
        await _rehearse(run, rehearsal_id)
    except Exception:
        async with run.open_work() as work:
            await service.fail(work, rehearsal_id)
        raise


async def _rehearse(run: JobRun, rehearsal_id: UUID) -> None:
    async with run.open_work() as work:
        one = await service.get(work, rehearsal_id)
        looking = await _prepared(run, one)
    after = lowest_id_at(one.created_at - SPAN)
    async with run.ground.reader_db.snapshot() as session:
        total = await traffic.count_after(session, run.tenant_id, after)
    if await _tell(run, rehearsal_id, 0, total) and await _look(run, one.id, looking, after, total):
        async with run.open_work() as work:
            there = await figures.presence_quarters(work, one.created_at - SPAN, one.created_at)
        await asyncio.to_thread(looking.weigh, there)
        async with run.open_work() as work:
            await service.finish(work, rehearsal_id, effect_json(looking.effect, one.rules))


async def _look(
    run: JobRun, rehearsal_id: UUID, looking: Rehearsing, after: UUID, total: int
) -> bool:
    """At all requests, oldest first; the next are read while the last are looked at. Whether it
    came to the end.
    """
    async with TaskGroup() as tasks:
        reading = tasks.create_task(_read(run, looking, after), name="requests to rehearse")
        while found := await reading:
            reading = tasks.create_task(
                _read(run, looking, found[-1].id), name="requests to rehearse"
            )
            people = await _people(run, looking, found)
            await asyncio.to_thread(looking.take, found, people)
            if not await _tell(run, rehearsal_id, looking.effect.total, total):
                reading.cancel()
                return False
    return True


async def _read(run: JobRun, looking: Rehearsing, after: UUID) -> Sequence[Opened]:
    async with run.ground.reader_db.snapshot() as session:
        return await traffic.opened_after(
            session, run.tenant_id, after, BATCH, with_context=looking.needs_context
        )


async def _people(
    run: JobRun, looking: Rehearsing, found: Sequence[Opened]
) -> Mapping[UUID, Asker]:
    if not looking.needs_contacts:
        return NOBODY
    async with run.open_work() as work:
        known = await crm.of_ids(work, {one.contact_id for one in found})
        names = await companies.names_of(
            work, [one.company_id for one in known.values() if one.company_id]
        )
    return {
        one.id: asker_of(one, names.get(one.company_id) if one.company_id else None, None)
        for one in known.values()
    }


async def _prepared(run: JobRun, one: Rehearsal) -> Rehearsing:
    async with run.open_work() as work:
        in_force = await routing_rules.current(work)
        tenant = await tenants.get(work, work.tenant_id)
        before = Program(in_force.rules)
        after = Program(one.rules, beside=before)
        asked = before.calendars | after.calendars
        staff = Staff(
            tuple(agent for agent in await agents.profiles(work) if agent.active),
            (await agents.default_queue(work)).id,
            tuple(one for one in await agents.calendars(work) if str(one.id) in asked),
            is_holiday,
        )
    return Rehearsing(before, after, staff, zone_of(tenant.settings.zone))


async def _tell(run: JobRun, rehearsal_id: UUID, done: int, total: int) -> bool:
    async with run.open_work() as work:
        return await service.tell(work, rehearsal_id, done, max(done, total))
