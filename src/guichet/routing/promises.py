"""What people who wait are told, when, and what became of it. Pure.

What is told is remembered as a promise when it names a wait, and judged once the wait is over: a
promise is kept if the person was answered by its end, broken if they were still waiting then. Who
left or was moved before its end proves nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from guichet.agents.types import Queue
from guichet.routing.fates import Outcome
from guichet.routing.lines import InLine
from guichet.routing.waits import Announced, announce

EVERY: Final = timedelta(seconds=2)
"""A person is told something new no more often."""
SLACK: Final = 1.1
"""By how much the estimate must pass what was said before more is said: nobody sees figures go up
and down around an edge.
"""


@dataclass(frozen=True, slots=True)
class Promise:
    """A wait a person was told."""

    interaction_id: UUID
    number: int
    """Of all that were made in this interaction, from 0."""
    queue_id: UUID
    queue_name: str
    at: datetime
    position: int
    low: int
    high: int
    """Seconds from ``at``."""
    point: int
    """What the router took for most likely, in seconds."""
    outcome: Outcome | None = None
    waited: int | None = None
    """Seconds from ``at`` until then."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a person was told last."""

    said: Announced
    at: datetime
    queue_id: UUID
    is_promised: bool = False
    """A wait was named, whether or not that was the last word."""


def next_word(told: Told | None, place: InLine, now: datetime) -> Announced | None:
    """What to tell somebody in line now; none when there is nothing new, or it is too soon."""
    if told is not None and now - told.at < EVERY:
        return None
    before = told.said if told is not None and told.queue_id == place.queue_id else None
    said = _steady(before, announce(before, place.now, place.ahead, place.at_once), place)
    return None if before is not None and _shown(before) == _shown(said) else said


def _steady(before: Announced | None, said: Announced, place: InLine) -> Announced:
    """A little more than was said, with nobody come before, is no news."""
    if before is None or before.high is None or said.high is None or place.now is None:
        return said
    is_more = said.high > before.high and said.position <= before.position
    if not is_more or place.now.high > before.high * SLACK:
        return said
    return Announced(said.position, min(said.low, before.high), before.high, said.places)


def _shown(said: Announced) -> tuple[int, int, int | None]:
    return said.position, said.low, said.high


def is_promise(told: Told | None, said: Announced, queue_id: UUID) -> bool:
    """Whether ``said`` promises another wait than what stands."""
    if said.high is None:
        return False
    if told is None or not told.is_promised or told.queue_id != queue_id:
        return True
    return told.said.high != said.high


def promise_of(
    interaction_id: UUID, queue: Queue, said: Announced, place: InLine, now: datetime
) -> Promise:
    """What is kept of ``said``, which names a wait. Its number is given when it is stored."""
    assert said.high is not None
    point = round(place.now.point) if place.now is not None else said.high
    return Promise(
        interaction_id,
        0,
        queue.id,
        queue.name,
        now,
        said.position,
        said.low,
        said.high,
        point,
    )


def is_kept(one: Promise) -> bool | None:
    """Whether what was told came true; none where nobody can know."""
    if one.waited is None or one.outcome is None:
        return None
    if one.waited > one.high:
        return False
    return True if one.outcome == "answered" else None
