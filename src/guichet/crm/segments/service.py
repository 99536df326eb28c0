"""Segments and static lists: kept, asked, frozen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.audit import service as audit
from guichet.accounts.tenants import service as tenants
from guichet.crm import service as contacts
from guichet.crm.attributes import service as attributes
from guichet.crm.attributes.types import Attribute
from guichet.crm.places import service as places
from guichet.crm.segments import repository
from guichet.crm.segments.areas import Area, areas_in, areas_of, departments_of
from guichet.crm.segments.estimates import (
    FIRST,
    RARE,
    Drawn,
    draw,
    judged,
    next_step,
    worth_looking,
)
from guichet.crm.segments.events import (
    LIST_CHANGED,
    LIST_REMOVED,
    SEGMENT_CHANGED,
    SEGMENT_REMOVED,
    list_changed,
    segment_changed,
)
from guichet.crm.segments.language import Condition, Listed, Scalar, parts_of
from guichet.crm.segments.sentences import Names
from guichet.crm.segments.types import (
    AT_ONCE,
    LONGEST_NAME,
    MOST_ADDED,
    MOST_LISTS,
    Asked,
    Count,
    FactSource,
    Filling,
    Segment,
    Span,
    StaticList,
)
from guichet.crm.segments.verdicts import faults_of, missing
from guichet.crm.types import Contact
from guichet.kit.db.sessions import ReaderDatabase
from guichet.kit.errors import FieldFault, Invalid, NotFound, Unavailable
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

MOST_CALLED = 3
"""Departments whose areas are shown at once while somebody types."""
SMALL = 20_000
"""Contacts of a tenant that are all asked at once, even for an estimate."""
WAITED_FOR = timedelta(seconds=3)
"""As long as a request puts people into a list itself: what takes longer is done in spans."""


@dataclass(frozen=True, slots=True)
class Question:
    """A condition, with what it is asked with."""

    condition: Condition
    parameters: Mapping[str, Scalar] = field(default_factory=dict)
    at: datetime | None = None
    """The instant it is asked for; now unless given."""


async def asked(
    work: Work, question: Question, sources: Mapping[str, FactSource] | None = None
) -> Asked:
    """What a question needs to know of the tenant.

    :raises Invalid: it speaks of what the tenant does not have, or of a list that is not whole yet,
        is too large, or lacks a parameter.
    """
    known = await attributes.all_of(work)
    facts = sources or {}
    faults = [
        *_faults(question.condition, known, facts),
        *missing(question.condition, question.parameters),
        *await _unfinished(work, question.condition),
    ]
    if faults:
        raise Invalid(None, tuple(faults))
    settings = (await tenants.get(work, work.tenant_id)).settings
    return Asked(
        question.at or work.now,
        ZoneInfo(settings.zone),
        settings.currency,
        {one.meaning: one.key for one in reversed(known) if one.meaning is not None},
        question.parameters,
        sources=facts,
    )


def people_in(tenant_id: TenantId, condition: Condition, of: Asked) -> object:
    """A statement for whoever selects people by a condition that was ``asked``: one column,
    ``contact_id``, of those who fulfil it, each once and none of them an alias.
    """
    return repository.people_in(tenant_id, condition, of)


async def count(reader: ReaderDatabase, work: Work, question: Question, of: Asked) -> Count:
    """How many fulfil it, exactly.

    :raises Unavailable: ``segment_too_slow``
    """
    async with reader.snapshot() as session, repository.patiently(session):
        people = await repository.count(session, work.tenant_id, question.condition, of)
    return Count.exactly(people, of.now)


async def estimate(reader: ReaderDatabase, work: Work, question: Question, of: Asked) -> Count:
    """About how many fulfil it, and between which bounds: of a tenant with many contacts a few
    thousand are looked at. Exactly where that is quick.

    :raises Unavailable: ``segment_too_slow``
    """
    tenant_id, condition = work.tenant_id, question.condition
    async with reader.snapshot() as session, repository.patiently(session, drawn=True):
        total = await repository.everybody(session, tenant_id)
        if total <= SMALL:
            people = await repository.count(session, tenant_id, condition, of)
            return Count.exactly(people, of.now)
        drawn = await _drawn(session, tenant_id, question, of, total)
        if drawn.fulfil < RARE:
            exactly = await repository.count_quickly(session, tenant_id, condition, of)
            if exactly is not None:
                return Count.exactly(exactly, of.now)
    return Count(*judged(total, drawn), exact=False, at=of.now)


async def _drawn(
    session: AsyncSession, tenant_id: TenantId, question: Question, of: Asked, total: int
) -> Drawn:
    so_far, before = Drawn(), 0
    while (about := next_step(total, before, so_far)) is not None:
        more = draw(total, before, about)
        so_far += await repository.sampled(session, tenant_id, question.condition, of, more)
        before = about
    return so_far


async def sample(
    reader: ReaderDatabase, work: Work, question: Question, of: Asked, limit: int
) -> Sequence[Contact]:
    """A few of those who fulfil it, looked for among few before among all.

    :raises Unavailable: ``segment_too_slow``
    """
    tenant_id, condition = work.tenant_id, question.condition
    async with reader.snapshot() as session:
        async with repository.patiently(session):
            soon = await repository.some_soon(session, tenant_id, condition, of, limit=limit)
            if soon is not None:
                return soon
        async with repository.patiently(session, drawn=True):
            found = await _some_drawn(session, tenant_id, question, of, limit)
            if len(found) >= limit:
                return found
        async with repository.patiently(session):
            return await repository.some(session, tenant_id, condition, of, limit=limit)


async def _some_drawn(
    session: AsyncSession, tenant_id: TenantId, question: Question, of: Asked, limit: int
) -> list[Contact]:
    total = await repository.everybody(session, tenant_id)
    steps = FIRST if total > SMALL else ()
    found: list[Contact] = []
    for before, about in pairwise((0, *steps)):
        if len(found) >= limit or not worth_looking(before, len(found), limit):
            break
        more, left = draw(total, before, about), limit - len(found)
        found += await repository.some(
            session, tenant_id, question.condition, of, limit=left, draw=more
        )
    return found


async def page(
    reader: ReaderDatabase,
    work: Work,
    question: Question,
    of: Asked,
    *,
    after: UUID | None,
    limit: int,
) -> Sequence[Contact]:
    """Those who fulfil it, by id.

    :raises Unavailable: ``segment_too_slow``
    """
    async with reader.snapshot() as session, repository.patiently(session):
        return await repository.page(
            session, work.tenant_id, question.condition, of, after=after, limit=limit
        )


async def freeze(
    reader: ReaderDatabase, work: Work, name: str, question: Question, of: Asked
) -> tuple[StaticList, int]:
    """A new list of those who fulfil it at this instant, and how many there are. Where there are
    many contacts, or it takes longer than somebody waits for it, it is ``filling`` yet:
    ``fill_some`` puts people in.

    :raises Unavailable: ``segment_too_slow``
    """
    async with reader.snapshot() as session, repository.patiently(session):
        contacts = await repository.everybody(session, work.tenant_id)
    filling = Filling(question.condition, question.parameters, of.now, contacts, size=AT_ONCE)
    if contacts > AT_ONCE:
        return await create_list(work, name, filling), 0
    made = await create_list(work, name)
    people = await _freeze_soon(work, made, question, of)
    if people is None:
        return await _progress(work, made, filling), 0
    return made, people


async def _freeze_soon(work: Work, made: StaticList, question: Question, of: Asked) -> int | None:
    """How many were put in; none, and nobody, where that takes long."""
    try:
        async with work.session.begin_nested(), repository.patiently(work.session, WAITED_FOR):
            return await repository.freeze(work, made.id, question.condition, of)
    except Unavailable:
        return None


async def fill_some(work: Work, list_id: UUID, sources: Mapping[str, FactSource]) -> bool:
    """Look at some more contacts for a list that is ``filling``, from where it stands, of the
    instant it was begun; gives whether there are more. Contacts made later come last.

    :raises Invalid: its condition cannot be asked any more.
    :raises Unavailable: ``segment_too_slow``
    """
    one = await repository.static_list(work, list_id, lock=True)
    if one is None or one.filling is None or one.filling.stopped:
        return False
    filling = one.filling
    question = Question(filling.condition, filling.parameters, filling.at)
    of = await asked(work, question, sources)
    until = await repository.end_of_span(work, filling.after, filling.size)
    async with repository.patiently(work.session, repository.FREEZING):
        span = Span(filling.after, until)
        people = await repository.freeze(work, one.id, question.condition, of, span)
    await _progress(work, one, filling.on(until, people) if until else None)
    return until is not None


async def fill_less(work: Work, list_id: UUID) -> bool:
    """Look at half as many contacts at a time from now on, for that took too long; gives whether
    they can be fewer. Of few contacts PostgreSQL reads their own events and nobody else's.
    """
    one = await repository.static_list(work, list_id, lock=True)
    smaller = one.filling.in_smaller_spans() if one is not None and one.filling else None
    if one is None or smaller is None:
        return False
    await _progress(work, one, smaller)
    return True


async def give_up_filling(work: Work, list_id: UUID) -> None:
    """It is not whole, and will not be."""
    one = await repository.static_list(work, list_id, lock=True)
    if one is not None and one.filling is not None:
        await _progress(work, one, replace(one.filling, stopped=True))


async def _progress(work: Work, one: StaticList, filling: Filling | None) -> StaticList:
    stored = replace(one, version=one.version + 1, filling=filling)
    await repository.write_list(work, stored)
    await work.record(list_changed(stored))
    return stored


async def names(work: Work) -> Names:
    """What the company calls the things conditions speak of."""
    known = await attributes.all_of(work)
    held = await repository.lists(work, None, MOST_LISTS)
    settings = (await tenants.get(work, work.tenant_id)).settings
    return Names(
        lists={str(one.id): one.name for one in held},
        attributes={one.key: one for one in known},
        currency=settings.currency,
    )


async def areas(work: Work, query: str, postcodes: Sequence[str]) -> Mapping[str, Area]:
    """Named parts, by key: of the departments that are called so or have these postcodes, or of the
    company's own territory.
    """
    if query or postcodes:
        called = [one.code for one in places.departments_called(query, MOST_CALLED)]
        return areas_in(dict.fromkeys([*called, *departments_of(postcodes)]))
    return areas_of((await tenants.get(work, work.tenant_id)).settings.territory)


async def segments(work: Work, before: UUID | None, limit: int) -> Sequence[Segment]:
    """Those there are, the newest first."""
    return await repository.segments(work, before, limit)


async def segment(work: Work, segment_id: UUID) -> Segment:
    """One.

    :raises NotFound: there is none.
    """
    found = await repository.segment(work, segment_id)
    if found is None:
        raise NotFound
    return found


async def create(
    work: Work,
    name: str,
    condition: Condition,
    sources: Mapping[str, FactSource] | None = None,
) -> Segment:
    """Keep a condition under a name.

    :raises Invalid: naming what is wrong.
    """
    await _check(work, condition, sources or {})
    one = Segment(work.ids.new(), 1, _name(name), condition, work.now, work.now)
    await repository.add_segment(work, one)
    await _tell_segment(work, one)
    return one


async def change(
    work: Work,
    segment_id: UUID,
    *,
    name: str | None = None,
    condition: Condition | None = None,
    sources: Mapping[str, FactSource] | None = None,
) -> Segment:
    """Another name or condition; what is none stays. The same again changes nothing.

    :raises NotFound, Invalid: as it says.
    """
    if condition is not None:
        await _check(work, condition, sources or {})
    one = await repository.segment(work, segment_id, lock=True)
    if one is None:
        raise NotFound
    changed = replace(
        one,
        name=one.name if name is None else _name(name),
        condition=condition or one.condition,
    )
    if changed == one:
        return one
    stored = replace(changed, version=one.version + 1, changed_at=work.now)
    await repository.write_segment(work, stored)
    await _tell_segment(work, stored)
    return stored


async def remove(work: Work, segment_id: UUID) -> None:
    """List it no longer.

    :raises NotFound: there is none.
    """
    one = await repository.segment(work, segment_id, lock=True)
    if one is None:
        raise NotFound
    gone = replace(one, version=one.version + 1, removed_at=work.now)
    await repository.write_segment(work, gone)
    await _tell_segment(work, gone)


async def lists(work: Work, before: UUID | None, limit: int) -> Sequence[StaticList]:
    """Those there are, the newest first."""
    return await repository.lists(work, before, limit)


async def static_list(work: Work, list_id: UUID) -> StaticList:
    """One.

    :raises NotFound: there is none.
    """
    found = await repository.static_list(work, list_id)
    if found is None:
        raise NotFound
    return found


async def create_list(work: Work, name: str, filling: Filling | None = None) -> StaticList:
    """An empty list.

    :raises Invalid: naming what is wrong.
    """
    one = StaticList(work.ids.new(), 1, _name(name), work.now, filling=filling)
    await repository.add_list(work, one)
    await _tell_list(work, one)
    return one


async def rename_list(work: Work, list_id: UUID, name: str) -> StaticList:
    """Call it so.

    :raises NotFound, Invalid: as it says.
    """
    one = await _locked_list(work, list_id)
    wanted = _name(name)
    return one if wanted == one.name else await _store_list(work, replace(one, name=wanted))


async def remove_list(work: Work, list_id: UUID) -> None:
    """List it no longer.

    :raises NotFound: there is none.
    """
    one = await _locked_list(work, list_id)
    await _store_list(work, replace(one, removed_at=work.now))


async def add_to_list(work: Work, list_id: UUID, people: Sequence[UUID]) -> StaticList:
    """These stand in it too. Safe to repeat.

    :raises NotFound, Invalid: as it says.
    """
    one = await _locked_list(work, list_id)
    roots = await contacts.roots_of(work, _bounded(people))
    faults = [
        FieldFault(f"contacts/{place}", "no_such_contact")
        for place, person in enumerate(people)
        if person not in roots
    ]
    if faults:
        raise Invalid(None, tuple(faults))
    await repository.add_members(work, one.id, list(roots.values()))
    return await _store_list(work, one)


async def take_in(work: Work, list_id: UUID, people: Sequence[UUID]) -> None:
    """These contacts, none of them an alias, stand in the list too, as many as they are. Without an
    event: who takes people in by the thousand tells of it. Safe to repeat.
    """
    await repository.add_members(work, list_id, people)


async def remove_from_list(work: Work, list_id: UUID, people: Sequence[UUID]) -> StaticList:
    """These stand in it no longer. Safe to repeat.

    :raises NotFound, Invalid: as it says.
    """
    one = await _locked_list(work, list_id)
    if one.filling is not None:
        raise Invalid(None, (FieldFault("list", "list_not_whole"),))
    every = [
        each
        for person in (await contacts.roots_of(work, _bounded(people))).values()
        for each in await contacts.people_of(work, person)
    ]
    await repository.remove_members(work, one.id, every)
    return await _store_list(work, one)


def in_list(list_id: UUID) -> Condition:
    """The condition that somebody stands in a list."""
    return Listed(list_id=list_id)


class Members:
    """Fulfils ``ports.OwnerOfPersonalData``."""

    async def erase(self, work: Work, people: Sequence[UUID]) -> None:
        """Erased people stand in no list."""
        await repository.forget_members(work, people)


async def _check(work: Work, condition: Condition, sources: Mapping[str, FactSource]) -> None:
    faults = _faults(condition, await attributes.all_of(work), sources)
    if faults:
        raise Invalid(None, tuple(faults))


def _faults(
    condition: Condition, known: Sequence[Attribute], sources: Mapping[str, FactSource]
) -> Sequence[FieldFault]:
    return faults_of(
        condition,
        attributes=[one.key for one in known],
        meanings=[one.meaning for one in known if one.meaning is not None],
        facts={name: source.facts for name, source in sources.items()},
    )


async def _unfinished(work: Work, condition: Condition) -> Sequence[FieldFault]:
    lists = [one.list_id for one, _ in parts_of(condition) if isinstance(one, Listed)]
    if not lists or not await repository.unfinished(work, lists):
        return ()
    return (FieldFault("condition", "list_not_whole"),)


async def _locked_list(work: Work, list_id: UUID) -> StaticList:
    found = await repository.static_list(work, list_id, lock=True)
    if found is None:
        raise NotFound
    return found


async def _store_list(work: Work, one: StaticList) -> StaticList:
    stored = replace(one, version=one.version + 1)
    await repository.write_list(work, stored)
    await _tell_list(work, stored)
    return stored


async def _tell_segment(work: Work, one: Segment) -> None:
    await work.record(segment_changed(one))
    kind = SEGMENT_REMOVED if one.removed_at else SEGMENT_CHANGED
    await audit.write(work, kind, f"segment:{one.id}", {"name": one.name})


async def _tell_list(work: Work, one: StaticList) -> None:
    await work.record(list_changed(one))
    kind = LIST_REMOVED if one.removed_at else LIST_CHANGED
    await audit.write(work, kind, f"contact_list:{one.id}", {"name": one.name})


def _bounded(people: Sequence[UUID]) -> Sequence[UUID]:
    if len(people) > MOST_ADDED:
        raise Invalid(None, (FieldFault("contacts", "too_many_items", {"limit": MOST_ADDED}),))
    return people


def _name(given: str) -> str:
    name = " ".join(given.split())
    if not name:
        raise Invalid(None, (FieldFault("name", "required"),))
    if len(name) > LONGEST_NAME:
        raise Invalid(None, (FieldFault("name", "too_long", {"limit": LONGEST_NAME}),))
    return name
