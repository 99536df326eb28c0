"""Occurrences taken in, and read again. The same one told twice is kept once."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from operator import attrgetter
from uuid import UUID

from guichet.accounts.tenants import service as tenants
from guichet.crm import service as contacts
from guichet.crm.history import Entry
from guichet.crm.normal_forms import FAULTS, normal_form
from guichet.crm.occurrences import repository
from guichet.crm.occurrences.events import MOST_TOLD, occurrence_item, received, type_changed
from guichet.crm.occurrences.shapes import (
    FORGOTTEN,
    Row,
    faults_of,
    is_known,
    is_plain,
    learnt,
    row_of,
)
from guichet.crm.occurrences.types import (
    MOST_AT_ONCE,
    MOST_TYPES,
    Occurrence,
    OccurrenceType,
    Scalar,
    ScalarType,
    Taken,
    Told,
    Who,
)
from guichet.gateway.types import Identity, IdentityKind
from guichet.kit.errors import Conflict, FieldFault, Invalid, Refusal
from guichet.kit.work import Work

Seen = dict[str, Mapping[str, Sequence[ScalarType]]]
"""Properties by type, as far as this process has seen them committed."""
Verdict = Sequence[Taken] | Refusal
NOBODY = Who()


class Raced(Exception):
    """Somebody else told the same id this very moment: take it in again."""


async def take(work: Work, several: Sequence[Told], at: str = "events") -> Sequence[Taken]:
    """Keep all of these, or none. Safe to repeat.

    :raises Invalid: naming what cannot be used.
    :raises Conflict: ``told_otherwise``: an id was told before, with something else.
    :raises Raced: see there; the transaction can only be rolled back.
    """
    (verdict,) = await take_all(work, [several], {}, at)
    if isinstance(verdict, Refusal):
        raise verdict
    return verdict


async def take_all(
    work: Work, groups: Sequence[Sequence[Told]], seen: Seen, at: str = "events"
) -> list[Verdict]:
    """As ``take``, for several who tell something at once: each gets what was taken, or why none of
    theirs was. ``seen`` spares a look at types nothing new is said of, and learns.
    """
    settings = (await tenants.get(work, work.tenant_id)).settings
    verdicts: list[Verdict | None] = []
    people: list[list[Sequence[Identity]]] = []
    for told in groups:
        faults, known = _checked(told, settings.territory, work.now, at)
        verdicts.append(Invalid(None, tuple(faults)) if faults else None)
        people.append(known)
    await _check_contacts(work, groups, verdicts, at)
    rows = [
        [row_of(one, work.now, settings.currency) for one in told] if verdict is None else []
        for told, verdict in zip(groups, verdicts, strict=True)
    ]
    old = await _check_repeats(work, groups, rows, verdicts)
    good = [place for place, verdict in enumerate(verdicts) if verdict is None]
    await _know_owners(work, [(groups[i], people[i], rows[i]) for i in good], old)
    fresh = {row.key: row for i in reversed(good) for row in rows[i] if row.key not in old}
    await _learn(work, [one for i in good for one in groups[i]], seen)
    rows_by_key = sorted(fresh.values(), key=attrgetter("key"))
    if await repository.add(work, rows_by_key) < len(fresh):
        raise Raced
    await _tell(work, fresh.values())
    for i in good:
        verdicts[i] = [Taken(row.external_id, row.contact_id, row.key in old) for row in rows[i]]
    return [verdict for verdict in verdicts if verdict is not None]


def _checked(
    told: Sequence[Told], territory: str, now: datetime, at: str
) -> tuple[list[FieldFault], list[Sequence[Identity]]]:
    if len(told) > MOST_AT_ONCE:
        return [FieldFault(at, "too_many_items", {"limit": MOST_AT_ONCE})], []
    faults: list[FieldFault] = []
    people: list[Sequence[Identity]] = []
    for place, one in enumerate(told):
        if not is_plain(one, now):
            faults += faults_of(one, f"{at}/{place}", now)
        people.append(_identities(one.who, territory, f"{at}/{place}/who", faults))
    return faults, people


def _identities(who: Who, territory: str, at: str, faults: list[FieldFault]) -> Sequence[Identity]:
    """By what somebody is named, the strongest first."""
    found: list[Identity] = []
    given: tuple[tuple[IdentityKind, str, str | None], ...] = (
        ("external", "external_id", who.external_id),
        ("email", "email", who.email),
        ("phone", "phone", who.phone),
    )
    for kind, name, value in given:
        if value is None:
            continue
        good = normal_form(kind, value, territory)
        if good is not None:
            found.append(Identity(kind, good))
        else:
            faults.append(FieldFault(f"{at}/{name}", FAULTS[kind]))
    if who == NOBODY:
        faults.append(FieldFault(at, "required"))
    return found


async def _check_contacts(
    work: Work, groups: Sequence[Sequence[Told]], verdicts: list[Verdict | None], at: str
) -> None:
    """Ids of contacts that are there."""
    ids = {one.who.contact_id for told in groups for one in told} - {None}
    roots = await contacts.roots_of(work, [one for one in ids if one is not None])
    for place, told in enumerate(groups):
        faults = [
            FieldFault(f"{at}/{n}/who/contact_id", "no_such_contact")
            for n, one in enumerate(told)
            if one.who.contact_id is not None and one.who.contact_id not in roots
        ]
        if faults and verdicts[place] is None:
            verdicts[place] = Invalid(None, tuple(faults))


async def _check_repeats(
    work: Work,
    groups: Sequence[Sequence[Told]],
    rows: Sequence[Sequence[Row]],
    verdicts: list[Verdict | None],
) -> dict[str, tuple[str, UUID]]:
    """What is kept already; an id with something else refuses those it came with."""
    keys = {row.key for several in rows for row in several}
    old = await repository.held(work, keys) if keys else {}
    known = {key: content for key, (content, _) in old.items() if content != FORGOTTEN}
    for place, several in enumerate(rows):
        mine = dict(known)
        for told, row in zip(groups[place], several, strict=False):
            if mine.setdefault(row.key, row.content) != row.content:
                verdicts[place] = Conflict("told_otherwise", id=told.id)
        if verdicts[place] is None:
            known = mine
    return old


_Named = tuple[Sequence[Told], Sequence[Sequence[Identity]], Sequence[Row]]


async def _know_owners(
    work: Work, groups: Sequence[_Named], old: Mapping[str, tuple[str, UUID]]
) -> None:
    """Whom each happened to. What is kept already makes nobody: an erased person stays so."""
    named = {one.who.contact_id for told, _, _ in groups for one in told} - {None}
    roots = await contacts.roots_of(work, [one for one in named if one is not None])
    asked: list[Sequence[Identity]] = []
    open_: list[Row] = []
    for told, people, rows in groups:
        for one, known, row in zip(told, people, rows, strict=True):
            if row.key in old:
                row.contact_id = old[row.key][1]
            elif one.who.contact_id is not None:
                row.contact_id = roots[one.who.contact_id]
            else:
                asked.append(known)
                open_.append(row)
    if asked:
        for row, (owner, _) in zip(open_, await contacts.known_or_made(work, asked), strict=True):
            row.contact_id = owner


async def _learn(work: Work, told: Sequence[Told], seen: Seen) -> None:
    """Declare what is seen for the first time."""
    by_type: dict[str, list[Mapping[str, Scalar]]] = defaultdict(list)
    for one in told:
        known = seen.get(one.type)
        if known is None or not is_known(known, one.properties):
            by_type[one.type].append(one.properties)
    news = list(by_type)
    if not news:
        return
    if any(name not in seen for name in news):
        used = {one.name for one in await repository.types(work)}
        if len(used | set(news)) > MOST_TYPES:
            raise Invalid("too_many_event_types", limit=MOST_TYPES)
    for name, held in (await repository.lock_types(work, news)).items():
        properties = learnt(held.properties, by_type[name])
        if properties != held.properties or held.version == 0:
            changed = replace(held, version=held.version + 1, properties=properties)
            await repository.write_type(work, changed)
            await work.record(type_changed(changed))
        work.after_commit(partial(seen.__setitem__, name, properties))


async def _tell(work: Work, rows: Iterable[Row]) -> None:
    by_type: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        by_type[row.type].append(row.key)
    news = [
        received(work.ids.new(), name, keys[first : first + MOST_TOLD])
        for name, keys in by_type.items()
        for first in range(0, len(keys), MOST_TOLD)
    ]
    if news:
        await work.record_all(news)


async def of_keys(work: Work, keys: Collection[UUID]) -> Sequence[Occurrence]:
    """Those kept under keys that the log told of, in no order."""
    return await repository.of_keys(work, keys) if keys else ()


async def types(work: Work) -> Sequence[OccurrenceType]:
    """Those in use, with the properties seen."""
    return await repository.types(work)


async def of_contact(
    work: Work, contact_id: UUID, before: UUID | None, limit: int
) -> Sequence[Occurrence]:
    """What happened to a person, the newest first.

    :raises NotFound: there is no such contact.
    """
    people = await contacts.people_of(work, contact_id)
    return await repository.of_people(work, people, before, limit)


async def page(work: Work, after: tuple[UUID, UUID] | None, limit: int) -> Sequence[Occurrence]:
    """Everything that happened, by contact and place, after the one of this contact and id: what a
    company takes out.
    """
    return await repository.by_person(work, after, limit)


async def of_type(
    work: Work, type_: str, before: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Occurrence]:
    """What happened of a type, the newest first."""
    return await repository.of_type(work, type_, before, limit)


class Occurrences:
    """What happened, for a person's history: fulfils ``history.HistorySource``; and erased with
    the person: ``ports.OwnerOfPersonalData``.
    """

    kinds = frozenset({"event"})

    async def before(
        self, work: Work, people: Sequence[UUID], place: UUID | None, limit: int
    ) -> Sequence[Entry]:
        """As the port says."""
        found = await repository.of_people(work, people, place, limit)
        return [Entry(one.id, "event", one.at, occurrence_item(one)) for one in found]

    async def erase(self, work: Work, people: Sequence[UUID]) -> None:
        """That something happened is kept, without what and where."""
        await repository.forget(work, people)
