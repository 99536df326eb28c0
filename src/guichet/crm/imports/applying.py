"""A chunk of rows becomes cards, in one transaction: with the cursor, so that after any end of the
process the next chunk is the next one.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from functools import partial
from uuid import UUID

from guichet.consent import service as consents
from guichet.consent.addresses import Digester
from guichet.consent.service import AT_ONCE, Address, Decided
from guichet.consent.types import ConsentMedium, Given, Recorder
from guichet.crm import cards
from guichet.crm import repository as contacts
from guichet.crm.duplicates import service as duplicates
from guichet.crm.imports import repository, service
from guichet.crm.imports.deciding import Card, Outcome, There, decide
from guichet.crm.imports.people import WHOLE_ROW, Numbered
from guichet.crm.imports.staging import repository as staging
from guichet.crm.imports.types import Agreed, Counts, Fault, Import, RowState
from guichet.crm.occurrences import service as occurrences
from guichet.crm.occurrences.service import Verdict
from guichet.crm.recognition import stranger
from guichet.crm.segments import service as segments
from guichet.crm.types import ContactCard, ContactIdentity
from guichet.gateway.types import Identity
from guichet.kit.errors import Refusal
from guichet.kit.work import Work

MEDIA: Mapping[str, ConsentMedium] = {"phone": "sms", "email": "mail"}


class MergedMeanwhile(Exception):
    """A card became another's alias between two statements: the chunk is tried again."""


class Halted(Exception):
    """The rows before were not taken in, or somebody else has gone on, or the import is stopped."""


@dataclass(frozen=True, slots=True)
class Before:
    """The rows before these, which are perhaps being taken in just now."""

    named: Set[Identity]
    """By what the people of these are known."""
    done: Callable[[], Awaitable[bool]]
    """Waits until they are committed; whether to go on."""


async def apply(
    work: Work,
    one: Import,
    rows: Sequence[Numbered],
    digester: Digester,
    before: Before | None = None,
) -> Import:
    """Take these rows in, which follow those that are done, or that are being taken in: of rows
    that are all of new people the cards are written meanwhile.

    :raises MergedMeanwhile: try again.
    :raises Halted: nothing is to be taken in.
    """
    await staging.plan_anew(work)
    ahead = await _ahead(work, one, rows, before) if before is not None else None
    if before is not None and not await before.done():
        raise Halted
    held = await _in_turn(work, one, rows)
    if ahead is None:
        there = await _there(work, held, rows)
        ahead = decide(rows, there, held.plan.on_match, partial(stranger, work, None, None))
        await _write_drafted(work, held, ahead)
    return await _finish(work, held, ahead, digester)


async def _in_turn(work: Work, one: Import, rows: Sequence[Numbered]) -> Import:
    held = await service.locked(work, one.id)
    if held.state != "running" or rows[0].n != held.done + 1:
        raise Halted
    return held


async def _ahead(
    work: Work, one: Import, rows: Sequence[Numbered], before: Before
) -> Sequence[Outcome] | None:
    """The outcomes of rows that are of people nobody knows, their cards written. None: somebody is
    known, or stands in the rows before.
    """
    every = named(rows)
    if not every.isdisjoint(before.named) or await contacts.owners_of(work, every):
        return None
    nobody = There({}, {}, {}, ())
    outcomes = decide(rows, nobody, one.plan.on_match, partial(stranger, work, None, None))
    await _write_drafted(work, one, outcomes)
    return outcomes


def named(rows: Sequence[Numbered]) -> set[Identity]:
    """By what the people of these rows are known."""
    return {identity for row in rows for identity in row.person.identities}


