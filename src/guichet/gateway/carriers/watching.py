"""Is a route well? Its last minutes are held against its own past, of the same hour on the same
day of the week. Pure.

What cannot be told from so few parts is said so. An alarm is raised when a sign was ill for some
seconds, and taken back only when what raised it was well for some minutes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import sqrt
from typing import Final, Literal

from guichet.gateway.carriers.tally import median_ms
from guichet.gateway.carriers.types import Minute, Sign

Verdict = Literal["well", "ill", "few"]
"""``few``: too little passed, or too little is known of its past."""

CONFIRMED: Final = timedelta(seconds=10)
"""An ill sign counts once it was ill for so long."""
RECOVERED: Final = timedelta(minutes=2)
"""What raised an alarm has to be well for so long."""
FORGOTTEN: Final = timedelta(hours=6)
"""An alarm about a route by which nothing passes any more is taken back after this."""
DOWN: Final = timedelta(seconds=15)
LEAST_TRIED: Final = 50
LEAST_TIMED: Final = 30
LEAST_HANDED: Final = 100
LEAST_REASONS: Final = 50
PAST_TIMES: Final = 4
"""The past has to hold so many times as much as is asked of the present."""
_Z: Final = 2.58
"""Of the bounds: one alarm by chance in a hundred looks at a share would be too many."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one sign says."""

    sign: Sign
    verdict: Verdict
    now: float | None = None
    """A share; for ``delay`` milliseconds; for ``links`` how many are open."""
    usual: float | None = None
    count: int = 0
    """Of how many parts, receipts or reasons it is."""
    code: str | None = None
    """For ``mix``: the reason that grew the most."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What passed within one window up to now."""

    passed: Minute
    handed_before: int
    """Parts handed over in a window as long, as much earlier as receipts usually take."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What is known of one route from look to look."""

    ill_since: Mapping[Sign, datetime] = field(default_factory=dict)
    alarmed: Mapping[Sign, Reading] = field(default_factory=dict)
    """Signs that raised the present alarm, each as it was at its worst; none: no alarm."""
    well_since: datetime | None = None
    few_since: datetime | None = None


def readings(windows: Sequence[Seen], past: Minute | None) -> list[Reading]:
    """Every sign but the links, each of the shortest window that says enough."""
    told = [
        (
            _refusals(one.passed, past),
            _failures(one.passed, past),
            _receipts(one, past),
            _delay(one.passed, past),
            _mix(one.passed, past),
        )
        for one in windows
    ]
    return [_first_enough(several) for several in zip(*told, strict=True)]


def links(open_links: int, wanted: int, down_for: timedelta) -> Reading:
    """Whether anything can pass at all."""
    ill = wanted > 0 and not open_links and down_for >= DOWN
    waits = wanted > 0 and not open_links and not ill
    verdict: Verdict = "ill" if ill else "few" if waits else "well"
    return Reading("links", verdict, open_links, wanted, wanted)


def looked(before: Watched, told: Sequence[Reading], now: datetime) -> Watched:
    """What is known after one more look."""
    ill = {one.sign: one for one in told if one.verdict == "ill"}
    since = {sign: before.ill_since.get(sign, now) for sign in ill}
    sure = {sign: ill[sign] for sign, begun in since.items() if now - begun >= CONFIRMED}
    if not before.alarmed and not sure:
        return Watched(since)
    alarmed = {**before.alarmed, **{s: r for s, r in sure.items() if s not in before.alarmed}}
    verdicts = {one.sign: one.verdict for one in told}
    still = [verdicts.get(sign, "few") for sign in alarmed]
    well = not ill and all(one == "well" for one in still)
    few = not ill and not well
    after = Watched(
        since,
        alarmed,
        (before.well_since or now) if well else None,
        (before.few_since or now) if few else None,
    )
    return (
        replace(after, alarmed={}, well_since=None, few_since=None) if _over(after, now) else after
    )


def _over(one: Watched, now: datetime) -> bool:
    if one.well_since is not None and now - one.well_since >= RECOVERED:
        return True
    return one.few_since is not None and now - one.few_since >= FORGOTTEN


def _first_enough(several: Sequence[Reading]) -> Reading:
    return next((one for one in several if one.verdict != "few"), several[-1])


