"""Two cards of one person become one. The loser's id is an alias from then on: nothing that points
to it is rewritten, every reader follows it (``service.people_of``). Undoing restores both exactly.
"""

from collections.abc import Collection
from dataclasses import replace
from uuid import UUID

from guichet.crm import cards, repository
from guichet.crm.events import MERGED, UNMERGED
from guichet.crm.merges import repository as rows
from guichet.crm.merging import Difference, Profile, merged, undone, without
from guichet.crm.types import By, Contact, ContactCard
from guichet.kit.errors import Conflict, FieldFault, Invalid, NotFound
from guichet.kit.work import Work

LONGEST_REASON = 500
MOST_MERGED = 50
"""Cards in one."""


async def merge(
    work: Work,
    survivor_id: UUID,
    loser_id: UUID,
    reason: str,
    *,
    by: By,
    take: Collection[str] = (),
) -> ContactCard:
    """Make the card of ``loser_id`` part of that of ``survivor_id``, which keeps what it has but
    for what ``take`` names (``name``, ``language``, ``company_id``, ``attributes.<key>``). Ids
    that are aliases stand for their cards.

    :raises NotFound: one of them is not there.
    :raises Invalid: ``same_contact``: they are one card already; a reason is needed.
    :raises Conflict: ``too_many_merged``.
    """
    told = reason.strip()
    if not told:
        raise Invalid(None, (FieldFault("reason", "required"),))
    survivor, loser = await _both(work, survivor_id, loser_id)
    people = await cards.people_of(work.session, work.tenant_id, loser.id)
    held = await cards.people_of(work.session, work.tenant_id, survivor.id)
    if len(people) + len(held) > MOST_MERGED:
        raise Conflict("too_many_merged", limit=MOST_MERGED)
    made = Difference(_profile(survivor), merged(_profile(survivor), _profile(loser), take))
    await rows.add(
        work,
        work.ids.new(),
        survivor_id=survivor.id,
        loser_id=loser.id,
        reason=told[:LONGEST_REASON],
        made=made,
        by=by,
    )
    await cards.store(work, replace(loser, merged_into=survivor.id), MERGED)
    await repository.lead_to(work, people, survivor.id)
    return await cards.store(work, _with(survivor, made.after))


async def undo(work: Work, merge_id: UUID, by: By) -> ContactCard:
    """Take a merge back: both cards hold again what they held, but for what was changed since.
    Gives the card that stands for itself again. Undoing twice changes nothing.

    :raises NotFound: there was none, or the person was erased.
    :raises Conflict: ``undo_later_first``: the survivor was merged itself since.
    """
    found = await rows.lock(work, merge_id)
    if found is None:
        raise NotFound
    survivor_id, loser_id, made, is_undone = found
    if is_undone:
        return await _card(work, loser_id)
    locked = {one.id: one for one in await repository.lock(work, (survivor_id, loser_id))}
    survivor, loser = locked[survivor_id], locked[loser_id]
    if survivor.erased_at is not None:
        raise NotFound
    if survivor.merged_into is not None:
        raise Conflict("undo_later_first")
    for later_id, later in await rows.later(work, survivor_id, merge_id):
        await rows.rewrite(work, later_id, without(later, made))
    await rows.mark_undone(work, merge_id, by)
    await _lead_back(work, survivor_id, loser_id)
    await cards.store(work, _with(survivor, undone(_profile(survivor), made)))
    return await cards.store(work, replace(loser, merged_into=None), UNMERGED)


async def _both(work: Work, survivor_id: UUID, loser_id: UUID) -> tuple[Contact, Contact]:
    """The two cards, locked."""
    roots = [
        await repository.root_of(work.session, work.tenant_id, one)
        for one in (survivor_id, loser_id)
    ]
    wanted = [root for root in roots if root is not None]
    if len(wanted) < 2:
        raise NotFound
    if wanted[0] == wanted[1]:
        raise Invalid(None, (FieldFault("other_id", "same_contact"),))
    locked = {one.id: one for one in await repository.lock(work, wanted)}
    survivor, loser = locked[wanted[0]], locked[wanted[1]]
    if survivor.erased_at or loser.erased_at:
        raise NotFound
    if survivor.merged_into or loser.merged_into:  # merged while we waited for the locks
        return await _both(work, survivor_id, loser_id)
    return survivor, loser


async def _lead_back(work: Work, survivor_id: UUID, loser_id: UUID) -> None:
    """The loser stands for itself again, and those merged into it lead to it."""
    tree = await repository.alias_tree(work, survivor_id)
    below = {loser_id}
    while more := {one for one, into in tree.items() if into in below} - below:
        below |= more
    await repository.lead_to(work, sorted(below - {loser_id}), loser_id)
    await repository.lead_to(work, [loser_id], None)


async def _card(work: Work, contact_id: UUID) -> ContactCard:
    contact = await repository.read(work.session, work.tenant_id, contact_id)
    if contact is None:
        raise NotFound
    return await cards.read(work.session, work.tenant_id, contact)


def _profile(one: Contact) -> Profile:
    return Profile(one.name, one.language, one.company_id, one.attributes, tuple(one.tags))


def _with(one: Contact, profile: Profile) -> Contact:
    return replace(
        one,
        name=profile.name,
        language=profile.language,
        company_id=profile.company_id,
        attributes=dict(profile.attributes),
        tags=tuple(profile.tags),
    )
