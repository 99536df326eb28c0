"""Triggers: kept, set off, taken back. What then goes is ``triggers.office``."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.tenants import service as tenants
from guichet.campaigns import service as campaigns
from guichet.campaigns.triggers import repository
from guichet.campaigns.triggers.events import set_off, trigger_changed
from guichet.campaigns.triggers.language import (
    Again,
    AtCall,
    AtEvent,
    BeforeEvent,
    Limits,
)
from guichet.campaigns.triggers.times import due_before, set_off_at
from guichet.campaigns.triggers.types import MOST_TRIGGERS, Run, Trigger
from guichet.campaigns.triggers.verdicts import fits, parameters_of
from guichet.crm.occurrences.types import Occurrence
from guichet.crm.segments.language import Scalar
from guichet.kit.errors import Conflict, FieldFault, Invalid, NotFound
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

When = AtCall | AtEvent | BeforeEvent | Again


async def page(work: Work, before: UUID | None, limit: int) -> Sequence[Trigger]:
    """Those in use, the newest first."""
    return await repository.page(work, before, limit)


async def get(work: Work, trigger_id: UUID) -> Trigger:
    """One.

    :raises NotFound: there is none
    """
    found = await repository.trigger(work, trigger_id)
    if found is None:
        raise NotFound
    return found


async def create(
    work: Work, campaign_id: UUID, when: When, limits: Limits, *, enabled: bool
) -> Trigger:
    """Let something set a draft off. The draft stays one: a copy of it goes each time.

    :raises NotFound: there is no such campaign
    :raises Conflict: ``not_a_draft``
    :raises Invalid: ``too_many_triggers``
    """
    await _draft(work, campaign_id)
    if await repository.how_many(work) >= MOST_TRIGGERS:
        raise Invalid("too_many_triggers", limit=MOST_TRIGGERS)
    one = Trigger(work.ids.new(), 1, campaign_id, when, limits, enabled, work.now)
    one = replace(one, next_at=await _next(work, one))
    await repository.add(work, one)
    await work.record(trigger_changed(one))
    return one


async def change(
    work: Work,
    trigger_id: UUID,
    *,
    when: When | None = None,
    limits: Limits | None = None,
    enabled: bool | None = None,
) -> Trigger:
    """Another cause, other limits, on or off; what is none stays. The same again changes nothing.

    :raises NotFound: there is none
    """
    one = await _locked(work, trigger_id)
    changed = replace(
        one,
        when=when or one.when,
        limits=limits or one.limits,
        enabled=one.enabled if enabled is None else enabled,
    )
    if changed == one:
        return one
    return await _store(work, replace(changed, next_at=await _next(work, changed)))


async def remove(work: Work, trigger_id: UUID) -> None:
    """Nothing sets it off any more; what waits does not go.

    :raises NotFound: there is none
    """
    one = await _locked(work, trigger_id)
    await _store(work, replace(one, enabled=False, next_at=None, removed_at=work.now))


async def runs(work: Work, trigger_id: UUID, before: UUID | None, limit: int) -> Sequence[Run]:
    """The times it was set off, the newest first.

    :raises NotFound: there is none
    """
    await get(work, trigger_id)
    return await repository.runs(work, trigger_id, before, limit)


async def called(work: Work, campaign_id: UUID, key: str, parameters: Mapping[str, Scalar]) -> Run:
    """Somebody calls: the time it is; the same key again is the same one.

    :raises NotFound: there is no such campaign
    :raises Conflict: ``not_triggerable``: nothing lets it be called
    :raises Invalid: something that the draft is about was not given
    """
    mould = await campaigns.campaign(work, campaign_id)
    lacking = sorted(set(mould.draft.audience.parameters) - set(parameters))
    if lacking:
        faults = (FieldFault(f"parameters/{name}", "required") for name in lacking)
        raise Invalid(None, tuple(faults))
    found = [
        one
        for one in await repository.of_campaign(work, campaign_id)
        if isinstance(one.when, AtCall) and one.enabled
    ]
    if not found:
        raise Conflict("not_triggerable")
    made = Run(
        work.ids.new(), found[0].id, key, "waiting", work.now, work.now, parameters=parameters
    )
    return await _begun(work, made)


async def waits_for(work: Work, type_: str) -> bool:
    """Whether anything is set off, or taken back, by events of this type."""
    return bool(await repository.waiting_for(work, type_))


async def due(session: AsyncSession, now: datetime, limit: int) -> Sequence[tuple[TenantId, UUID]]:
    """Those of any company whose time has come, the longest waiting first; under the system
    role.
    """
    return await repository.due(session, now, limit)


async def begun(
    session: AsyncSession, before: datetime, limit: int
) -> Sequence[tuple[TenantId, UUID]]:
    """Times of any company that were due before and are not over: their list is being made, or
    whoever was at it died; under the system role.
    """
    return await repository.begun(session, before, limit)


async def happened(work: Work, told: Sequence[Occurrence]) -> Sequence[Run]:
    """Something happened to people: what is set off by it, and due when it says. What is set off
    already is left out; what is taken back does not go any more. Safe to repeat.
    """
    if not told:
        return []
    found: list[Run] = []
    of = (await tenants.get(work, work.tenant_id)).settings
    zone = ZoneInfo(of.zone)
    for trigger in await repository.waiting_for(work, told[0].type):
        for one in told:
            made = await _set_off(work, trigger, one, zone, of.currency)
            found += [made] if made is not None else []
    return found


async def again(work: Work, trigger_id: UUID) -> Run | None:
    """Its time has come: the time it is, and when the next one will be. None: it has not."""
    one = await repository.trigger(work, trigger_id, lock=True)
    if one is None or one.next_at is None or one.next_at > work.now:
        return None
    await repository.write(work, replace(one, next_at=await _next(work, one)))
    key = one.next_at.isoformat()
    made = Run(work.ids.new(), one.id, key, "waiting", one.next_at, work.now)
    return await _begun(work, made)


async def _set_off(
    work: Work, trigger: Trigger, one: Occurrence, zone: ZoneInfo, currency: str
) -> Run | None:
    match trigger.when:
        case AtEvent(where=where):
            if not fits(where, one.properties):
                return None
            made = _run(work, trigger, one, currency)
            return await _new(work, made)
        case BeforeEvent() as before:
            named = one.properties.get(before.reference)
            reference = str(named) if named is not None else None
            if one.type == before.cancelled_by:
                await _take_back(work, trigger, reference)
                return None
            times = due_before(before, one.properties, zone)
            if times is None or not fits(before.where, one.properties) or times[1] <= work.now:
                return None
            await _take_back(work, trigger, reference)
            made = _run(work, trigger, one, currency)
            due = max(times[0], work.now)
            return await _new(
                work, replace(made, due_at=due, expires_at=times[1], reference=reference)
            )
        case _:
            return None


def _run(work: Work, trigger: Trigger, one: Occurrence, currency: str) -> Run:
    return Run(
        work.ids.new(),
        trigger.id,
        str(one.key),
        "waiting",
        work.now,
        work.now,
        one.contact_id,
        parameters=parameters_of(one, currency),
    )


async def _new(work: Work, made: Run) -> Run | None:
    if not await repository.add_run(work, made):
        return None
    await work.record(set_off(made))
    return made


async def _take_back(work: Work, trigger: Trigger, reference: str | None) -> None:
    """What waits for an appointment that is cancelled, or moved."""
    if reference is None:
        return
    for run in await repository.waiting_with(work, trigger.id, reference):
        gone = replace(run, state="cancelled")
        await repository.write_run(work, gone)
        await work.record(set_off(gone))


async def _begun(work: Work, made: Run) -> Run:
    if await repository.add_run(work, made):
        await work.record(set_off(made))
        return made
    held = await repository.run_of_key(work, made.trigger_id, made.key)
    if held is None:
        raise Conflict
    return held


async def _next(work: Work, one: Trigger) -> datetime | None:
    if not isinstance(one.when, Again) or not one.enabled:
        return None
    zone = (await tenants.get(work, work.tenant_id)).settings.zone
    return set_off_at(one.when, ZoneInfo(zone), work.now)


async def _draft(work: Work, campaign_id: UUID) -> None:
    if (await campaigns.campaign(work, campaign_id)).state != "draft":
        raise Conflict("not_a_draft")


async def _locked(work: Work, trigger_id: UUID) -> Trigger:
    found = await repository.trigger(work, trigger_id, lock=True)
    if found is None:
        raise NotFound
    return found


async def _store(work: Work, changed: Trigger) -> Trigger:
    stored = replace(changed, version=changed.version + 1)
    await repository.write(work, stored)
    await work.record(trigger_changed(stored))
    return stored


class TriggeredPeople:
    """Whom times were for, erased with the person: ``crm.ports.OwnerOfPersonalData``."""

    async def erase(self, work: Work, people: Sequence[UUID]) -> None:
        """As the port says."""
        await repository.forget(work, people)
