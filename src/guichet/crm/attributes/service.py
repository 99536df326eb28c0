"""Attributes of contacts: defined by the tenant, checked wherever a value is written."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from guichet.crm.attributes import repository
from guichet.crm.attributes.events import attribute_changed
from guichet.crm.attributes.types import MOST_ATTRIBUTES, Attribute, Choice, Draft, Label
from guichet.crm.attributes.verdicts import choice_faults, draft_faults
from guichet.kit.errors import Conflict, Invalid, NotFound
from guichet.kit.work import Work


async def all_of(work: Work) -> Sequence[Attribute]:
    """Those in use, in the order of the card."""
    return [one for one in await repository.everyone(work) if not one.removed]


async def define(work: Work, draft: Draft) -> Attribute:
    """A new attribute. One that was removed comes back with its values, if its type is the same.

    :raises Invalid: naming what is wrong; ``too_many_attributes``.
    :raises Conflict: ``attribute_taken``: the key is in use, perhaps by a removed one of another
        type.
    """
    faults = draft_faults(draft)
    if faults:
        raise Invalid(None, tuple(faults))
    before = await repository.everyone(work)
    if sum(not one.removed for one in before) >= MOST_ATTRIBUTES:
        raise Invalid("too_many_attributes", limit=MOST_ATTRIBUTES)
    removed = next((one for one in before if one.key == draft.key and one.removed), None)
    if removed is not None and removed.type == draft.type:
        return await _bring_back(work, removed, draft)
    made = Attribute(
        id=work.ids.new(),
        version=1,
        key=draft.key,
        label=draft.label,
        type=draft.type,
        choices=tuple(draft.choices),
        meaning=draft.meaning,
        place=draft.place,
    )
    if not await repository.add(work, made):
        raise Conflict("attribute_taken", key=draft.key)
    await work.record(attribute_changed(made))
    return made


async def change(
    work: Work,
    attribute_id: UUID,
    *,
    label: Label | None = None,
    choices: Sequence[Choice] | None = None,
    place: int | None = None,
) -> Attribute:
    """Another label, place or choices; what is none stays. Key and type never change. A choice
    taken away stays on the cards that have it.

    :raises NotFound, Invalid: as it says.
    """
    one = await _locked(work, attribute_id)
    wanted = one.choices if choices is None else tuple(choices)
    faults = choice_faults(one.type, wanted)
    if faults:
        raise Invalid(None, tuple(faults))
    changed = replace(
        one,
        label=label or one.label,
        choices=wanted,
        place=one.place if place is None else place,
    )
    return one if changed == one else await _store(work, changed)


async def remove(work: Work, attribute_id: UUID) -> None:
    """Show it no longer. Values stay and come back when it is defined again. Safe to repeat.

    :raises NotFound: there never was one.
    """
    one = await _locked(work, attribute_id)
    if not one.removed:
        await _store(work, replace(one, removed=True))


async def _bring_back(work: Work, removed: Attribute, draft: Draft) -> Attribute:
    one = await _locked(work, removed.id)
    back = replace(
        one,
        label=draft.label,
        choices=tuple(draft.choices),
        meaning=draft.meaning,
        place=draft.place,
        removed=False,
    )
    return await _store(work, back)


async def _locked(work: Work, attribute_id: UUID) -> Attribute:
    found = await repository.lock(work, attribute_id)
    if found is None:
        raise NotFound
    return found


async def _store(work: Work, changed: Attribute) -> Attribute:
    stored = replace(changed, version=changed.version + 1)
    await repository.write(work, stored)
    await work.record(attribute_changed(stored))
    return stored
