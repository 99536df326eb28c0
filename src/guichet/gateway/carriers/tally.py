"""Counts what passes by routes: minute by minute for the database, and in short steps of the last
minutes for who looks now. Loop thread only.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import log2
from typing import Final
from uuid import UUID

from guichet.gateway.carriers.types import Minute, Mixed
from guichet.gateway.mass.contract import CarrierReceipt, PartSent

ONE_OF: Final = 16
"""Of so many parts, the time until the receipt is taken of one, where many are on their way."""
FEW: Final = 1_000
"""Timed at the same moment: below, every part is."""
MOST_TIMED: Final = 5_000
STEP: Final = timedelta(seconds=5)
RECENT: Final = timedelta(minutes=15)
"""How far back short steps are kept."""
LONGEST_CODE: Final = 40
MOST_CODES: Final = 40
"""Of one route and kind within a minute; others are counted as ``other``."""
OTHER: Final = "other"
_STEPS: Final = 4
"""Of delay, for each doubling."""
_FAILED: Final = frozenset({"expired", "deleted", "undeliverable", "rejected", "unknown"})


class Tally:
    """Of one process."""

    def __init__(self) -> None:
        self._of: dict[tuple[UUID, datetime], Minute] = {}
        self._begun: dict[tuple[UUID, str], datetime] = {}
        self._recent: dict[UUID, deque[Minute]] = {}
        self._skip = 0
        """Parts that pass before the next one that is timed, where many are on their way."""

    def took(self, route_id: UUID, told: Sequence[PartSent], now: datetime) -> None:
        """What a carrier answered."""
        cut = 0
        reasons: dict[Mixed, int] = defaultdict(int)
        taken = [one.peer_id for one in told if one.peer_id is not None]
        self._time(route_id, taken, now)
        for one in told if len(taken) < len(told) else ():
            if one.failure is not None:
                code = one.failure.peer_code or one.failure.code
                reasons["refused", code[:LONGEST_CODE]] += 1
            elif one.peer_id is None:
                cut += 1
        refused = sum(reasons.values())
        handed = len(told) - refused - cut
        self._add(Minute(route_id, now, handed=handed, refused=refused, cut=cut, mix=reasons))

    def _time(self, route_id: UUID, several: Sequence[str], now: datetime) -> None:
        """All of them while there are few, then one of so many."""
        begun = self._begun
        room = max(0, FEW - len(begun))
        for peer_id in several[:room]:
            begun[route_id, peer_id] = now
        rest = several[room + self._skip :: ONE_OF]
        for peer_id in rest[: max(0, MOST_TIMED - len(begun))]:
            begun[route_id, peer_id] = now
        if len(several) > room:
            self._skip = (self._skip - (len(several) - room)) % ONE_OF

    def heard(self, route_id: UUID, receipts: Sequence[CarrierReceipt], now: datetime) -> None:
        """What became of parts."""
        delivered = failed = delay = timed = 0
        mix: dict[Mixed, int] = defaultdict(int)
        for one in receipts:
            delivered += one.state == "delivered"
            if one.state in _FAILED:
                failed += 1
                mix["undelivered", (one.error or one.state)[:LONGEST_CODE]] += 1
            if self._begun and (begun := self._begun.pop((route_id, one.peer_id), None)):
                took = (now - begun) // timedelta(milliseconds=1)
                delay += took
                timed += 1
                mix["delay", step_of(took)] += 1
        self._add(
            Minute(
                route_id,
                now,
                delivered=delivered,
                undelivered=failed,
                delay_ms=delay,
                timed=timed,
                mix=mix,
            )
        )

    def empty(self, now: datetime) -> list[Minute]:
        """Everything counted since the last time; what waits for its receipt too long is no longer
        timed.
        """
        told, self._of = list(self._of.values()), {}
        old = [key for key, begun in self._begun.items() if now - begun > timedelta(hours=1)]
        for key in old:
            del self._begun[key]
        return told

    def again(self, several: Sequence[Minute]) -> None:
        """These could not be written: they count with the next ones."""
        for one in several:
            self._count(one)

    def remember(self, several: Sequence[Minute]) -> None:
        """What passed by all processes lately, oldest first, in place of what is known here."""
        self._recent.clear()
        for one in several:
            self._recently(one)

    def also(self, several: Sequence[Minute], now: datetime) -> None:
        """What others saw pass just now: for who looks, not to be written once more."""
        for one in several:
            self._recently(replace(one, minute=_floor(now, STEP)))

    def since(self, route_id: UUID, begun: datetime) -> list[Minute]:
        """The short steps that began then or later, oldest first."""
        return [one for one in self._recent.get(route_id, ()) if one.minute >= begun]

    def _add(self, more: Minute) -> None:
        self._recently(replace(more, minute=_floor(more.minute, STEP)))
        self._count(replace(more, minute=_floor(more.minute, timedelta(minutes=1))))

    def _count(self, more: Minute) -> None:
        key = (more.route_id, more.minute)
        known = self._of.get(key)
        self._of[key] = more if known is None else added(known, more)

    def _recently(self, more: Minute) -> None:
        steps = self._recent.setdefault(more.route_id, deque())
        while steps and steps[0].minute < more.minute - RECENT:
            steps.popleft()
        if steps and steps[-1].minute == more.minute:
            steps[-1] = added(steps[-1], more)
        else:
            steps.append(more)


class Others:
    """What passes by other processes, from what all of them write and what this one wrote."""

    def __init__(self, known: Iterable[Minute]) -> None:
        self._known = {(one.route_id, one.minute): one for one in known}

    def news(self, written: Iterable[Minute], own: Iterable[Minute]) -> list[Minute]:
        """What is in ``written``, the last minutes of all processes, since the last time, without
        ``own``, which this process wrote meanwhile.
        """
        mine = {(one.route_id, one.minute): one for one in own}
        found: list[Minute] = []
        for one in written:
            key = (one.route_id, one.minute)
            more = one
            for known in (self._known.get(key), mine.get(key)):
                more = more if known is None else _less(more, known)
            self._known[key] = one
            if _is_something(more):
                found.append(more)
        oldest = min((one.minute for one in written), default=None)
        if oldest is not None:
            self._known = {key: one for key, one in self._known.items() if key[1] >= oldest}
        return found


def _less(one: Minute, known: Minute) -> Minute:
    """What ``one`` has beyond ``known``."""
    mix = {key: count - known.mix.get(key, 0) for key, count in one.mix.items()}
    return replace(
        one,
        handed=max(0, one.handed - known.handed),
        refused=max(0, one.refused - known.refused),
        cut=max(0, one.cut - known.cut),
        delivered=max(0, one.delivered - known.delivered),
        undelivered=max(0, one.undelivered - known.undelivered),
        delay_ms=max(0, one.delay_ms - known.delay_ms),
        timed=max(0, one.timed - known.timed),
        mix={key: count for key, count in mix.items() if count > 0},
    )


def _is_something(one: Minute) -> bool:
    return bool(one.handed or one.refused or one.cut or one.delivered or one.undelivered)


def added(one: Minute, more: Minute) -> Minute:
    """Both together, under the beginning of the first."""
    return replace(
        one,
        handed=one.handed + more.handed,
        refused=one.refused + more.refused,
        cut=one.cut + more.cut,
        delivered=one.delivered + more.delivered,
        undelivered=one.undelivered + more.undelivered,
        delay_ms=one.delay_ms + more.delay_ms,
        timed=one.timed + more.timed,
        mix=_mixed(one.mix, more.mix),
    )


def total(route_id: UUID, several: Iterable[Minute]) -> Minute:
    """All of them together, in one pass."""
    handed = refused = cut = delivered = undelivered = delay_ms = timed = 0
    mix: dict[Mixed, int] = defaultdict(int)
    for one in several:
        handed += one.handed
        refused += one.refused
        cut += one.cut
        delivered += one.delivered
        undelivered += one.undelivered
        delay_ms += one.delay_ms
        timed += one.timed
        for key, count in one.mix.items():
            mix[key] += count
    return Minute(
        route_id,
        datetime.min.replace(tzinfo=UTC),
        handed,
        refused,
        cut,
        delivered,
        undelivered,
        delay_ms,
        timed,
        mix,
    )


def step_of(milliseconds: int) -> str:
    """The step a delay belongs to: four for each doubling."""
    return str(round(_STEPS * log2(max(milliseconds, 1))))


def median_ms(mix: Mapping[Mixed, int]) -> int | None:
    """The median delay, to about a tenth; none: nothing was timed."""
    steps = sorted((int(code), count) for (kind, code), count in mix.items() if kind == "delay")
    half = sum(count for _, count in steps) / 2
    for step, count in steps:
        half -= count
        if half <= 0:
            return round(2 ** (step / _STEPS))
    return None


def _mixed(one: Mapping[Mixed, int], more: Mapping[Mixed, int]) -> Mapping[Mixed, int]:
    if not more:
        return one
    both = dict(one)
    for (kind, code), count in more.items():
        crowded = len(both) >= 2 * MOST_CODES and (kind, code) not in both and kind != "delay"
        key: Mixed = (kind, OTHER if crowded else code)
        both[key] = both.get(key, 0) + count
    return both


def _floor(at: datetime, step: timedelta) -> datetime:
    begun = at.replace(hour=0, minute=0, second=0, microsecond=0)
    return at - (at - begun) % step
