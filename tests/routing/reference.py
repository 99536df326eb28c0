"""The routing engine written the slow and obvious way: after every event all requests are held
against all agents, by the rules as the decision page states them. It keeps no index, no order and
no note of what changed; it shares no code with the engine but the values that go in and out.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from guichet.agents.types import AgentProfile, Queue
from guichet.gateway.types import Medium
from guichet.routing.types import (
    AgentRemoved,
    AgentSet,
    Declined,
    Event,
    Gone,
    HasIt,
    Offered,
    PresenceSet,
    QueueRemoved,
    QueueSet,
    Request,
    Waits,
)

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
PREFERENCE = timedelta(minutes=5)
DECLINED = timedelta(minutes=5)

Done = tuple[str, datetime, UUID, UUID]
"""What was decided, when, about which request, for which agent or queue."""


@dataclass
class Waiting:
    """Somebody who waits."""

    request: Request
    declined: dict[UUID, datetime] = field(default_factory=dict)
    visited: set[UUID] = field(default_factory=set)


@dataclass
class Person:
    """An agent."""

    id: UUID
    profile: AgentProfile | None = None
    ready: bool = False
    present: bool = False
    idle_since: datetime | None = None
    work: dict[UUID, Medium] = field(default_factory=dict)


class Reference:
    """All of one tenant."""

    def __init__(self) -> None:
        self.queues: dict[UUID, Queue] = {}
        self.opened: dict[UUID, datetime] = {}
        self.people: dict[UUID, Person] = {}
        self.waiting: dict[UUID, Waiting] = {}
        self.offers: dict[UUID, tuple[UUID, datetime, Waiting]] = {}
        self.done: list[Done] = []

    def apply(self, event: Event) -> list[Done]:
        """As the engine's, with decisions reduced to what they do."""
        self.done = []
        if any(at <= event.at for at in self._instants()):
            self._expire(event.at)
            self._match(event.at)
        self._take(event)
        self._match(event.at)
        return self.done

    # -- time --------------------------------------------------------------------------------

    def _instants(self) -> list[datetime]:
        """When something may happen by the passing of time alone."""
        offers = [until for _, until, _ in self.offers.values()]
        return [*offers, *self._changes()]

    def _changes(self) -> list[datetime]:
        """Instants, after the last match, at which somebody may become eligible by time alone."""
        found: list[datetime] = []
        for one in self.waiting.values():
            queue = self.queues.get(one.request.queue_id)
            preferred = one.request.preferred
            found += one.declined.values()
            found += [one.request.due_at] if one.request.due_at else []
            found += [self._named_until(one)] if preferred else []
            clock = self._clock(one)
            if queue and clock:
                found += [clock + ring.after for ring in queue.rings]
            found += self._overflow(one)
        return [at for at in found if at > self._matched_at]

    _matched_at = LONG_AGO

    def _expire(self, at: datetime) -> None:
        for name in sorted(self.offers, key=lambda one: one.int):
            agent_id, until, waiting = self.offers[name]
            if until <= at:
                del self.offers[name]
                self.done.append(("expire", at, name, agent_id))
                self.people[agent_id].ready = False
                self.waiting[name] = waiting

    def _overflow(self, one: Waiting) -> list[datetime]:
        queue, clock = self.queues.get(one.request.queue_id), self._clock(one)
        if queue is None or queue.overflow is None or clock is None:
            return []
        to = queue.overflow.queue_id
        return [] if to in one.visited or to not in self.queues else [clock + queue.overflow.after]

    def _clock(self, one: Waiting) -> datetime | None:
        opened = self.opened.get(one.request.queue_id)
        if one.request.in_hours:
            return one.request.entered_at
        return max(one.request.entered_at, opened) if opened else None

    def _move_on(self, one: Waiting, at: datetime) -> None:
        overflow = self.queues[one.request.queue_id].overflow
        assert overflow is not None
        self.done.append(("requeue", at, one.request.id, overflow.queue_id))
        one.request = replace(one.request, queue_id=overflow.queue_id, entered_at=at)
        one.visited.add(overflow.queue_id)

    # -- events ------------------------------------------------------------------------------

    def _take(self, event: Event) -> None:  # noqa: C901 - one line for each kind of event
        match event:
            case QueueSet():
                self.queues[event.queue.id] = event.queue
                self.opened.pop(event.queue.id, None)
                if event.open_since:
                    self.opened[event.queue.id] = event.open_since
            case QueueRemoved():
                self.queues.pop(event.queue_id, None)
                self.opened.pop(event.queue_id, None)
            case AgentSet():
                self._person(event.profile.id).profile = event.profile
            case AgentRemoved():
                self._leave(event.agent_id)
                self.people.pop(event.agent_id, None)
            case PresenceSet():
                self._presence(event)
            case Waits():
                self._waits(event.request, event.at)
            case Offered():
                self._offered(event)
            case Declined():
                self._declined(event)
            case HasIt():
                self._has(event)
            case Gone():
                self._forget(event.interaction_id, event.at)

    def _person(self, agent_id: UUID) -> Person:
        return self.people.setdefault(agent_id, Person(agent_id))

    def _leave(self, agent_id: UUID) -> None:
        for name, (agent, _, waiting) in list(self.offers.items()):
            if agent == agent_id:
                del self.offers[name]
                self.waiting[name] = waiting

    def _presence(self, event: PresenceSet) -> None:
        person = self._person(event.agent_id)
        if event.ready and not person.ready:
            person.idle_since = event.idle_since or event.at
        if person.present and not event.present:
            self._leave(event.agent_id)
        person.ready, person.present = event.ready, event.present

    def _waits(self, request: Request, at: datetime) -> None:
        known = self.waiting.get(request.id)
        if known is not None and known.request == request:
            return
        if request.id in self.offers:
            known = self.offers[request.id][2]
        self._forget(request.id, at)
        fresh = Waiting(request, visited={request.queue_id})
        if known is not None:
            fresh.declined = known.declined
            fresh.visited |= known.visited
        self.waiting[request.id] = fresh

    def _offered(self, event: Offered) -> None:
        name = event.request.id
        if name in self.offers and self.offers[name][0] == event.agent_id:
            return
        known = self.waiting.get(name) or (self.offers[name][2] if name in self.offers else None)
        self._forget(name, event.at)
        fresh = known or Waiting(event.request, visited={event.request.queue_id})
        self._person(event.agent_id)
        self.offers[name] = (event.agent_id, event.until, fresh)

    def _declined(self, event: Declined) -> None:
        name = event.interaction_id
        one = self.waiting.get(name) or (self.offers[name][2] if name in self.offers else None)
        if one is None:
            return
        one.declined = {**one.declined, event.agent_id: event.at + DECLINED}
        if name in self.offers and self.offers[name][0] == event.agent_id:
            del self.offers[name]
            self.waiting[name] = one

    def _has(self, event: HasIt) -> None:
        person = self._person(event.agent_id)
        if event.interaction_id in person.work:
            return
        self._forget(event.interaction_id, event.at)
        person.work[event.interaction_id] = event.medium

    def _forget(self, name: UUID, at: datetime) -> None:
        self.waiting.pop(name, None)
        self.offers.pop(name, None)
        for person in self.people.values():
            if person.work.pop(name, None) is not None:
                person.idle_since = at

    # -- who may have what -------------------------------------------------------------------

    def _match(self, at: datetime) -> None:
        for one in sorted(self.waiting.values(), key=lambda one: one.request.id.int):
            while any(due <= at for due in self._overflow(one)):
                self._move_on(one, at)
            one.declined = {who: until for who, until in one.declined.items() if until > at}
        while pairs := [
            (self._order(one, person, at), one.request.id, person.id)
            for one in self.waiting.values()
            for person in self.people.values()
            if self._may(one, person, at)
        ]:
            _, name, agent_id = min(pairs)
            one = self.waiting.pop(name)
            queue = self.queues.get(one.request.queue_id)
            until = at + (queue.reservation if queue else timedelta(seconds=30))
            self.offers[name] = (agent_id, until, one)
            self.done.append(("offer", at, name, agent_id))
        self._matched_at = at

    def _order(self, one: Waiting, person: Person, at: datetime) -> tuple[object, ...]:
        request = one.request
        queue = self.queues.get(request.queue_id)
        minutes = request.priority + (queue.priority if queue else 0)
        preference = self._preference(one, person, at)
        assert preference is not None
        assert person.idle_since is not None
        rank = request.since - timedelta(minutes=minutes) + (preference - 1) * PREFERENCE
        return (rank, request.id.int, -self._fit(one, person), person.idle_since, person.id.int)

    def _fit(self, one: Waiting, person: Person) -> int:
        assert person.profile is not None
        request, skills = one.request, person.profile.skills
        asked: dict[UUID, int] = {}
        for need in request.needs.preferred:
            asked[need.skill_id] = max(asked.get(need.skill_id, 0), need.level)
        met = sum(skills.get(skill, 0) >= level for skill, level in asked.items())
        total = sum(skills.get(skill, 0) for skill in [*self._required(one), *asked])
        known = request.preferred is not None and request.preferred.agent_id == person.id
        return 1_000_000 * known + 1_000 * met + total

    _now = LONG_AGO

    def _stage(self, one: Waiting, at: datetime) -> int:
        queue, clock = self.queues.get(one.request.queue_id), self._clock(one)
        if queue is None or clock is None:
            return 0
        return sum(clock + ring.after <= at for ring in queue.rings)

    def _required(self, one: Waiting) -> dict[UUID, int]:
        levels: dict[UUID, int] = {}
        for need in one.request.needs.required:
            levels[need.skill_id] = max(levels.get(need.skill_id, 0), need.level)
        queue = self.queues.get(one.request.queue_id)
        for ring in queue.rings[: self._stage(one, self._now)] if queue else ():
            for relax in ring.relax:
                if relax.drop or relax.level is None:
                    levels.pop(relax.skill_id, None)
                elif relax.skill_id in levels:
                    levels[relax.skill_id] = min(levels[relax.skill_id], relax.level)
        return levels

    def _named_until(self, one: Waiting) -> datetime:
        preferred = one.request.preferred
        assert preferred is not None
        return preferred.until or one.request.entered_at + timedelta(hours=1)

    def _kept_for(self, one: Waiting, at: datetime) -> UUID | None:
        preferred = one.request.preferred
        if preferred is None or preferred.agent_id in one.declined:
            return None
        over = self._named_until(one) <= at
        person = self.people.get(preferred.agent_id)
        return preferred.agent_id if person and person.present and not over else None

    def _preference(self, one: Waiting, person: Person, at: datetime) -> int | None:
        assert person.profile is not None
        if self._kept_for(one, at) is not None:
            return 1
        queue = self.queues.get(one.request.queue_id)
        rings = queue.rings[: self._stage(one, at)] if queue else ()
        asked = {one.request.queue_id} | {ring.any_agent_of for ring in rings}
        found = [each.preference for each in person.profile.queues if each.queue_id in asked]
        return min(found, default=None)

    def _may(self, one: Waiting, person: Person, at: datetime) -> bool:  # noqa: PLR0911 - one line a rule
        self._now = at
        request, profile = one.request, person.profile
        if profile is None or not profile.active or not person.ready:
            return False
        if any(agent == person.id for agent, _, _ in self.offers.values()):
            return False
        if request.due_at is not None and request.due_at > at:
            return False
        if not request.in_hours and request.queue_id not in self.opened:
            return False
        if person.id in one.declined or self._kept_for(one, at) not in (None, person.id):
            return False
        if self._preference(one, person, at) is None:
            return False
        if any(profile.skills.get(s, 0) < level for s, level in self._required(one).items()):
            return False
        if any(profile.skills.get(n.skill_id, 0) >= n.level for n in request.needs.forbidden):
            return False
        return self._has_room(person, request.medium)

    def _has_room(self, person: Person, medium: Medium) -> bool:
        assert person.profile is not None
        capacity, work = person.profile.capacity, list(person.work.values())
        if medium in capacity.most and work.count(medium) >= capacity.most[medium]:
            return False
        stays = [one for one in work if medium not in capacity.interrupts.get(one, frozenset())]
        used = sum(capacity.weight(one) for one in stays)
        return used + capacity.weight(medium) <= capacity.units
