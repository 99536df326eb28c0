"""One pass over the first bodies of a line: lanes, verdicts, and what is to be written of them.
Knows no database.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from zlib import crc32

from guichet.gateway.backoff import Chance
from guichet.hooks.deliveries.types import Due, Line, State, Told, Try
from guichet.hooks.deliveries.verdicts import Failed, next_after, verdict_of
from guichet.hooks.deliveries.wire import Answer
from guichet.kit.clock import Clock
from guichet.kit.tasks import TaskGroup

LASTS: Final = 1.0
"""Seconds in which bodies of a pass are begun: what is done is written soon."""

Post = Callable[[Due], Awaitable[Answer]]


@dataclass(eq=False)
class Passed:
    """What came of a pass."""

    told: list[Told] = field(default_factory=list)
    delivered: int = 0
    is_answered: bool = False
    """Some body was taken or refused for its own sake: the receiver is there."""
    failed_until: datetime | None = None
    """The receiver is away: nobody is told before."""
    is_gone: bool = False
    last: Try | None = None

    @property
    def is_stopped(self) -> bool:
        """Nothing more is begun."""
        return self.is_gone or self.failed_until is not None


def lanes_of(bodies: Sequence[Due], lanes: int) -> list[list[Due]]:
    """The bodies in order, those of one subject in one lane."""
    found: list[list[Due]] = [[] for _ in range(lanes)]
    for one in bodies:
        found[crc32(one.subject.encode()) % lanes].append(one)
    return [lane for lane in found if lane]


async def tell(
    line: Line, bodies: Sequence[Due], post: Post, clock: Clock, chance: Chance
) -> Passed:
    """Post bodies, each lane in order, until all are told or the receiver is away."""
    passed = Passed()
    until = asyncio.get_running_loop().time() + LASTS
    async with TaskGroup() as group:
        for lane in lanes_of(bodies, line.lanes):
            group.create_task(_tell_lane(line, lane, _Pass(passed, post, clock, chance, until)))
    return passed


@dataclass(frozen=True, slots=True)
class _Pass:
    passed: Passed
    post: Post
    clock: Clock
    chance: Chance
    until: float


async def _tell_lane(line: Line, lane: Sequence[Due], one: _Pass) -> None:
    loop = asyncio.get_running_loop()
    for body in lane:
        if one.passed.is_stopped or loop.time() > one.until:
            return
        at = one.clock.now()
        answer = await one.post(body)
        _note(line, body, answer, at, one)


def _note(line: Line, body: Due, answer: Answer, at: datetime, one: _Pass) -> None:
    passed, now = one.passed, one.clock.now()
    tried = Try(at, answer.ms, answer.status, answer.why, answer.excerpt)
    passed.last = tried
    verdict = verdict_of(answer.status)
    passed.is_answered = passed.is_answered or verdict in ("delivered", "refused")
    if verdict == "delivered":
        passed.delivered += 1
        passed.told.append(Told(body.id, body.state, "delivered", None, tried))
        return
    failed = Failed(
        answer.status, body.attempts + 1, line.failures + 1, body.since, answer.retry_after
    )
    then = next_after(verdict, failed, now, one.chance)
    passed.is_gone = passed.is_gone or verdict == "gone"
    if verdict == "away" and not then.aside and passed.failed_until is None:
        passed.failed_until = then.at
    state: State = "dead" if then.dead else "later" if then.aside else body.state
    retry_at = then.at if state == "later" else None
    passed.told.append(Told(body.id, body.state, state, retry_at, tried))
