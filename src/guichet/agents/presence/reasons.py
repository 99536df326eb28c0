"""Reasons for not being ready: a few standard ones to begin with, more as the company likes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.audit import service as audit
from guichet.agents.events import REASON_CHANGED, event_of
from guichet.agents.items import reason_item
from guichet.agents.keys import key_of, normal
from guichet.agents.presence import repository
from guichet.agents.repository import take_turn
from guichet.agents.types import NO_ANSWER, REASONS, NotReadyReason
from guichet.kit.errors import Conflict, FieldFault, Invalid, NotFound
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

MOST_REASONS: Final = 50


async def all_of(work: Work) -> Sequence[NotReadyReason]:
    """The tenant's reasons in their order; the standard ones are made on first need."""
    found = await everything(work.session, work.tenant_id)
    if found or await repository.reason_keys(work):
        return found
    await take_turn(work)
    if not await repository.reason_keys(work):
        await _begin(work)
    return await everything(work.session, work.tenant_id)


async def everything(session: AsyncSession, tenant_id: TenantId) -> Sequence[NotReadyReason]:
    """The reasons there are, in their order. Changes nothing."""
    return await repository.reasons(session, tenant_id)


async def create(work: Work, name: str) -> NotReadyReason:
    """A new reason, at the end of the list.

    :raises Conflict: ``name_taken``, ``too_many_reasons``.
    """
    known = await all_of(work)
    await take_turn(work)
    _refuse_taken(name, known)
    if len(known) >= MOST_REASONS:
        raise Conflict("too_many_reasons", limit=MOST_REASONS)
    key = key_of(name, [*await repository.reason_keys(work), NO_ANSWER])
    place = max((one.place for one in known), default=0) + 1
    one = NotReadyReason(work.ids.new(), 1, key, name, place)
    await repository.add_reasons(work, [one])
    await _tell(work, one)
    await _note(work, one)
    return one


async def change(work: Work, wanted: NotReadyReason) -> NotReadyReason:
    """Rename or move what ``wanted.version`` of a reason was; its key stays. Safe to repeat.

    :raises NotFound: there is no such reason.
    :raises Conflict: somebody changed it meanwhile; ``name_taken``.
    :raises Invalid: no name, for one that is not standard.
    """
    await take_turn(work)
    before = await get(work, wanted.id)
    one = replace(before, name=wanted.name, place=wanted.place)
    if one == before:
        return before
    if before.version != wanted.version:
        raise Conflict
    known = await everything(work.session, work.tenant_id)
    if one.name is None and one.key not in REASONS:
        raise Invalid(None, (FieldFault("name", "required"),))
    if one.name is not None:
        _refuse_taken(one.name, [each for each in known if each.id != one.id])
    stored = replace(one, version=before.version + 1)
    await repository.write_reason(work, stored)
    await _tell(work, stored)
    await _note(work, stored)
    return stored


async def remove(work: Work, reason_id: UUID) -> None:
    """Offer a reason no longer; who has it keeps it until they choose another. Raises
    ``NotFound``.
    """
    await take_turn(work)
    before = await get(work, reason_id)
    one = replace(before, version=before.version + 1)
    await repository.write_reason(work, one, removed=True)
    await _tell(work, one, removed=True)
    await _note(work, one)


async def get(work: Work, reason_id: UUID) -> NotReadyReason:
    """One, which nobody else changes until the transaction ends. Raises ``NotFound``."""
    found = await repository.lock_reason(work, reason_id)
    if found is None:
        raise NotFound
    return found


async def _begin(work: Work) -> None:
    standard = [
        NotReadyReason(work.ids.new(), 1, key, None, place)
        for place, key in enumerate(REASONS, start=1)
    ]
    await repository.add_reasons(work, standard)
    for one in standard:
        await _tell(work, one)


def _refuse_taken(name: str, known: Sequence[NotReadyReason]) -> None:
    if normal(name) in {normal(one.name) for one in known if one.name is not None}:
        raise Conflict("name_taken", name=name)


async def _tell(work: Work, one: NotReadyReason, *, removed: bool = False) -> None:
    await work.record(event_of(REASON_CHANGED, "reason", reason_item(one, removed=removed)))


async def _note(work: Work, one: NotReadyReason) -> None:
    await audit.write(work, REASON_CHANGED, f"reason:{one.id}", {"name": one.name or one.key})
