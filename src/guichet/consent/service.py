"""Consents: an append-only history by address, and what counts now."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.consent import repository
from guichet.consent.addresses import Digester, pads_of
from guichet.consent.events import batch_recorded, consent_recorded, global_changed
from guichet.consent.standing import refusing
from guichet.consent.types import (
    LONGEST_PROOF,
    AddressKind,
    Consent,
    ConsentMedium,
    Decision,
    Given,
    GlobalEntry,
    Purpose,
    Recorder,
    Step,
)
from guichet.kit.errors import FieldFault, Invalid
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

AHEAD = timedelta(minutes=5)
"""How far another machine's clock may run before ours."""
AT_ONCE = 1_000
"""Lines of a list taken in by one transaction."""


@dataclass(frozen=True, slots=True)
class Address:
    """Whose decision it is: an address by its digest, and the card it was recorded on."""

    kind: AddressKind
    hash: bytes
    contact_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """A line of a list that is taken in: who decided what, and when."""

    address: Address
    given: Given
    at: datetime


async def record(
    work: Work, address: Address, given: Given, by: Recorder, at: datetime | None = None
) -> Consent:
    """Append a decision; ``at`` is when the person took it, now unless given. Nothing is ever
    changed: what was decided last of a purpose, medium and address counts.

    :raises Invalid: ``at`` lies ahead.
    """
    if at is not None and at > work.now + AHEAD:
        raise Invalid(None, (FieldFault("at", "in_the_future"),))
    consent = _entry(work, address, given, by, at)
    await repository.add(work, consent)
    await work.record(consent_recorded(consent))
    return consent


async def prove(work: Work, one: Consent, steps: Sequence[Step]) -> None:
    """Keep how a decision that was just recorded came about, step by step. Once for each."""
    await repository.add_evidence(work, one.id, one.contact_id, steps)


async def evidence(work: Work, consents: Collection[UUID]) -> Mapping[UUID, Sequence[Step]]:
    """How these decisions came about, of those of which it is kept."""
    return await repository.evidence(work, consents) if consents else {}


async def is_of(work: Work, consent_id: UUID, people: Collection[UUID]) -> bool:
    """Whether a decision was recorded on the card of one of ``people``."""
    return await repository.is_of(work, consent_id, people)


class EvidenceErased:
    """Fulfils ``crm.ports.OwnerOfPersonalData``: what was decided stays, for it counts by the
    address's digest; the telephones, networks and messages it came about by go.
    """

    async def erase(self, work: Work, people: Sequence[UUID]) -> None:
        """Forget how these people's decisions came about."""
        await repository.forget_evidence(work, people)


async def record_many(work: Work, decided: Sequence[Decided], by: Recorder) -> Sequence[Consent]:
    """Append the decisions of a list, at most `AT_ONCE` of one purpose. One event tells of all:
    who keeps something to send asks again.

    :raises Invalid: an ``at`` lies ahead.
    """
    ahead = [place for place, one in enumerate(decided) if one.at > work.now + AHEAD]
    if ahead:
        raise Invalid(None, (FieldFault(f"rows/{ahead[0]}/at", "in_the_future"),))
    if not decided:
        return ()
    entries = [_entry(work, one.address, one.given, by, one.at) for one in decided]
    await repository.add_many(work, entries)
    await work.record(batch_recorded(entries))
    return entries


async def take_back(
    work: Work, people: Sequence[UUID], proof: str, since: datetime, by: Recorder
) -> None:
    """The agreements that a list with this ``proof`` brought to the cards of ``people`` since then
    were none: what counted before counts again, and where nothing did, nobody has agreed. Appended,
    of the same instant, so that the same list, taken in again, counts again.
    """
    brought = await repository.brought_by(work, people, proof, since)
    if not brought:
        return
    purpose = brought[0].given.purpose
    hashes = [one.address_hash for one in brought]
    known = await repository.of_addresses(work, purpose, hashes)
    mine = {one.id for one in brought}
    last: dict[tuple[bytes, str], Consent] = {}
    for one in sorted(known, key=_decided):
        if one.id not in mine:
            last[one.address_hash, one.given.medium] = one
    entries = [
        replace(
            one,
            id=work.ids.new(),
            given=last[key].given
            if (key := (one.address_hash, one.given.medium)) in last
            else replace(one.given, decision="withdrawn"),
            recorded_at=work.now,
            by=by,
        )
        for one in brought
    ]
    await repository.add_many(work, entries)
    await work.record(batch_recorded(entries))


