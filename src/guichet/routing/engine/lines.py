"""Lines: requests that ask for exactly the same wait in one line, so that whoever may have its
first may have them all. An agent is compared with the heads of lines, not with every request.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush
from uuid import UUID

from guichet.agents.types import AgentProfile, Queue
from guichet.gateway.types import Medium
from guichet.interactions.types import Needs
from guichet.routing.types import PREFERENCE_MINUTES, Request

MINUTE = 60_000_000
"""Microseconds."""
HANDICAP = PREFERENCE_MINUTES * MINUTE

Skills = tuple[tuple[UUID, int], ...]


@dataclass(frozen=True, slots=True)
class Demand:
    """What requests of one line ask of an agent; equal demands make one line."""

    queue_id: UUID
    medium: Medium
    required: Skills
    preferred: Skills
    forbidden: Skills
    also: frozenset[UUID]
    """Other queues whose agents are asked, too."""
    only: UUID | None
    """Kept for this agent."""
    wanted: UUID | None
    """This agent comes first, if they are free."""
    never: frozenset[UUID]
    """Who declined it."""


@dataclass(slots=True, eq=False)
class AgentSeat:
    """One agent and what they have in hand."""

    id: UUID
    number: int
    """The id as a number: for order."""
    profile: AgentProfile | None = None
    ready: bool = False
    present: bool = False
    idle_since: int = 0
    """Microseconds; the end of the last work, or when they came."""
    work: dict[UUID, Medium] = field(default_factory=dict)
    offers: set[UUID] = field(default_factory=set)
    """One at a time, however much they could do at once; several only if the log says so."""
    free: frozenset[Medium] = frozenset()
    """What may be given now."""
    rested: frozenset[Medium] = frozenset()
    """What may be given when nothing is in hand."""
    lines: "dict[Line, int]" = field(default_factory=dict)
    """Lines with somebody in that this agent may serve, with their handicap."""


@dataclass(slots=True, eq=False)
class Line:
    """A line: who waits in it, in order, and who may serve it."""

    demand: Demand
    agents: dict[AgentSeat, tuple[int, int]]
    """Handicap and fit by agent, whether ready or not."""
    heap: list[tuple[int, int, int, "Place"]] = field(default_factory=list)
    count: int = 0
    """Of those who wait; the heap may hold some who left."""


@dataclass(slots=True, eq=False)
class Place:
    """A request's place in line."""

    request: Request
    number: int
    """The id as a number: for order."""
    rank: int
    """Microseconds: ``since`` less priorities; the lower the sooner."""
    entered: int
    """Microseconds: rings and overflow count from here."""
    stage: int = 0
    """How many rings are open."""
    line: Line | None = None
    stamp: int = 0
    """Of its entry in the line's heap: entries with another one are void. Never used twice."""
    timer: int = 0
    """Of its timer: others are void. Never used twice."""
    declined: dict[UUID, int] = field(default_factory=dict)
    """Until when it is not offered to who declined it, in microseconds."""
    queues: frozenset[UUID] = frozenset()
    """Where it waited: nothing overflows in circles."""


def join(line: Line, place: Place, stamp: int) -> bool:
    """Put ``place`` in ``line``; tells whether it is the only one there."""
    place.line = line
    place.stamp = stamp
    heappush(line.heap, (place.rank, place.number, place.stamp, place))
    line.count += 1
    return line.count == 1


def leave(place: Place) -> Line | None:
    """Take ``place`` out of its line; gives the line if nobody waits in it any more."""
    line, place.line = place.line, None
    if line is None:
        return None
    line.count -= 1
    if len(line.heap) > 64 and len(line.heap) > 4 * line.count:
        line.heap = [entry for entry in line.heap if _is_here(line, entry)]
        heapify(line.heap)
    return line if line.count == 0 else None


def head(line: Line) -> Place | None:
    """Who is first."""
    heap = line.heap
    while heap:
        entry = heap[0]
        place = entry[3]
        if place.stamp == entry[2] and place.line is line:
            return place
        heappop(heap)
    return None


def _is_here(line: Line, entry: tuple[int, int, int, Place]) -> bool:
    return entry[3].line is line and entry[3].stamp == entry[2]


def demand_of(place: Place, queue: Queue | None, *, only: UUID | None) -> Demand:
    """What the request asks for at its stage: rings drop or lower skills and open other queues."""
    request = place.request
    needs = request.needs
    required = _levels(needs, "required")
    also: set[UUID] = set()
    for ring in queue.rings[: place.stage] if queue else ():
        for relax in ring.relax:
            if relax.drop or relax.level is None:
                required.pop(relax.skill_id, None)
            elif relax.skill_id in required:
                required[relax.skill_id] = min(required[relax.skill_id], relax.level)
        if ring.any_agent_of is not None:
            also.add(ring.any_agent_of)
    return Demand(
        request.queue_id,
        request.medium,
        _sorted(required),
        _sorted(_levels(needs, "preferred")),
        _sorted(_levels(needs, "forbidden")),
        frozenset(also),
        only,
        request.preferred.agent_id if request.preferred else None,
        frozenset(place.declined),
    )


def _levels(needs: Needs, kind: str) -> dict[UUID, int]:
    found: dict[UUID, int] = {}
    for need in getattr(needs, kind):
        level = need.level
        known = found.get(need.skill_id)
        strict = min if kind == "forbidden" else max
        found[need.skill_id] = level if known is None else strict(known, level)
    return found


def _sorted(levels: Mapping[UUID, int]) -> Skills:
    if len(levels) < 2:
        return tuple(levels.items())
    return tuple(sorted(levels.items(), key=lambda one: one[0].int))


def standing(demand: Demand, profile: AgentProfile) -> tuple[int, int] | None:
    """Handicap (microseconds) and fit of an agent for a demand; none when they may not have it."""
    if demand.only is not None and demand.only != profile.id:
        return None
    if profile.id in demand.never or not profile.active:
        return None
    skills = profile.skills
    for skill, level in demand.required:
        if skills.get(skill, 0) < level:
            return None
    for skill, level in demand.forbidden:
        if skills.get(skill, 0) >= level:
            return None
    preference = preference_of(demand, profile)
    if preference is None:
        return None
    return (preference - 1) * HANDICAP, fit_of(demand, profile)


def preference_of(demand: Demand, profile: AgentProfile) -> int | None:
    """The agent's preference for the queue, or for one opened by a ring; a request kept for them
    comes first whatever their queues are.
    """
    if demand.only is not None:
        return 1
    found = [
        one.preference
        for one in profile.queues
        if one.queue_id == demand.queue_id or one.queue_id in demand.also
    ]
    return min(found) if found else None


def fit_of(demand: Demand, profile: AgentProfile) -> int:
    """How well skills fit: who was spoken with before, then how many of the preferred skills are
    there at their level, then how high all levels asked for are.
    """
    skills = profile.skills
    met = sum(1 for skill, level in demand.preferred if skills.get(skill, 0) >= level)
    levels = sum(skills.get(skill, 0) for skill, _ in demand.required)
    levels += sum(skills.get(skill, 0) for skill, _ in demand.preferred)
    return 1_000_000 * (demand.wanted == profile.id) + 1_000 * met + levels