async def _finish(
    work: Work, held: Import, outcomes: Sequence[Outcome], digester: Digester
) -> Import:
    """All but the cards that were drafted, and the cursor."""
    touched = {o.card.id: o.card for o in outcomes if o.card is not None}
    others = [card for card in touched.values() if card.draft is None]
    if len(others) < len(touched):
        claims = await duplicates.are_claims(work)
        await duplicates.propose(work, await staging.shared(work, claims=claims))
    await _write_new(work, [card for card in others if card.made])
    changed = [card for card in others if not card.made and card.changed]
    versions = await _write_changed(work, changed)
    if held.plan.list_id is not None and others:
        await segments.take_in(work, held.plan.list_id, [card.id for card in others])
    kept = 0
    if held.plan.consent is not None:
        kept = await _agree(work, held, held.plan.consent, outcomes, digester)
    await contacts.note_tags(work, sorted({t for o in outcomes for t in o.row.person.tags}))
    await _note_results(work, held.id, outcomes, versions)
    last, counts = outcomes[-1].row, held.counts.plus(_counted(outcomes, kept))
    return await service.store(work, replace(held, done=last.n, cursor=last.ends, counts=counts))


async def apply_events(work: Work, one: Import, rows: Sequence[Numbered]) -> Import:
    """As ``apply`` for things that happened: each is kept, known already, or refused by itself.

    :raises guichet.crm.occurrences.service.Raced: try again.
    :raises Halted: as there.
    """
    held = await _in_turn(work, one, rows)
    told = [row for row in rows if row.told is not None]
    groups = [[row.told] for row in told if row.told is not None]
    verdicts = await occurrences.take_all(work, groups, {}) if groups else []
    found = dict(zip((row.n for row in told), verdicts, strict=True))
    first: dict[str, int] = {}
    for row in told:
        first.setdefault(row.told.id if row.told else "", row.n)
    outcomes = [_happened(row, found.get(row.n), first) for row in rows]
    await repository.add_results(work, held.id, outcomes, {})
    last, counts = rows[-1], held.counts.plus(_counted(outcomes, 0))
    return await service.store(work, replace(held, done=last.n, cursor=last.ends, counts=counts))


def _happened(row: Numbered, verdict: Verdict | None, first: Mapping[str, int]) -> Outcome:
    if verdict is None or row.told is None:
        return Outcome(row, "refused", faults=list(row.person.faults))
    if isinstance(verdict, Refusal):
        told = [Fault(WHOLE_ROW, one.code, one.params) for one in verdict.faults]
        faults = told or [Fault(WHOLE_ROW, "told_otherwise")]
        return Outcome(row, "refused", faults=faults)
    taken = verdict[0]
    repeated = taken.repeated or first[row.told.id] != row.n
    state: RowState = "duplicate" if repeated else "new"
    return Outcome(row, state, faults=list(row.person.faults), who=taken.contact_id)


def _counted(outcomes: Sequence[Outcome], kept: int) -> Counts:
    states = [one.state for one in outcomes]
    return Counts(
        new=states.count("new"),
        changed=states.count("changed"),
        same=states.count("same"),
        duplicates=states.count("duplicate"),
        refused=states.count("refused"),
        kept_refusals=kept,
    )


async def _there(work: Work, one: Import, rows: Sequence[Numbered]) -> There:
    every = named(rows)
    owners = await contacts.owners_of(work, every) if every else {}
    ids = set(owners.values())
    if not ids:
        return There(owners, {}, {}, ())
    held = {found.id: found for found in await contacts.lock(work, ids)}
    if any(found.merged_into or found.erased_at for found in held.values()):
        raise MergedMeanwhile
    identities = await repository.identities_held(work, ids)
    return There(owners, held, identities, await repository.seen_before(work, one.id, ids))


async def _write_drafted(work: Work, one: Import, outcomes: Sequence[Outcome]) -> None:
    """Cards nobody had, as they were written down while their rows were read."""
    lines = [o.card.draft.line for o in outcomes if o.state == "new" and o.card and o.card.draft]
    if lines:
        await staging.write(work, lines, one.plan.list_id)


