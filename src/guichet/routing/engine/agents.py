"""What an agent can be given now."""

from uuid import UUID

from guichet.agents.types import Capacity
from guichet.gateway.types import Medium
from guichet.routing.engine.lines import AgentSeat


def free_for(seat: AgentSeat) -> frozenset[Medium]:
    """Of which media something may be given now."""
    if not seat.ready or seat.offers or seat.profile is None:
        return _NOTHING
    return media_for(seat.profile.capacity, seat.work) if seat.work else seat.rested


def media_for(capacity: Capacity, work: dict[UUID, Medium]) -> frozenset[Medium]:
    """Of which media one more fits beside ``work``."""
    return frozenset(medium for medium in _MEDIA if has_room(capacity, work, medium))


def has_room(capacity: Capacity, work: dict[UUID, Medium], medium: Medium) -> bool:
    """Whether one more of ``medium`` fits beside ``work``: at most so many of it, and units for
    it when what it may interrupt is left out.
    """
    most = capacity.most.get(medium)
    if most is not None and sum(1 for one in work.values() if one is medium) >= most:
        return False
    used = 0
    for one in work.values():
        if medium not in capacity.interrupts.get(one, _NOTHING):
            used += capacity.weights.get(one, 1)
    return used + capacity.weights.get(medium, 1) <= capacity.units


_NOTHING: frozenset[Medium] = frozenset()
_MEDIA = tuple(Medium)