def _refusals(now: Minute, past: Minute | None) -> Reading:
    """Without a past only what is gross counts: every second part."""
    tried, bad = _tried(now), now.refused + now.cut
    if tried < LEAST_TRIED:
        return Reading("refusals", "few", count=tried)
    usual = _share(past.refused + past.cut, _tried(past), LEAST_TRIED) if past else None
    limit = 0.5 if usual is None else max(3 * usual, usual + 0.05)
    verdict: Verdict = "ill" if lowest(bad, tried) > limit else "well"
    return Reading("refusals", verdict, bad / tried, usual, tried)


def _failures(now: Minute, past: Minute | None) -> Reading:
    final = now.delivered + now.undelivered
    if final < LEAST_TRIED:
        return Reading("failures", "few", count=final)
    known = past.delivered + past.undelivered if past else 0
    usual = _share(past.undelivered, known, LEAST_TRIED) if past else None
    limit = 0.9 if usual is None else max(2 * usual, usual + 0.15)
    verdict: Verdict = "ill" if lowest(now.undelivered, final) > limit else "well"
    return Reading("failures", verdict, now.undelivered / final, usual, final)


def _receipts(seen: Seen, past: Minute | None) -> Reading:
    """Carriers that give few receipts anyway are not judged by them."""
    handed = seen.handed_before
    came = min(seen.passed.delivered + seen.passed.undelivered, handed)
    usual = _share(past.delivered + past.undelivered, past.handed, LEAST_HANDED) if past else None
    if handed < LEAST_HANDED or usual is None or usual < 0.3:
        return Reading("receipts", "few", usual=usual, count=handed)
    usual = min(usual, 1.0)
    verdict: Verdict = "ill" if highest(came, handed) < 0.6 * usual else "well"
    return Reading("receipts", verdict, came / handed, usual, handed)


def _delay(now: Minute, past: Minute | None) -> Reading:
    median, usual = median_ms(now.mix), median_ms(past.mix) if past else None
    enough = past is not None and past.timed >= PAST_TIMES * LEAST_TIMED
    if now.timed < LEAST_TIMED or not enough or median is None or usual is None:
        return Reading("delay", "few", median, usual, now.timed)
    verdict: Verdict = "ill" if median > max(3 * usual, usual + 10_000) else "well"
    return Reading("delay", verdict, median, usual, now.timed)


def _mix(now: Minute, past: Minute | None) -> Reading:
    """Other reasons than usual, when they are worth a look at all."""
    reasons, known = _reasons(now), _reasons(past) if past else {}
    count, before = sum(reasons.values()), sum(known.values())
    often = count >= 0.05 * max(_tried(now), 1)
    if count < LEAST_REASONS or before < PAST_TIMES * LEAST_REASONS:
        return Reading("mix", "few", count=count)
    grown = {
        code: reasons.get(code, 0) / count - known.get(code, 0) / before
        for code in {*reasons, *known}
    }
    distance = sum(abs(one) for one in grown.values()) / 2
    worst = max(grown, key=lambda code: (grown[code], code))
    verdict: Verdict = "ill" if often and distance > 0.6 else "well"
    return Reading(
        "mix", verdict, reasons.get(worst, 0) / count, known.get(worst, 0) / before, count, worst
    )


def _tried(one: Minute) -> int:
    return one.handed + one.refused + one.cut


def _reasons(one: Minute) -> dict[str, int]:
    return {f"{kind} {code}": n for (kind, code), n in one.mix.items() if kind != "delay"}


def _share(part: int, whole: int, least: int) -> float | None:
    """Of the past; none: too little of it is known."""
    return part / whole if whole >= PAST_TIMES * least else None


def lowest(part: int, whole: int) -> float:
    """A share is hardly lower than this (Wilson's bound)."""
    return _bound(part, whole, -1)


def highest(part: int, whole: int) -> float:
    """A share is hardly higher than this (Wilson's bound)."""
    return _bound(part, whole, 1)


def _bound(part: int, whole: int, side: int) -> float:
    share, squared = part / whole, _Z * _Z
    middle = share + squared / (2 * whole)
    spread = _Z * sqrt(share * (1 - share) / whole + squared / (4 * whole * whole))
    return (middle + side * spread) / (1 + squared / whole)
