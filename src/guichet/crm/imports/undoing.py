"""Taking an import back, a chunk of rows at a time, the last first. What nobody changed or used
since goes as it came: cards it made are emptied like erased ones, cards it changed hold again what
they held. All others stay.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from guichet.consent import service as consents
from guichet.consent.types import Recorder
from guichet.crm import cards
from guichet.crm import repository as contacts
from guichet.crm.imports import repository, service
from guichet.crm.imports.applying import proof_of
from guichet.crm.imports.deciding import given_back
from guichet.crm.imports.repository import Traced
from guichet.crm.imports.types import Import
from guichet.crm.segments import service as segments
from guichet.crm.types import Contact
from guichet.kit.work import Work

AT_ONCE = 500


async def undo_some(work: Work, import_id: UUID) -> bool:
    """Take the next rows back; whether there may be more."""
    one = await service.locked(work, import_id)
    if one.state != "undoing":
        return False
    up_to = one.done - one.undone
    rows = await repository.traced(work, one.id, max(0, up_to - AT_ONCE), up_to)
    ids = {row.contact_id for row in rows}
    traces = await repository.traces_of(work, one.id, ids) if ids else {}
    mine = {  # those whose last row is here: of others it was taken back before
        contact: trace for contact, trace in traces.items() if trace[0].n <= up_to
    }
    kept = await _take_back(work, one, mine)
    undone = min(one.undone + AT_ONCE, one.done)
    counts = replace(one.counts, kept=one.counts.kept + kept)
    changed = replace(one, undone=undone, counts=counts)
    if undone == one.done:
        await _forget_list(work, one)
        changed = replace(changed, state="undone", finished_at=work.now)
    await service.store(work, changed)
    return undone < one.done


async def _take_back(work: Work, one: Import, traces: Mapping[UUID, Sequence[Traced]]) -> int:
    """How many cards stay as they are."""
    if not traces:
        return 0
    held = {found.id: found for found in await contacts.lock(work, traces)}
    used = await repository.used_since(work, traces)
    fresh: list[UUID] = []
    kept = 0
    for contact_id, trace in traces.items():
        contact, made = held.get(contact_id), trace[-1].state == "new"
        if contact is None or contact.version != trace[0].version or _is_used(contact, made, used):
            kept += made or any(row.before for row in trace)
        elif made:
            fresh.append(contact_id)
        else:
            await _give_back(work, contact, trace)
    await _agreements(work, one, list(traces))
    await repository.empty(work, fresh, work.now)
    return kept


def _is_used(contact: Contact, made: bool, used: set[UUID]) -> bool:
    return made and (contact.id in used or contact.last_seen_at != contact.created_at)


async def _give_back(work: Work, contact: Contact, trace: Sequence[Traced]) -> None:
    """Row by row, the last first."""
    wanted = contact
    for row in trace:
        if row.before:
            wanted = given_back(wanted, row.before)
            for kind, value in row.before.get("identities", ()):
                await repository.remove_identity(work, contact.id, kind, value)
    if wanted != contact or any(row.before for row in trace):
        await cards.store(work, wanted)


async def _agreements(work: Work, one: Import, people: Sequence[UUID]) -> None:
    if one.plan.consent is None or one.started_at is None:
        return
    by = Recorder("user" if one.by_id else "system", one.by_id, one.by_name)
    await consents.take_back(work, people, proof_of(one, one.plan.consent), one.started_at, by)


async def _forget_list(work: Work, one: Import) -> None:
    """A list that was made for the import goes with it."""
    if one.plan.list_name and one.plan.list_id is not None:
        await segments.remove_list(work, one.plan.list_id)