async def stop(
    work: Work, addresses: Sequence[Address], said: str, by: Recorder
) -> Sequence[Consent]:
    """Somebody told us to stop: no marketing of this tenant to any of their addresses, by whatever
    medium. ``said`` is what they wrote, and the proof. Harmless to repeat.
    """
    return await _wish(work, addresses, "withdrawn", said, by)


async def start(
    work: Work, addresses: Sequence[Address], said: str, by: Recorder
) -> Sequence[Consent]:
    """Somebody who told us to stop wants to hear from us again. Where nobody told us to stop it
    changes nothing: "yes" is then the answer to something else.
    """
    refused = await suppressed(
        work.session, work.tenant_id, "marketing", "sms", [one.hash for one in addresses]
    )
    again = [one for one in addresses if one.hash in refused]
    return await _wish(work, again, "granted", said, by)


async def _wish(
    work: Work, addresses: Sequence[Address], decision: Decision, said: str, by: Recorder
) -> Sequence[Consent]:
    given = Given("marketing", "any", decision, "reply", said[:LONGEST_PROOF])
    return [await record(work, one, given, by) for one in addresses]


async def suppressed(
    session: AsyncSession,
    tenant_id: TenantId,
    purpose: Purpose,
    medium: ConsentMedium,
    hashes: Sequence[bytes],
) -> frozenset[bytes]:
    """Those of ``hashes`` that must not be used for ``purpose`` by ``medium``: one statement for a
    whole chunk, under the request or the system role.
    """
    if not hashes:
        return frozenset()
    return refusing(await repository.words_of_refusers(session, tenant_id, purpose, medium, hashes))


async def refused_by_people(
    work: Work, purpose: Purpose, medium: ConsentMedium, hashes: Sequence[bytes]
) -> frozenset[bytes]:
    """As ``suppressed``, without those of whom the last word is that a list was taken back: nobody
    told us anything.
    """
    refused = await suppressed(work.session, work.tenant_id, purpose, medium, hashes)
    if not refused:
        return refused
    entries = await repository.of_addresses(work, purpose, list(refused))
    brought = {_list_entry(one) for one in entries if one.given.decision == "granted"}
    last: dict[bytes, Consent] = {}
    for one in sorted(entries, key=_decided):
        if one.given.medium in (medium, "any"):
            last[one.address_hash] = one
    return frozenset(one for one in refused if _list_entry(last[one]) not in brought)


def _list_entry(one: Consent) -> tuple[bytes, str, str, str | None, datetime]:
    given = one.given
    return one.address_hash, given.medium, given.source, given.proof, one.at


async def anybody(
    session: AsyncSession, tenant_id: TenantId, purpose: Purpose
) -> tuple[bool, bool]:
    """Whether anybody ever refused for ``purpose``, and whether anybody is or was on the platform's
    own list: where nobody is, a chunk need not be asked about one by one (system role).
    """
    return await repository.anybody(session, tenant_id, purpose)


async def blocked_everywhere(session: AsyncSession, hashes: Sequence[bytes]) -> frozenset[bytes]:
    """Those of ``hashes`` (of the platform's own digests) nobody writes to (system role)."""
    found = await repository.global_of(session, hashes) if hashes else ()
    return frozenset(one.address_hash for one in found if one.blocked)


async def refused_since(
    session: AsyncSession, tenants: Collection[TenantId], since: UUID
) -> Mapping[TenantId, set[bytes]]:
    """Who refused offers by text of ``tenants`` in entries made after the id ``since`` (system
    role): what a sender asks about messages it laid ready before.
    """
    return await repository.refused_since(session, tenants, since)


async def blocked_since(session: AsyncSession, since: UUID) -> frozenset[bytes]:
    """Who came to the platform's own list by entries made after the id ``since`` (system role)."""
    return await repository.blocked_since(session, since)


async def block_everywhere(
    work: Work, hashes: Sequence[bytes], *, blocked: bool, reason: str, by_name: str | None
) -> Sequence[GlobalEntry]:
    """Append to the platform's own list (system role): nobody writes to these addresses any more,
    or anybody may again.
    """
    entries = [
        GlobalEntry(work.ids.new(), one, blocked, reason, work.now, by_name)
        for one in dict.fromkeys(hashes)
    ]
    if entries:
        await repository.add_global(work.session, entries)
        await work.record(global_changed(entries))
    return entries


async def on_global_list(session: AsyncSession, address_hash: bytes) -> GlobalEntry | None:
    """The newest entry about an address on the platform's own list (system role)."""
    found = await repository.global_of(session, [address_hash])
    return next(iter(found), None)


