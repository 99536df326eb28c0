"""Consents: an append-only history by address, and what counts now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.consent import repository
from guichet.consent.events import consent_recorded
from guichet.consent.types import AddressKind, Consent, Given, Purpose, Recorder
from guichet.kit.errors import FieldFault, Invalid
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

AHEAD = timedelta(minutes=5)
"""How far another machine's clock may run before ours."""


@dataclass(frozen=True, slots=True)
class Address:
    """Whose decision it is: an address by its digest, and the card it was recorded on."""

    kind: AddressKind
    hash: bytes
    contact_id: UUID | None = None


async def record(
    work: Work, address: Address, given: Given, by: Recorder, at: datetime | None = None
) -> Consent:
    """Append a decision; ``at`` is when the person took it, now unless given. Nothing is ever
    changed: what was decided last of a purpose, medium and address counts.

    :raises Invalid: ``at`` lies ahead.
    """
    if at is not None and at > work.now + AHEAD:
        raise Invalid(None, (FieldFault("at", "in_the_future"),))
    consent = Consent(
        id=work.ids.new(),
        contact_id=address.contact_id,
        address_kind=address.kind,
        address_hash=address.hash,
        given=given,
        at=at or work.now,
        recorded_at=work.now,
        by=by,
    )
    await repository.add(work, consent)
    await work.record(consent_recorded(consent))
    return consent


async def history(
    work: Work, people: Sequence[UUID], before: UUID | None, limit: int
) -> Sequence[Consent]:
    """Entries recorded on the cards of ``people``, the newest first, older than ``before``."""
    return await repository.of_people(work.session, work.tenant_id, people, before, limit)


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
