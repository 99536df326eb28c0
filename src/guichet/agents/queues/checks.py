"""What can be decided about a queue, and what cannot. Pure: passes, or raises the refusal."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final
from uuid import UUID

from guichet.agents.keys import normal
from guichet.agents.types import MOST_RINGS, Queue, QueueRules, Ring
from guichet.kit.errors import Conflict, FieldFault, Invalid

MOST_QUEUES: Final = 500


@dataclass(frozen=True, slots=True)
class Known:
    """What a tenant has that rules may name."""

    queues: Sequence[Queue]
    calendar_ids: Collection[UUID]
    skill_ids: Collection[UUID]


def check_rules(rules: QueueRules, before: Queue | None, known: Known) -> None:
    """Go on only with rules that can work among what the tenant has.

    :raises Conflict: ``name_taken``: another queue is called so; ``too_many_queues``.
    :raises Invalid: naming each field that cannot be used.
    """
    own = before.id if before else None
    others = [one for one in known.queues if not one.removed and one.id != own]
    if normal(rules.name) in {normal(one.name) for one in others}:
        raise Conflict("name_taken", name=rules.name)
    if before is None and len(others) >= MOST_QUEUES:
        raise Conflict("too_many_queues", limit=MOST_QUEUES)
    faults = (
        *_calendar_faults(rules, known),
        *_ring_faults(rules, {one.id for one in others}, known),
        *_overflow_faults(rules, before, others),
        *_disposition_faults(rules),
    )
    if faults:
        raise Invalid(None, faults)


def users_of(queue_id: UUID, known: Sequence[Queue]) -> Sequence[Queue]:
    """The queues that send their requests, or show them, to ``queue_id``."""
    return [
        one
        for one in known
        if not one.removed and one.id != queue_id and queue_id in _named_queues(one)
    ]


def _named_queues(one: QueueRules) -> set[UUID]:
    named = {ring.any_agent_of for ring in one.rings if ring.any_agent_of}
    return named | ({one.overflow.queue_id} if one.overflow else set())


def _calendar_faults(rules: QueueRules, known: Known) -> Iterator[FieldFault]:
    if rules.calendar_id is not None and rules.calendar_id not in known.calendar_ids:
        yield FieldFault("calendar_id", "no_such_calendar")


def _ring_faults(
    rules: QueueRules, queue_ids: Collection[UUID], known: Known
) -> Iterator[FieldFault]:
    if len(rules.rings) > MOST_RINGS:
        yield FieldFault("rings", "too_many_items", {"limit": MOST_RINGS})
    for place, (first, second) in enumerate(pairwise(rules.rings), start=1):
        if second.after <= first.after:
            yield FieldFault(f"rings/{place}/after_seconds", "not_later")
    for place, ring in enumerate(rules.rings):
        yield from _faults_of_ring(f"rings/{place}", ring, queue_ids)
        for at, relax in enumerate(ring.relax):
            pointer = f"rings/{place}/relax/{at}"
            if relax.skill_id not in known.skill_ids:
                yield FieldFault(f"{pointer}/skill_id", "no_such_skill")
            if relax.drop == (relax.level is not None):
                yield FieldFault(f"{pointer}/level", "wrong_value")


def _faults_of_ring(pointer: str, ring: Ring, queue_ids: Collection[UUID]) -> Iterator[FieldFault]:
    if not ring.relax and ring.any_agent_of is None:
        yield FieldFault(pointer, "ring_does_nothing")
    if ring.any_agent_of is not None and ring.any_agent_of not in queue_ids:
        yield FieldFault(f"{pointer}/any_agent_of", "no_such_queue")


def _overflow_faults(
    rules: QueueRules, before: Queue | None, others: Sequence[Queue]
) -> Iterator[FieldFault]:
    if rules.overflow is None:
        return
    by_id = {one.id: one for one in others}
    if rules.overflow.queue_id not in by_id:
        yield FieldFault("overflow/queue_id", "no_such_queue")
    elif before is not None and _comes_back(before.id, rules.overflow.queue_id, by_id):
        yield FieldFault("overflow/queue_id", "goes_in_a_circle")


def _comes_back(start: UUID, queue_id: UUID, by_id: dict[UUID, Queue]) -> bool:
    seen: set[UUID] = set()
    while queue_id in by_id and queue_id not in seen:
        seen.add(queue_id)
        over = by_id[queue_id].overflow
        if over is None:
            return False
        if over.queue_id == start:
            return True
        queue_id = over.queue_id
    return False


def _disposition_faults(rules: QueueRules) -> Iterator[FieldFault]:
    seen: set[str] = set()
    for place, one in enumerate(rules.dispositions):
        if normal(one.name) in seen:
            yield FieldFault(f"dispositions/{place}/name", "named_twice")
        seen.add(normal(one.name))
    if rules.disposition_required and not rules.dispositions:
        yield FieldFault("dispositions", "too_few_items", {"limit": 1})
