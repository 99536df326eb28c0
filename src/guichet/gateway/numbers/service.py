"""Numbers: added and given to companies by the platform (system role), claimed by entry points."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.audit import service as audit
from guichet.gateway.numbers import repository
from guichet.gateway.numbers.events import (
    NUMBER_ADDED,
    NUMBER_CHANGED,
    NUMBER_GIVEN,
    NUMBER_REMOVED,
    NUMBER_TAKEN_BACK,
    holding_event,
    number_event,
)
from guichet.gateway.numbers.keywords import folded_keyword
from guichet.gateway.numbers.types import Draft, Holding, Number
from guichet.gateway.types import Claim
from guichet.kit.errors import Conflict, FieldFault, Invalid, NotFound
from guichet.kit.events.types import EventKind
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

NO_NUMBER: Final = "no_such_number"


async def add(work: Work, number: str, territory: str, draft: Draft, *, shared: bool) -> Number:
    """A number or short code, held by nobody yet.

    :raises Conflict: ``number_known``
    """
    made = Number(work.ids.new(), 1, number, territory, shared, draft, work.now)
    if not await repository.add(work.session, made):
        raise Conflict("number_known", number=number)
    await _note(work, NUMBER_ADDED, made)
    return made


async def get(session: AsyncSession, number_id: UUID) -> Number:
    """One.

    :raises NotFound: ``no_such_number``
    """
    return _found(await repository.number(session, number_id))


async def page(session: AsyncSession, after: UUID | None, limit: int) -> Sequence[Number]:
    """By id, after ``after``."""
    return await repository.page(session, after, limit)


async def change(work: Work, number_id: UUID, version: int, draft: Draft) -> Number:
    """Decide anew; ``version`` is the one that was read.

    :raises NotFound: ``no_such_number``
    :raises Conflict: ``changed_meanwhile``
    """
    before = _found(await repository.number(work.session, number_id, lock=True))
    if before.version != version:
        raise Conflict("changed_meanwhile")
    after = replace(before, version=version + 1, draft=draft)
    await repository.change(work.session, after)
    await _note(work, NUMBER_CHANGED, after)
    return after


async def remove(work: Work, number_id: UUID) -> None:
    """It leads here no longer.

    :raises NotFound: ``no_such_number``
    :raises Conflict: ``number_held``: take it back first
    """
    before = _found(await repository.number(work.session, number_id, lock=True))
    if await repository.of_numbers(work.session, [number_id]):
        raise Conflict("number_held", number=before.number)
    after = replace(before, version=before.version + 1)
    await repository.change(work.session, after, work.now)
    await _note(work, NUMBER_REMOVED, after)


async def give(work: Work, number_id: UUID, keywords: Sequence[str]) -> Holding:
    """Let the tenant of ``work`` use a number, with these keywords of a shared one; again: with
    these instead.

    :raises NotFound: ``no_such_number``
    :raises Conflict: ``number_held``: another company has it alone; ``too_many_numbers``
    :raises Invalid: a keyword that is another company's, or none where some are needed
    """
    one = _found(await repository.number(work.session, number_id, lock=True))
    others = [
        held
        for held in await repository.of_numbers(work.session, [number_id])
        if held.tenant_id != work.tenant_id
    ]
    if others and not one.shared:
        raise Conflict("number_held", number=one.number)
    chosen = _keywords(one, keywords, others)
    held = await repository.of_tenant(work.session, work.tenant_id)
    if len(held) >= repository.MOST_OF_A_TENANT and number_id not in {n.number_id for n in held}:
        raise Conflict("too_many_numbers", limit=repository.MOST_OF_A_TENANT)
    given = Holding(work.tenant_id, one.id, one.number, one.territory, one.shared, chosen, work.now)
    await repository.give(work.session, given)
    counted = replace(one, version=one.version + 1)
    await repository.change(work.session, counted)
    await _note_holding(work, NUMBER_GIVEN, given, counted.version)
    return given


async def take_back(work: Work, number_id: UUID) -> None:
    """The tenant of ``work`` may use a number no longer; its entry points there hear nothing more.

    :raises NotFound: ``no_such_number``: also when the tenant does not hold it
    """
    one = _found(await repository.number(work.session, number_id, lock=True))
    held = await repository.take_back(work.session, work.tenant_id, number_id)
    if held is None:
        raise NotFound(NO_NUMBER)
    counted = replace(one, version=one.version + 1)
    await repository.change(work.session, counted)
    await _note_holding(work, NUMBER_TAKEN_BACK, held, counted.version)


async def held_by(session: AsyncSession, tenant_id: TenantId) -> Sequence[Holding]:
    """What a company was given, by number (its own transaction, or the system role)."""
    return await repository.of_tenant(session, tenant_id)


async def holders(session: AsyncSession, number_ids: Sequence[UUID]) -> Sequence[Holding]:
    """Who holds these numbers (system role)."""
    return await repository.of_numbers(session, number_ids) if number_ids else ()


async def check_claims(work: Work, claims: Sequence[Claim], taken: Sequence[Claim]) -> None:
    """Refuse what the tenant of ``work`` was not given, and what another of its entry points
    (``taken``) listens to already.

    :raises Invalid: naming the setting
    """
    held = {one.number: one for one in await repository.of_tenant(work.session, work.tenant_id)}
    others = {(one.number, folded_keyword(one.keyword)) for one in taken}
    faults = [
        fault
        for one in claims
        if (fault := _claim_fault(one, held.get(one.number), others)) is not None
    ]
    if faults:
        raise Invalid(None, tuple(faults))


def _claim_fault(
    one: Claim, held: Holding | None, others: set[tuple[str, str]]
) -> FieldFault | None:
    if held is None:
        return FieldFault(one.number_field, "not_your_number")
    word = folded_keyword(one.keyword)
    if held.shared and word not in {folded_keyword(known) for known in held.keywords}:
        return FieldFault(one.field, "not_your_keyword" if word else "keyword_needed")
    return FieldFault(one.field, "keyword_taken") if (one.number, word) in others else None


def _keywords(one: Number, given: Sequence[str], others: Sequence[Holding]) -> tuple[str, ...]:
    if not one.shared:
        return ()
    if not given:
        raise Invalid(None, (FieldFault("keywords", "required"),))
    theirs = {folded_keyword(word) for held in others for word in held.keywords}
    faults = tuple(
        FieldFault(f"keywords/{place}", "keyword_taken")
        for place, word in enumerate(given)
        if folded_keyword(word) in theirs
    )
    if faults:
        raise Invalid(None, faults)
    return tuple({folded_keyword(word): word for word in given}.values())


def _found(one: Number | None) -> Number:
    if one is None:
        raise NotFound(NO_NUMBER)
    return one


async def _note(work: Work, kind: EventKind, one: Number) -> None:
    event = number_event(kind, one)
    await work.record(event)
    await audit.write(work, kind, event.subject, {"number": one.number})


async def _note_holding(work: Work, kind: EventKind, one: Holding, version: int) -> None:
    event = holding_event(kind, one, version)
    await work.record(event)
    details = {"number": one.number, "keywords": ", ".join(one.keywords)}
    await audit.write(work, kind, event.subject, {**details})
