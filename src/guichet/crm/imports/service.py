"""Imports from their beginning to the start: sent, read, mapped, shown; stopped and undone.

What runs for long is in ``jobs``; what a chunk of rows becomes in ``applying``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID
from zoneinfo import ZoneInfo

from guichet.accounts.tenants import service as tenants
from guichet.crm import repository as contacts
from guichet.crm.attributes import service as attributes
from guichet.crm.attributes.types import MOST_ATTRIBUTES, Attribute
from guichet.crm.imports import repository
from guichet.crm.imports.columns import is_meaning
from guichet.crm.imports.errors import wrong_state
from guichet.crm.imports.events import import_changed
from guichet.crm.imports.happenings import EventsReader
from guichet.crm.imports.people import PeopleReader, Person, drafted, resolved
from guichet.crm.imports.recognition import Known
from guichet.crm.imports.types import (
    LONGEST_SHOWN,
    Import,
    ImportKind,
    ImportState,
    Plan,
    RowResult,
    RowState,
)
from guichet.crm.normal_forms import territory_of
from guichet.crm.segments import service as segments
from guichet.gateway.types import Identity
from guichet.kit.errors import Conflict, FieldFault, Invalid, NotFound
from guichet.kit.work import Work

IDENTITIES = frozenset({"phone", "email", "external_id"})
STARTS: frozenset[ImportState] = frozenset({"ready", "stopped"})
UNDONE: frozenset[ImportState] = frozenset({"done", "stopped"})
_LONGEST_REFUSED = 500


async def create(
    work: Work, kind: ImportKind, file_name: str, size: int, by_name: str | None
) -> Import:
    """A file is about to be sent."""
    one = Import(
        id=work.ids.new(),
        version=1,
        kind=kind,
        file_name=file_name,
        size=size,
        received=0,
        state="uploading",
        created_at=work.now,
        changed_at=work.now,
        by_id=work.actor.id,
        by_name=by_name,
        plan=Plan(territory=await territory_of(work)),
    )
    await repository.add(work, one)
    await work.record(import_changed(one))
    return one


async def get(work: Work, import_id: UUID) -> Import:
    """One.

    :raises NotFound: there is none.
    """
    found = await repository.read(work, import_id)
    if found is None:
        raise NotFound
    return found


async def page(work: Work, before: UUID | None, limit: int) -> Sequence[Import]:
    """All, the newest first."""
    return await repository.page(work, before, limit)


async def locked(work: Work, import_id: UUID) -> Import:
    """One, held until the transaction ends.

    :raises NotFound: there is none.
    """
    found = await repository.read(work, import_id, lock=True)
    if found is None:
        raise NotFound
    return found


async def store(work: Work, changed: Import) -> Import:
    """Write a changed one, which the caller holds locked, with its event."""
    stored = replace(changed, version=changed.version + 1, changed_at=work.now)
    await repository.write(work, stored)
    await work.record(import_changed(stored))
    return stored


async def arrived(work: Work, import_id: UUID, offset: int, size: int, file_id: UUID) -> Import:
    """A part of the file is kept under ``file_id``. One that arrived before is taken as it is.

    :raises NotFound: there is no such import.
    :raises Conflict: ``part_is_missing``: send on from ``received``.
    :raises Invalid: there is more than was announced.
    """
    one = await locked(work, import_id)
    if offset + size <= one.received:
        return one
    if one.state != "uploading":
        raise wrong_state(one.state)
    if offset != one.received:
        raise Conflict("part_is_missing", received=one.received)
    if offset + size > one.size:
        raise Invalid("more_than_announced", size=one.size)
    await repository.add_part(work, one.id, offset, size, file_id)
    received = offset + size
    state: ImportState = "reading" if received == one.size else "uploading"
    return await store(work, replace(one, received=received, state=state))


async def known_of(work: Work, one: Import) -> Known:
    """What the company has already, for recognition."""
    there = await attributes.all_of(work)
    territory = one.plan.territory or await territory_of(work)
    return Known(territory, there, MOST_ATTRIBUTES - len(there))


async def change_plan(work: Work, import_id: UUID, wanted: Plan) -> Import:
    """What is to be made of the file.

    :raises NotFound, Invalid: as it says.
    :raises Conflict: it runs already, or cannot be read.
    """
    one = await locked(work, import_id)
    if one.state not in STARTS or one.done:
        raise wrong_state(one.state)
    await _check(work, one, wanted)
    return one if wanted == one.plan else await store(work, replace(one, plan=wanted))


async def start(work: Work, import_id: UUID) -> Import:
    """Take the people in, from where it was stopped if it was. Attributes and the list that are
    missing are made.

    :raises NotFound, Invalid: as it says.
    :raises Conflict: it cannot be started now, or ``import_runs``: another one does.
    """
    one = await locked(work, import_id)
    if one.state == "running":
        return one
    if one.state not in STARTS:
        raise wrong_state(one.state)
    await _check(work, one, one.plan, starting=True)
    other = await repository.busy(work)
    if other is not None:
        raise Conflict("import_runs")
    plan = await _made(work, one) if one.kind == "contacts" else one.plan
    return await store(
        work,
        replace(one, plan=plan, state="running", started_at=one.started_at or work.now),
    )


async def _made(work: Work, one: Import) -> Plan:
    """The plan, with everything it names made."""
    meanings, drafts = resolved(one.columns, one.plan, await attributes.all_of(work))
    for draft in drafts:
        await attributes.define(work, draft)
    plan = replace(one.plan, meanings=meanings)
    if plan.list_name and plan.list_id is None:
        made = await segments.create_list(work, plan.list_name)
        plan = replace(plan, list_id=made.id)
    await contacts.note_tags(work, plan.tags)
    return plan


async def stop(work: Work, import_id: UUID) -> Import:
    """Take no more people in; those that are in stay. Harmless to repeat.

    :raises NotFound: there is no such import.
    :raises Conflict: it does not run.
    """
    one = await locked(work, import_id)
    if one.state == "stopped":
        return one
    if one.state != "running":
        raise wrong_state(one.state)
    return await store(work, replace(one, state="stopped"))


async def begin_undo(work: Work, import_id: UUID) -> Import:
    """Take back what it made, of cards that nobody changed since. Harmless to repeat.

    :raises NotFound: there is no such import.
    :raises Conflict: it cannot be undone now, or another one runs.
    """
    one = await locked(work, import_id)
    if one.state in ("undoing", "undone"):
        return one
    if one.state not in UNDONE or one.kind == "events":
        raise wrong_state(one.state)
    if await repository.busy(work) is not None:
        raise Conflict("import_runs")
    return await store(work, replace(one, state="undoing"))


async def results(
    work: Work, import_id: UUID, state: RowState | None, after: int, limit: int
) -> Sequence[RowResult]:
    """What became of the rows after ``after``, in their order.

    :raises NotFound: there is no such import.
    """
    await get(work, import_id)
    return await repository.results(work, import_id, state, after, limit)


async def forget_words(work: Work, import_id: UUID) -> None:
    """What stood in the first rows is gone with the file."""
    one = await locked(work, import_id)
    columns = [replace(column, samples=()) for column in one.columns]
    if one.sample or any(column.samples for column in one.columns):
        await store(work, replace(one, sample=(), columns=columns))


class Traces:
    """What cards held before imports: erased with the person. Fulfils
    ``ports.OwnerOfPersonalData``.
    """

    async def erase(self, work: Work, people: Sequence[UUID]) -> None:
        """That they stood in a file is kept, without what their cards held before."""
        await repository.forget_people(work, people)


async def is_kept(work: Work, one: Import) -> bool:
    """Whether its file is still there."""
    return bool(await repository.parts(work, one.id))


async def reader_of(work: Work, one: Import) -> PeopleReader:
    """Makes people of its rows; attributes not made yet count as if they were."""
    known = list(await attributes.all_of(work))
    meanings, drafts = resolved(one.columns, one.plan, known)
    every: list[Attribute] = [*known, *map(drafted, drafts)]
    return PeopleReader(
        meanings,
        every,
        one.plan.territory,
        work.now.date(),
        one.plan.tags,
        month_first=one.layout.month_first if one.layout else False,
    )


async def row_reader_of(work: Work, one: Import) -> PeopleReader | EventsReader:
    """Makes of its rows what is written of them."""
    people = await reader_of(work, one)
    if one.kind == "contacts":
        return people
    zone = ZoneInfo((await tenants.get(work, work.tenant_id)).settings.zone)
    month_first = one.layout.month_first if one.layout else False
    return EventsReader(one.plan, people, zone, month_first=month_first)


async def preview(work: Work, one: Import) -> Sequence[tuple[RowResult, Sequence[str]]]:
    """The first rows: what becomes of each, and its cells as they would be kept."""
    if one.kind == "events":
        return await _preview_of_events(work, one)
    reader = await reader_of(work, one)
    people = [reader.person(cells) for cells in one.sample]
    every = {identity for person in people for identity in person.identities}
    owners = await contacts.owners_of(work, every) if every else {}
    seen: set[Identity] = set()
    shown: list[tuple[RowResult, Sequence[str]]] = []
    meanings, _ = resolved(one.columns, one.plan, await attributes.all_of(work))
    for n, (cells, person) in enumerate(zip(one.sample, people, strict=True), 1):
        state = _state(person, owners, seen, one.plan)
        seen.update(person.identities)
        owner = next((owners[i] for i in person.identities if i in owners), None)
        result = RowResult(
            n, state, owner, tuple(person.faults), [c[:LONGEST_SHOWN] for c in cells]
        )
        shown.append((result, _becomes(cells, person, meanings)))
    return shown


async def _preview_of_events(work: Work, one: Import) -> Sequence[tuple[RowResult, Sequence[str]]]:
    reader = await row_reader_of(work, one)
    rows = [reader.row(n, cells, 0) for n, cells in enumerate(one.sample, 1)]
    return [
        (
            RowResult(
                row.n,
                "new" if row.told else "refused",
                None,
                tuple(row.person.faults),
                [cell[:LONGEST_SHOWN] for cell in row.cells],
            ),
            _becomes(row.cells, row.person, one.plan.meanings),
        )
        for row in rows
    ]


def _state(
    person: Person, owners: Mapping[Identity, UUID], seen: set[Identity], plan: Plan
) -> RowState:
    if person.refused:
        return "refused"
    if seen.intersection(person.identities):
        return "duplicate"
    if owners.keys() & set(person.identities):
        return "same" if plan.on_match == "skip" else "changed"
    return "new"


def _becomes(cells: Sequence[str], person: Person, meanings: Sequence[str]) -> list[str]:
    """Each cell as it would be kept; empty where it is left out."""
    wrong = {one.column for one in person.faults}
    found: list[str] = []
    for n, cell in enumerate(cells):
        word, _, key = (meanings[n] if n < len(meanings) else "ignore").partition(":")
        kinds = {"phone": "phone", "email": "email", "external_id": "external"}
        if word in kinds:
            kept = [one.value for one in person.identities if one.kind == kinds[word]]
            found.append("" if n in wrong else ", ".join(kept))
        elif word == "attribute":
            found.append(str(person.attributes.get(key, "")))
        elif word == "ignore" or n in wrong:
            found.append("")
        else:
            found.append(" ".join(cell.split())[:LONGEST_SHOWN])
    return found


async def _check(work: Work, one: Import, plan: Plan, *, starting: bool = False) -> None:
    faults = [
        FieldFault(f"columns/{place}", "not_a_meaning")
        for place, word in enumerate(plan.meanings)
        if not is_meaning(word, one.kind)
    ]
    if len(plan.meanings) != len(one.columns):
        faults.append(FieldFault("columns", "one_for_each", {"limit": len(one.columns)}))
    faults += await _unknown(work, plan)
    if starting:
        faults += _missing(one, plan)
    if faults:
        raise Invalid(None, tuple(faults))


async def _unknown(work: Work, plan: Plan) -> list[FieldFault]:
    known = {one.key for one in await attributes.all_of(work)}
    faults = [
        FieldFault(f"columns/{place}", "no_such_attribute", {"key": word[10:]})
        for place, word in enumerate(plan.meanings)
        if word.startswith("attribute:") and word[10:] not in known
    ]
    if plan.list_id is not None:
        try:
            await segments.static_list(work, plan.list_id)
        except NotFound:
            faults.append(FieldFault("list_id", "no_such_list"))
    agreed = plan.consent
    if agreed and agreed.date and agreed.date > work.now.date():
        faults.append(FieldFault("consent/date", "in_the_future"))
    return faults


def _missing(one: Import, plan: Plan) -> list[FieldFault]:
    """What keeps it from being started."""
    used, faults = set(plan.meanings), []
    if not used & IDENTITIES:
        faults.append(FieldFault("columns", "nobody_to_know"))
    agreed = plan.consent
    if agreed and agreed.purpose == "marketing":
        if not agreed.source.strip():
            faults.append(FieldFault("consent/source", "proof_needed"))
        if agreed.date is None and "consent_date" not in used:
            faults.append(FieldFault("consent/date", "proof_needed"))
    if one.kind == "events" and "event_type" not in used and not plan.event_type:
        faults.append(FieldFault("event_type", "required"))
    return faults
