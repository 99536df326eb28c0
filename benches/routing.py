"""The pure routing engine: events a second, and how long one event takes.

Load: 1,000 agents with 5 of 50 skills at mixed levels (1 to 5) in 2 of 4 queues, one thing at a
time each; 1,000, 10,000 and 100,000 requests wait, each asking for one or two skills at level 1 to
3 (one in ten for none); 200 arrivals a second of engine time, and agents who end as often, so that
the number waiting stays. An arrival is one event; an offer is answered by two more (accepted,
ended). One process, one core; the garbage collector runs as it does in the product.
"""

import time
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from guichet.agents.types import AgentProfile, Capacity, Queue, QueueMembership
from guichet.gateway.types import Medium
from guichet.interactions.types import Need, Needs
from guichet.kit.ids import UserId
from guichet.routing.engine import Router
from guichet.routing.types import (
    AgentSet,
    Event,
    Gone,
    HasIt,
    Offer,
    PresenceSet,
    QueueSet,
    Request,
    Tick,
    Waits,
)

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
AGENTS, SKILLS, QUEUES, ARRIVALS = 1_000, 50, 4, 200
SIZES = (1_000, 10_000, 100_000)
EVENTS = 30_000


class Load:
    """Makes the events, seeded."""

    def __init__(self, waiting: int) -> None:
        self._chance = Random(7)
        self._at = START
        self._next = 1_000_000
        self._router = Router()
        self._took: list[float] = []
        self._busy: list[UUID] = []
        self._fill(waiting)

    def _fill(self, waiting: int) -> None:
        queues = [
            Queue(id=_id(1, n), version=1, key="q", is_default=n == 0, name="Q")
            for n in range(QUEUES)
        ]
        start: list[Event] = [QueueSet(START, queue, START) for queue in queues]
        start += [AgentSet(START, self._profile(n)) for n in range(AGENTS)]
        start += [self._arrival(START - timedelta(minutes=30)) for _ in range(waiting)]
        self._router.load(start)
        for n in range(AGENTS):
            offers = self._router.apply(PresenceSet(START, _id(3, n), ready=True, present=True))
            self._accept(offers)

    def _profile(self, number: int) -> AgentProfile:
        skills = self._chance.sample(range(SKILLS), 5)
        queues = self._chance.sample(range(QUEUES), 2)
        return AgentProfile(
            id=UserId(_id(3, number)),
            version=1,
            name="A",
            active=True,
            queues=tuple(QueueMembership(_id(1, q), place + 1) for place, q in enumerate(queues)),
            skills={_id(2, skill): self._chance.randint(1, 5) for skill in skills},
            capacity=Capacity(units=1),
        )

    def _arrival(self, at: datetime) -> Waits:
        self._next += 1
        count = self._chance.choices((0, 1, 2), (1, 6, 3))[0]
        skills = self._chance.sample(range(SKILLS), count)
        needs = Needs(tuple(Need(_id(2, s), self._chance.randint(1, 3), "") for s in skills))
        queue = _id(1, self._chance.randrange(QUEUES))
        return Waits(at, Request(_id(4, self._next), queue, Medium.CHAT, at, at, needs))

    def _accept(self, decisions: object) -> None:
        assert isinstance(decisions, list)
        for one in decisions:
            if isinstance(one, Offer):
                accepted = HasIt(one.at, one.interaction_id, one.agent_id, Medium.CHAT)
                self._took.append(self._timed(accepted)[0])
                self._busy.append(one.interaction_id)

    def _timed(self, event: Event) -> tuple[float, object]:
        begun = time.perf_counter()
        decisions = self._router.apply(event)
        return time.perf_counter() - begun, decisions

    def run(self) -> list[float]:
        """Seconds each of the events took."""
        self._took.clear()
        while len(self._took) < EVENTS:
            self._at += timedelta(seconds=1) / ARRIVALS
            took, offers = self._timed(self._arrival(self._at))
            self._took.append(took)
            self._accept(offers)
            place = self._chance.randrange(len(self._busy))
            self._busy[place], self._busy[-1] = self._busy[-1], self._busy[place]
            took, offers = self._timed(Gone(self._at, self._busy.pop()))
            self._took.append(took)
            self._accept(offers)
        self._router.apply(Tick(self._at))
        return sorted(self._took)


def _id(kind: int, number: int) -> UUID:
    return UUID(int=(kind << 64) + number)


def run(_arguments: object) -> dict[str, float | int | str]:
    """Measure; gives events a second and milliseconds."""
    figures: dict[str, float | int | str] = {}
    for size in SIZES:
        took = Load(size).run()
        mean = sum(took) / len(took)
        figures[f"events_per_second_{size}_waiting"] = round(1 / mean)
        figures[f"ms_per_event_p50_{size}_waiting"] = round(took[len(took) // 2] * 1000, 4)
        figures[f"ms_per_event_p99_{size}_waiting"] = round(took[len(took) * 99 // 100] * 1000, 4)
        figures[f"ms_per_event_most_{size}_waiting"] = round(took[-1] * 1000, 3)
    return figures
