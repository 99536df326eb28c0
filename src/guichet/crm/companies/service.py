"""Companies: written down, changed, removed, found."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from guichet.crm.companies import repository
from guichet.crm.companies.events import CHANGED, CREATED, REMOVED, company_event
from guichet.crm.companies.types import Company, CompanyFacts
from guichet.crm.keys import keys_of, words_of
from guichet.crm.normal_forms import territory_of
from guichet.gateway.types import IdentityKind
from guichet.kit.errors import FieldFault, Invalid, NotFound
from guichet.kit.phones import e164
from guichet.kit.work import Work


async def get(work: Work, company_id: UUID) -> Company:
    """One that is listed.

    :raises NotFound: there is none.
    """
    found = await repository.read(work.session, work.tenant_id, company_id)
    if found is None or found.removed_at is not None:
        raise NotFound
    return found


async def names_of(work: Work, company_ids: Sequence[UUID]) -> dict[UUID, str]:
    """What these are called; without those removed since."""
    wanted = sorted(set(company_ids))
    found = await repository.of_ids(work, wanted) if wanted else []
    return {one.id: one.name for one in found if one.removed_at is None}


async def page(
    work: Work, question: str | None, after: tuple[str, UUID] | None, limit: int
) -> Sequence[Company]:
    """By name: all, or those with words that begin with those of ``question``."""
    return await repository.page(work, words_of(question or ""), after, limit)


async def create(work: Work, facts: CompanyFacts) -> Company:
    """Write a company down.

    :raises Invalid: naming what cannot be used.
    """
    good = await _checked(work, facts)
    company = Company(work.ids.new(), 1, good, work.now)
    await repository.add(work, company, _keys(good))
    await work.record(company_event(CREATED, company))
    return company


async def change(work: Work, company_id: UUID, facts: CompanyFacts) -> Company:
    """What is known of it is this now. The same again changes nothing.

    :raises NotFound, Invalid: as it says.
    """
    good = await _checked(work, facts)
    one = await _locked(work, company_id)
    if one.facts == good:
        return one
    changed = replace(one, facts=good, version=one.version + 1)
    await repository.write(work, changed, _keys(good))
    await work.record(company_event(CHANGED, changed))
    return changed


async def remove(work: Work, company_id: UUID) -> None:
    """List it no longer.

    :raises NotFound: there is none.
    """
    one = await _locked(work, company_id)
    gone = replace(one, removed_at=work.now, version=one.version + 1)
    await repository.write(work, gone, ())
    await work.record(company_event(REMOVED, gone))


async def _locked(work: Work, company_id: UUID) -> Company:
    found = await repository.lock(work, company_id)
    if found is None or found.removed_at is not None:
        raise NotFound
    return found


async def _checked(work: Work, facts: CompanyFacts) -> CompanyFacts:
    name = facts.name.strip()
    if not name:
        raise Invalid(None, (FieldFault("name", "required"),))
    phone = facts.phone
    if phone:
        phone = e164(phone, await territory_of(work))
        if phone is None:
            raise Invalid(None, (FieldFault("phone", "not_a_phone"),))
    domain = facts.domain.strip().lower() if facts.domain else None
    return CompanyFacts(name, domain or None, phone or None, (facts.about or "").strip() or None)


def _keys(facts: CompanyFacts) -> frozenset[str]:
    known: list[tuple[IdentityKind, str]] = []
    if facts.domain:
        known.append(("external", facts.domain))
    if facts.phone:
        known.append(("phone", facts.phone))
    return keys_of(facts.name, "", known)
