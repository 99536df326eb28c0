"""Suspected duplicates: what each card could have in common with others is written beside it, so
that a change finds its twins at once.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from guichet.crm.duplicates import repository
from guichet.crm.duplicates.events import DISMISSED, DISSOLVED, FOUND, duplicate_event
from guichet.crm.duplicates.types import Duplicate, Shared
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
    await _propose(work, {_pair(contact_id, *one) for one in found - known.keys()})


async def look_at_all(work: Work, several: Mapping[UUID, Collection[Mark]]) -> None:
    """As ``look`` for many cards, of which most have the marks they had, or more."""
    before = await repository.marks_of_each(work, list(several))
    news: dict[UUID, Collection[Mark]] = {}
    for card, marks in several.items():
        had = before.get(card, set())
        if had - set(marks):
            await look(work, card, marks)
        elif set(marks) - had:
            news[card] = set(marks) - had
    if news:
        await repository.add_marks(work, news)
        await _look_among(work, news, ("",))


async def look_at_new(work: Work, several: Mapping[UUID, Collection[Mark]]) -> None:
    """As ``look`` for cards that were just made, many at once, of which nothing is claimed."""
    await repository.add_marks(work, several)
    shared = ("email:", "born:") if not await repository.are_claims(work) else ("",)
    await _look_among(work, several, shared)


async def propose(work: Work, several: Iterable[Shared]) -> None:
    """Cards that are sure of it have this in common with others: propose what was not yet."""
    found = {
        _pair(one.mine, one.other, reason)
        for one in several
        if (reason := reason_of(Mark(one.key), Mark(one.key, one.claimed))) is not None
    }
    await _propose(work, found)


async def are_claims(work: Work) -> bool:
    """Whether anything is claimed of anybody: else phones and external ids, each of which is on one
    card alone, have no others to be compared with.
    """
    return await repository.are_claims(work)


async def _look_among(
    work: Work, several: Mapping[UUID, Collection[Mark]], shared: tuple[str, ...]
) -> None:
    mine = {
        (card, mark.key): mark
        for card, marks in several.items()
        for mark in marks
        if mark.key.startswith(shared)
    }
    found = {
        _pair(card, other, reason)
        for card, other, theirs in await repository.others_with_any(work, mine)
        if (reason := reason_of(mine[card, theirs.key], theirs)) is not None
    }
    await _propose(work, found)


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


_Pair = tuple[UUID, UUID, Reason]


def _pair(one: UUID, other: UUID, reason: Reason) -> _Pair:
    return (one, other, reason) if one < other else (other, one, reason)


async def _propose(work: Work, pairs: Collection[_Pair]) -> None:
    if not pairs:
        return
    several = [
        Duplicate(work.ids.new(), 1, low, high, reason, work.now)
        for low, high, reason in sorted(pairs)
    ]
    added = await repository.add(work, several)
    if added:
        await work.record_all([duplicate_event(FOUND, one) for one in added])
