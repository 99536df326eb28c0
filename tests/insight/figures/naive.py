"""The figures computed the slow and obvious way: the whole story of each interaction is laid out
first, and every figure is then read off by its definition. Shares nothing with the product.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from guichet.insight.figures.counting import Fact, Target

Key = tuple[UUID, datetime]
MS = timedelta(milliseconds=1)


@dataclass
class Stay:
    """From entering a queue to leaving it for another one, or for good."""

    queue: UUID
    facts: list[Fact]
    before: list[Fact]


def stays(story: Sequence[Fact]) -> list[Stay]:
    """The stays of one interaction. A reopened one stays anew."""
    found: list[Stay] = []
    for place, fact in enumerate(story):
        over_before = place > 0 and story[place - 1].phase == "over"
        enters = fact.phase == "waiting" and fact.queue_id is not None
        if enters and (not found or found[-1].queue != fact.queue_id or over_before):
            assert fact.queue_id is not None
            found.append(Stay(fact.queue_id, [fact], list(story[:place])))
        elif found:
            found[-1].facts.append(fact)
    return found


def quarter(at: datetime) -> datetime:
    """The quarter of an hour."""
    return at - timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)


def queue_figures(story: Sequence[Fact], target: Target) -> dict[Key, Counter[str]]:
    """All figures of queues, by queue and quarter of entry."""
    figures: dict[Key, Counter[str]] = {}
    everything = stays(story)
    for number, stay in enumerate(everything):
        counts = figures.setdefault((stay.queue, quarter(stay.facts[0].at)), Counter())
        earlier = everything[:number]
        follows = everything[number + 1].facts[0] if number + 1 < len(everything) else None
        _first_contact(stay, earlier, follows, target, counts)
        _time(stay, follows, counts)
        _once(stay, story, counts)
    return figures


def _first_contact(
    stay: Stay, earlier: Sequence[Stay], follows: Fact | None, target: Target, counts: Counter[str]
) -> None:
    if any(one.queue == stay.queue for one in earlier):
        return
    counts["offered"] += 1
    entered = stay.facts[0].at
    handed = next((one for one in stay.facts if one.phase in ("active", "held", "wrap_up")), None)
    lost = next((one for one in stay.facts if one.phase == "over"), None)
    if (
        handed is not None
        and (lost is None or handed.at <= lost.at)
        and _before(stay, handed, lost)
    ):
        wait = (handed.at - entered) // MS
        counts["answered"] += 1
        counts["answered_within"] += handed.at - entered <= target.within
        counts["wait_ms"] += wait
    elif lost is not None:
        if lost.by_person and lost.what != "merged":
            counts["abandoned"] += 1
            counts["abandoned_short"] += lost.at - entered < target.short
            counts["abandoned_within"] += lost.at - entered <= target.within
            counts["abandoned_wait_ms"] += (lost.at - entered) // MS
        else:
            counts["dismissed"] += 1
    elif follows is not None:
        counts["moved"] += 1


def _before(stay: Stay, first: Fact, second: Fact | None) -> bool:
    return second is None or stay.facts.index(first) < stay.facts.index(second)


def _time(stay: Stay, follows: Fact | None, counts: Counter[str]) -> None:
    ends = [*stay.facts[1:], *([follows] if follows else [])]
    begun: Fact | None = None
    for fact, after in zip(stay.facts, [*ends, None], strict=False):
        if begun is None or (fact.phase, fact.agent_id) != (begun.phase, begun.agent_id):
            begun = fact
        name = {"active": "talk_ms", "held": "hold_ms", "wrap_up": "wrap_ms"}.get(begun.phase)
        changes = after is not None and (after.phase, after.agent_id) != (
            begun.phase,
            begun.agent_id,
        )
        if name and after is not None and changes:
            counts[name] += (after.at - begun.at) // MS


def _once(stay: Stay, story: Sequence[Fact], counts: Counter[str]) -> None:
    for name, words in (
        ("transferred", {"transferred"}),
        ("requeued", {"released", "requeued"}),
        ("reopened", {"reopened"}),
    ):
        first = next((one for one in story if one.what in words), None)
        counts[name] += any(one is first for one in stay.facts)
    ends = [one for place, one in enumerate(story) if _ends(story, place)]
    counts["handled"] += any(one is ends[0] for one in stay.facts) if ends else 0


def _ends(story: Sequence[Fact], place: int) -> bool:
    before = story[:place]
    answered = any(one.phase in ("active", "held", "wrap_up") for one in before)
    return story[place].phase == "over" and bool(before) and before[-1].phase != "over" and answered


def nonzero(figures: dict[Key, Counter[str]]) -> dict[Key, dict[str, int]]:
    """Without what is zero."""
    bare = {key: {n: v for n, v in counts.items() if v} for key, counts in figures.items()}
    return {key: counts for key, counts in bare.items() if counts}


def added(counts: Iterable[tuple[Key, dict[str, int]]]) -> dict[Key, Counter[str]]:
    """What the product's counts come to."""
    sums: dict[Key, Counter[str]] = {}
    for key, adds in counts:
        sums.setdefault(key, Counter()).update(adds)
    return sums