async def refusals_of_offers(
    work: Work, before: UUID | None, limit: int
) -> Sequence[tuple[Consent, bool]]:
    """Who withdrew from offers, the newest first, and whether that still keeps texts away."""
    found = await repository.refusals_of_offers(work, before, limit)
    hashes = list({one.address_hash for one in found})
    still = await suppressed(work.session, work.tenant_id, "marketing", "sms", hashes)
    return [(one, one.address_hash in still) for one in found]


async def decided_about(work: Work, purpose: Purpose, address_hash: bytes) -> Sequence[Consent]:
    """Everything that was decided about an address for one purpose, the newest first."""
    return await repository.of_address(work, purpose, address_hash)


def _entry(
    work: Work, address: Address, given: Given, by: Recorder, at: datetime | None
) -> Consent:
    return Consent(
        id=work.ids.new(),
        contact_id=address.contact_id,
        address_kind=address.kind,
        address_hash=address.hash,
        given=given,
        at=at or work.now,
        recorded_at=work.now,
        by=by,
    )


async def page(work: Work, after: UUID | None, limit: int) -> Sequence[Consent]:
    """Every entry, the oldest first: what a company takes out."""
    return await repository.page(work, after, limit)


async def history(
    work: Work, people: Sequence[UUID], before: UUID | None, limit: int
) -> Sequence[Consent]:
    """Entries recorded on the cards of ``people``, the newest first, older than ``before``."""
    return await repository.of_people(work.session, work.tenant_id, people, before, limit)


def people_who(
    tenant_id: TenantId, purpose: Purpose, medium: ConsentMedium, decision: Decision
) -> object:
    """A statement for whoever selects people by what they decided: one column, ``contact_id``, of
    the contacts of whom ``decision`` is the last word about one of their addresses. What is sent
    is cleared by the address again.
    """
    return repository.people_who(tenant_id, purpose, medium, decision)


def digests_in_database(digester: Digester, kind: AddressKind, address: object) -> object:
    """The digest of a column of normalised addresses, as an expression: for statements that clear
    many people at once. The key goes as bound values, never as text of the statement.
    """
    return repository.digests(*pads_of(digester, kind), address)


def last_words(tenant_id: TenantId, purpose: Purpose, medium: ConsentMedium) -> object:
    """A statement for whoever clears many people at once: ``address_hash`` and ``decision``, the
    last word about each address for ``purpose`` by ``medium`` (reader role).
    """
    return repository.last_words(tenant_id, purpose, medium)


def blocked_addresses() -> object:
    """A statement of one column, ``address_hash`` (of the platform's digests): whom nobody writes
    to (reader role).
    """
    return repository.blocked_addresses()


async def present(
    session: AsyncSession, tenant_id: TenantId, people: Sequence[UUID]
) -> Sequence[Consent]:
    """What counts now on the cards of ``people``: the newest entry of each purpose, medium and
    address, the newest first.
    """
    found = await repository.of_people(
        session, tenant_id, people, None, repository.MOST_OF_A_PERSON
    )
    return newest_of_each(found)


async def present_of_each(
    session: AsyncSession, tenant_id: TenantId, people: Sequence[UUID]
) -> Mapping[UUID, Sequence[Consent]]:
    """As ``present`` for each of ``people`` by itself; without those of whom nothing is known."""
    held: dict[UUID, list[Consent]] = {}
    for one in await repository.of_each(session, tenant_id, people):
        if one.contact_id is not None:
            held.setdefault(one.contact_id, []).append(one)
    return {contact: newest_of_each(entries) for contact, entries in held.items()}


async def allowed(work: Work, purpose: Purpose, address_hash: bytes, medium: str) -> bool | None:
    """Whether an address may be used for ``purpose`` by ``medium``: what was decided last about
    this medium or any; none if nothing was ever decided.
    """
    decided = await repository.of_address(work, purpose, address_hash)
    fitting = [one for one in decided if one.given.medium in (medium, "any")]
    return max(fitting, key=_decided).given.decision == "granted" if fitting else None


def newest_of_each(consents: Iterable[Consent]) -> list[Consent]:
    """What was decided last of each purpose, medium and address, the newest first."""
    found: dict[tuple[str, str, bytes], Consent] = {}
    for one in sorted(consents, key=_decided, reverse=True):
        found.setdefault((one.given.purpose, one.given.medium, one.address_hash), one)
    return list(found.values())


def _decided(one: Consent) -> tuple[datetime, UUID]:
    return one.at, one.id
