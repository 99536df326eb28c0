"""Small made-up worlds for the routing engine: few of everything, so that everything meets."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final
from uuid import UUID

from guichet.agents.types import (
    AgentProfile,
    Capacity,
    Overflow,
    Queue,
    QueueMembership,
    Relax,
    Ring,
)
from guichet.gateway.types import Medium
from guichet.interactions.types import Need, Needs, Preferred
from guichet.kit.ids import UserId
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
    Tick,
    Waits,
)

START: Final = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
QUEUES: Final = tuple(UUID(int=100 + n) for n in range(3))
SKILLS: Final = tuple(UUID(int=200 + n) for n in range(4))
AGENTS: Final = tuple(UUID(int=300 + n) for n in range(5))
REQUESTS: Final = tuple(UUID(int=1000 + n) for n in range(12))
MEDIA: Final = (Medium.CHAT, Medium.CALL, Medium.MAIL)


class World:
    """Makes events that could follow one another, also odd ones."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.at = START
        self.requests: dict[UUID, Request] = {}
        self.offers: dict[UUID, UUID] = {}
        """Offers as decided, to be answered by somebody."""

    def first(self) -> Iterator[Event]:
        """A tenant with everything in place."""
        for queue_id in QUEUES:
            yield self.queue_set(queue_id)
        for agent_id in AGENTS:
            yield AgentSet(self.at, self.profile(agent_id))
            yield PresenceSet(self.at, agent_id, ready=self.coin(0.7), present=True)

    def next(self) -> Event:
        """One more event, some time later; often a whole number of seconds, so that instants
        coincide.
        """
        self.at += timedelta(seconds=self.chance.choice((0, 1, 5, 15, 30, 60, 200)))
        deeds = [
            (8, self.arrives),
            (6, self.answers),
            (3, self.ends),
            (2, self.presence),
            (1, self.settings),
            (2, lambda: Tick(self.at)),
        ]
        weights = [weight for weight, _ in deeds]
        return self.chance.choices([deed for _, deed in deeds], weights)[0]()

    def coin(self, chance: float) -> bool:
        return self.chance.random() < chance

    def pick(self, things: tuple[UUID, ...]) -> UUID:
        return self.chance.choice(things)

    def arrives(self) -> Event:
        name = self.pick(REQUESTS)
        known = self.requests.get(name)
        since = known.since if known else self.at - timedelta(seconds=self.chance.randint(0, 300))
        soon = self.at + timedelta(seconds=self.chance.choice((20, 60, 400)))
        preferred = Preferred(self.pick(AGENTS), self.chance.choice((None, soon)))
        request = Request(
            name,
            self.pick(QUEUES),
            self.chance.choice(MEDIA),
            since,
            self.at,
            self.needs(),
            self.chance.choice((0, 0, 0, 3, -2)),
            preferred if self.coin(0.25) else None,
            soon if self.coin(0.15) else None,
            self.coin(0.85),
        )
        self.requests[name] = request
        return Waits(self.at, request)

    def needs(self) -> Needs:
        def some(most: int) -> tuple[Need, ...]:
            count = self.chance.choices(range(most + 1), [4, 3, 1][: most + 1])[0]
            return tuple(
                Need(self.pick(SKILLS), self.chance.randint(1, 4), "") for _ in range(count)
            )

        return Needs(some(2), some(2), some(1) if self.coin(0.3) else ())

    def answers(self) -> Event:
        if not self.offers:
            return self.odd()
        name = self.chance.choice(sorted(self.offers, key=lambda one: one.int))
        agent_id = self.offers.pop(name)
        if self.coin(0.7):
            return HasIt(self.at, name, agent_id, self.requests[name].medium)
        return Declined(self.at, name, agent_id)

    def odd(self) -> Event:
        """Picked by hand, or offered by another engine."""
        name, agent_id = self.pick(REQUESTS), self.pick(AGENTS)
        request = self.requests.get(name)
        if request is None:
            return Gone(self.at, name)
        if self.coin(0.5):
            return HasIt(self.at, name, agent_id, request.medium)
        return Offered(self.at, request, agent_id, self.at + timedelta(seconds=30))

    def ends(self) -> Event:
        return Gone(self.at, self.pick(REQUESTS))

    def presence(self) -> Event:
        agent_id, present = self.pick(AGENTS), self.coin(0.8)
        return PresenceSet(self.at, agent_id, ready=present and self.coin(0.75), present=present)

    def settings(self) -> Event:
        kind = self.chance.randrange(8)
        if kind == 0:
            return AgentRemoved(self.at, self.pick(AGENTS))
        if kind == 1:
            return QueueRemoved(self.at, self.pick(QUEUES))
        if kind < 5:
            return AgentSet(self.at, self.profile(self.pick(AGENTS)))
        return self.queue_set(self.pick(QUEUES))

    def queue_set(self, queue_id: UUID) -> Event:
        rings = sorted(self.chance.sample((10, 30, 60, 120), self.chance.randint(0, 2)))
        overflow = Overflow(timedelta(seconds=self.chance.choice((45, 90))), self.pick(QUEUES))
        queue = Queue(
            id=queue_id,
            version=1,
            key="q",
            is_default=False,
            name="Q",
            priority=self.chance.choice((0, 0, 2)),
            rings=tuple(self.ring(after) for after in rings),
            overflow=overflow if overflow.queue_id != queue_id and self.coin(0.4) else None,
            reservation=timedelta(seconds=self.chance.choice((10, 30))),
        )
        return QueueSet(self.at, queue, self.at if self.coin(0.8) else None)

    def ring(self, after: int) -> Ring:
        relax = Relax(self.pick(SKILLS), drop=self.coin(0.5), level=self.chance.randint(1, 2))
        other = self.pick(QUEUES) if self.coin(0.4) else None
        return Ring(timedelta(seconds=after), (relax,) if self.coin(0.7) else (), other)

    def profile(self, agent_id: UUID) -> AgentProfile:
        queues = self.chance.sample(QUEUES, self.chance.randint(1, 3))
        skills = self.chance.sample(SKILLS, self.chance.randint(0, 4))
        most = {Medium.CHAT: self.chance.randint(1, 3)} if self.coin(0.3) else {}
        return AgentProfile(
            id=UserId(agent_id),
            version=1,
            name="A",
            active=self.coin(0.95),
            queues=tuple(QueueMembership(q, self.chance.randint(1, 3)) for q in queues),
            skills={skill: self.chance.randint(1, 5) for skill in skills},
            capacity=replace(Capacity(), units=self.chance.choice((1, 2, 4)), most=most),
        )


def relief(world: World) -> Iterator[Event]:
    """Every agent is ready, answers every queue and knows everything; all queues are open."""
    for queue_id in QUEUES:
        queue = Queue(id=queue_id, version=1, key="q", is_default=False, name="Q")
        yield QueueSet(world.at, queue, world.at)
    for agent_id in AGENTS:
        yield AgentSet(
            world.at,
            AgentProfile(
                id=UserId(agent_id),
                version=1,
                name="A",
                active=True,
                queues=tuple(QueueMembership(q, 1) for q in QUEUES),
                skills=dict.fromkeys(SKILLS, 5),
            ),
        )
        yield PresenceSet(world.at, agent_id, ready=True, present=True)