async def _note_results(
    work: Work, import_id: UUID, outcomes: Sequence[Outcome], versions: Mapping[UUID, int]
) -> None:
    """What became of the rows: of cards that were drafted by what they were made of."""
    others: list[Outcome] = []
    apart: list[int] = []
    for one in outcomes:
        drafted = one.state == "new" and one.card is not None and one.card.draft is not None
        if not drafted or len(one.faults) != len(one.row.person.faults):
            others.append(one)
            if drafted:
                apart.append(one.row.n)
    if len(others) - len(apart) < len(outcomes):
        await staging.add_results(work, import_id, apart)
    if others:
        await repository.add_results(work, import_id, others, versions)


async def _write_new(work: Work, made: Sequence[Card]) -> None:
    """Cards nobody had. An identity somebody else took meanwhile breaks the transaction."""
    whole = [
        ContactCard(
            card.contact,
            [_identity(work, identity) for identity in card.identities],
            people=(card.contact.id,),
        )
        for card in made
    ]
    await cards.take_in(work, whole)


def _identity(work: Work, one: Identity) -> ContactIdentity:
    return ContactIdentity(work.ids.new(), one.kind, one.value, work.now, "import")


async def _write_changed(work: Work, changed: Sequence[Card]) -> Mapping[UUID, int]:
    """Cards that were known: told of one by one, for somebody may look at them."""
    added = [
        (card.contact.id, _identity(work, identity))
        for card in changed
        for identity in card.identities
    ]
    if added:
        await contacts.add_identities(work, added)
    return await cards.store_all(work, [card.contact for card in changed])


async def _agree(
    work: Work, one: Import, agreed: Agreed, outcomes: Sequence[Outcome], digester: Digester
) -> int:
    """Write down that the people agreed, but for those who said stop: how many these are."""
    addresses: dict[Identity, tuple[Outcome, datetime]] = {}
    for outcome in outcomes:
        day = outcome.row.person.agreed_on or agreed.date
        if outcome.card is None or day is None:
            continue
        at = min(datetime.combine(day, time(12), UTC), work.now)
        for identity in outcome.row.person.identities:
            if identity.kind in MEDIA and agreed.medium in ("any", "call", MEDIA[identity.kind]):
                addresses.setdefault(identity, (outcome, at))
    digests = _digests(list(addresses), digester)
    refused = {
        digest
        for kind, medium in MEDIA.items()
        for digest in await consents.refused_by_people(
            work,
            agreed.purpose,
            medium if agreed.medium == "any" else agreed.medium,
            [digest for identity, digest in digests.items() if identity.kind == kind],
        )
    }
    given = Given(agreed.purpose, agreed.medium, "granted", "import", proof_of(one, agreed))
    decided: list[Decided] = []
    stopped: set[int] = set()
    for identity, (outcome, at) in addresses.items():
        digest = digests[identity]
        if digest in refused:
            stopped.add(outcome.row.n)
            outcome.faults.append(Fault(WHOLE_ROW, "said_stop"))
        elif outcome.card is not None:
            address = Address(identity.kind, digest, outcome.card.id)
            decided.append(Decided(address, given, at))
    by = Recorder("user" if one.by_id else "system", one.by_id, one.by_name)
    for first in range(0, len(decided), AT_ONCE):
        await consents.record_many(work, decided[first : first + AT_ONCE], by)
    return len(stopped)


def _digests(several: Sequence[Identity], digester: Digester) -> dict[Identity, bytes]:
    found: dict[Identity, bytes] = {}
    for kind in MEDIA:
        mine = [one for one in several if one.kind == kind]
        if mine:
            digests = digester.of_many(mine[0].kind, [one.value for one in mine])
            found.update(zip(mine, digests, strict=True))
    return found


def proof_of(one: Import, agreed: Agreed) -> str:
    """What shows that they agreed."""
    return f"{agreed.source} ({one.file_name})" if one.file_name else agreed.source
