"""What can be decided about an agent. Pure: passes, or raises the refusal to show."""

from collections.abc import Collection, Iterator
from typing import Final
from uuid import UUID

from guichet.agents.types import Capacity, ProfileRules
from guichet.kit.errors import FieldFault, Invalid

MOST_QUEUES: Final = 100
MOST_SKILLS: Final = 100


def check_rules(
    rules: ProfileRules, queue_ids: Collection[UUID], skill_ids: Collection[UUID]
) -> None:
    """Go on only with queues and skills there are.

    :raises Invalid: naming each field that cannot be used.
    """
    faults = (*_queue_faults(rules, queue_ids), *_skill_faults(rules, skill_ids))
    faults = (*faults, *_capacity_faults(rules.capacity))
    if faults:
        raise Invalid(None, faults)


def _queue_faults(rules: ProfileRules, known: Collection[UUID]) -> Iterator[FieldFault]:
    if len(rules.queues) > MOST_QUEUES:
        yield FieldFault("queues", "too_many_items", {"limit": MOST_QUEUES})
    seen: set[UUID] = set()
    for place, one in enumerate(rules.queues):
        if one.queue_id not in known:
            yield FieldFault(f"queues/{place}/queue_id", "no_such_queue")
        if one.queue_id in seen:
            yield FieldFault(f"queues/{place}/queue_id", "named_twice")
        seen.add(one.queue_id)


def _skill_faults(rules: ProfileRules, known: Collection[UUID]) -> Iterator[FieldFault]:
    if len(rules.skills) > MOST_SKILLS:
        yield FieldFault("skills", "too_many_items", {"limit": MOST_SKILLS})
    for place, skill_id in enumerate(rules.skills):
        if skill_id not in known:
            yield FieldFault(f"skills/{place}/skill_id", "no_such_skill")


def _capacity_faults(capacity: Capacity) -> Iterator[FieldFault]:
    """A medium heavier than all units could never be offered: say 0 at most instead."""
    for medium, weight in capacity.weights.items():
        if weight > capacity.units and capacity.most.get(medium) != 0:
            yield FieldFault(f"capacity/weights/{medium.value}", "heavier_than_all")
