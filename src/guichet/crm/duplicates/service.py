"""Suspected duplicates: what each card could have in common with others is written beside it, so
that a change finds its twins at once.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from guichet.crm.duplicates import repository
from guichet.crm.duplicates.events import DISMISSED, DISSOLVED, FOUND, duplicate_event
from guichet.crm.duplicates.types import Duplicate
from guichet.crm.matches import Mark, Reason, reason_of
from guichet.kit.errors import NotFound
from guichet.kit.work import Work


async def look(work: Work, contact_id: UUID, marks: Collection[Mark]) -> None:
    """A card has these marks now: propose whom it may be the same as, and withdraw what was
    proposed for marks that are gone. Safe to repeat.
    """
    before = await repository.marks(work, contact_id)
    if before == set(marks):
        return
    await repository.write_marks(work, contact_id, marks)
    found = await _suspicions(work, contact_id, marks)
    known = {(one.other(contact_id), one.reason): one for one in await _known(work, contact_id)}
    stale = [one for pair, one in known.items() if pair not in found]
    if stale:
        await repository.remove(work, [one.id for one in stale])
    for one in stale:
        if one.dismissed_at is None:
            gone = replace(one, version=one.version + 1)
            await work.record(duplicate_event(DISSOLVED, gone))
    for other, reason in sorted(found - known.keys(), key=str):
        await _propose(work, contact_id, other, reason)


async def look_at_all(work: Work, several: Mapping[UUID, Collection[Mark]]) -> None:
    """As ``look`` for many cards, of which most have the marks they had."""
    before = await repository.marks_of_each(work, list(several))
    for card, marks in several.items():
        if before.get(card, set()) != set(marks):
            await look(work, card, marks)


async def look_at_new(work: Work, several: Mapping[UUID, Collection[Mark]]) -> None:
    """As ``look`` for cards that were just made, many at once, of which nothing is claimed."""
    await repository.add_marks(work, several)
    shared = ("email:", "born:") if not await repository.are_claims(work) else ("",)
    mine = {
        (card, mark.key): mark
        for card, marks in several.items()
        for mark in marks
        if mark.key.startswith(shared)
    }
    found = {
        (min(card, other), max(card, other), reason)
        for card, other, theirs in await repository.others_with_any(work, mine)
        if (reason := reason_of(mine[card, theirs.key], theirs)) is not None
    }
    for low, high, why in sorted(found, key=str):
        await _propose(work, low, high, why)


async def of_card(work: Work, contact_id: UUID) -> Sequence[Duplicate]:
    """Open ones of a card, the newest first."""
    return await repository.read(work.session, work.tenant_id, contact_id)


async def page(work: Work, before: UUID | None, limit: int) -> Sequence[Duplicate]:
    """Open ones of all cards, the newest first, older than ``before``."""
    return await repository.page(work, before, limit)


async def dismiss(work: Work, contact_id: UUID, other_id: UUID) -> None:
    """They are two people: not proposed again for the same reason.

    :raises NotFound: nothing of the kind was proposed.
    """
    low, high = sorted((contact_id, other_id))
    closed = await repository.dismiss(work, low, high)
    if not closed:
        raise NotFound
    for one in closed:
        await work.record(duplicate_event(DISMISSED, one))


async def _known(work: Work, contact_id: UUID) -> Sequence[Duplicate]:
    return await repository.all_of(work, contact_id)


async def _suspicions(
    work: Work, contact_id: UUID, marks: Collection[Mark]
) -> set[tuple[UUID, Reason]]:
    mine = {mark.key: mark for mark in marks}
    if not mine:
        return set()
    others = await repository.others_with(work, contact_id, marks)
    reasons = [(other, reason_of(mine[mark.key], mark)) for other, mark in others]
    return {(other, reason) for other, reason in reasons if reason is not None}


async def _propose(work: Work, contact_id: UUID, other_id: UUID, reason: Reason) -> None:
    low, high = sorted((contact_id, other_id))
    one = Duplicate(work.ids.new(), 1, low, high, reason, work.now)
    if await repository.add(work, one):
        await work.record(duplicate_event(FOUND, one))
