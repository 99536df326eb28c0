"""Whether a message may go, now, later or never: the dated policies applied to one question. Pure.

The clock and the calendar are the recipient's, the instant is that of the hand-over. What is not
known counts as the strictest it may be.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from guichet.policies import openings
from guichet.policies.senders import sender_fault
from guichet.policies.types import (
    Allow,
    Category,
    Defer,
    Deny,
    Hours,
    Policies,
    Policy,
    Question,
    Reason,
    Territory,
    Verdict,
    Window,
)

GOOD_FOR = timedelta(hours=24)
"""No answer is good for longer."""
_WHOLE_WEEK = (Window(frozenset(range(7)), 0, 0),)
_SUNDAY = 6

SELLING: Final[tuple[Category, ...]] = ("marketing", "telemarketing")
"""What a tenant's own hours and caps are about."""


def evaluate(policies: Policies, question: Question) -> Verdict:
    """The verdict on one message."""
    return Counsel(policies, question).verdict()


@dataclass(frozen=True, slots=True)
class _Layer:
    """Hours that must all be open."""

    rule: str
    version: int
    hours: Hours
    zone: str
    days: frozenset[str]
    """Holidays, if these hours mind them."""

    def closed(self, day: date) -> bool:
        """Whether nothing may go on ``day``."""
        if self.hours.sundays == "forbid" and day.weekday() == _SUNDAY:
            return True
        return day.isoformat() in self.days

    def why_closed(self, at: datetime, until: datetime, territory: str) -> Reason:
        """In which respect it is closed at ``at``."""
        wall = at.astimezone(ZoneInfo(self.zone))
        if wall.date().isoformat() in self.days:
            code = "closed_holiday"
        elif self.hours.sundays == "forbid" and wall.weekday() == _SUNDAY:
            code = "closed_sunday"
        else:
            code = "closed_hours"
        opening = until.astimezone(ZoneInfo(self.zone))
        told = {"now": f"{wall:%H:%M}", "until": f"{opening:%Y-%m-%d %H:%M}"}
        return Reason(self.rule, self.version, code, {**told, "territory": territory})


class Counsel:
    """Answers one question, and the same question for other territories, each worked out once: the
    cost of a message among many is that of a look-up.
    """

    def __init__(self, policies: Policies, question: Question) -> None:
        self._policies = policies
        self._question = question
        self._known: dict[str | None, Verdict] = {}

    def verdict(self) -> Verdict:
        """The answer for the question's own territory."""
        return self.verdict_in(self._question.territory)

    def verdict_in(self, territory: str | None) -> Verdict:
        """The answer if the recipient were in ``territory``."""
        known = self._known.get(territory)
        if known is None:
            question = replace(self._question, territory=territory)
            known = self._known[territory] = _verdict(self._policies, question)
        return known

    def good_at(self, at: datetime) -> bool:
        """Whether every answer given so far is the same at ``at``."""
        return (
            all(isinstance(one, Deny) or at < one.until for one in self._known.values())
            and at < self._question.at + GOOD_FOR
        )


def _verdict(policies: Policies, question: Question) -> Verdict:
    territory = policies.territories.get(question.territory or "")
    if question.blocked:
        return Deny(Reason("platform", 1, "blocked_everywhere"))
    if territory is None:
        return Deny(Reason("platform", 1, "unknown_territory"))
    moment, policy = question.at, None
    while moment < question.at + openings.FARTHEST:
        policy = policy_at(policies, territory, question, moment)
        if policy is None:
            return Deny(Reason("platform", 1, "no_policy", {"territory": territory.code}))
        refused = _refusal(policy, question)
        if refused is not None:
            return refused
        layers = list(_layers(policies, policy, territory, question))
        opening = _first_open(layers, moment)
        if opening is not None and (policy.valid_to is None or opening < policy.valid_to):
            return _timed(policies, policy, layers, question, opening)
        if policy.valid_to is None:
            break
        moment = max(moment, policy.valid_to)
    rule, version = (policy.id, policy.version) if policy else ("platform", 1)
    return Deny(Reason(rule, version, "never_opens"))


def policy_at(
    policies: Policies, territory: Territory, question: Question, at: datetime
) -> Policy | None:
    """The row that counts at ``at``: the nearest to the place, and of these the newest."""
    fitting = [
        one
        for one in policies.rows
        if one.category == question.category
        and question.channel in one.channels
        and one.valid_from <= at
        and (one.valid_to is None or at < one.valid_to)
        and _covers(policies, one, territory)
    ]
    return max(fitting, key=lambda one: (_nearness(one), one.valid_from), default=None)


def _covers(policies: Policies, policy: Policy, territory: Territory) -> bool:
    if policy.country is not None:
        inside = not policy.territories or territory.code in policy.territories
        return policy.country == territory.country and inside
    return policy.region is None or territory.country in policies.regions[policy.region]


def _nearness(policy: Policy) -> int:
    if policy.country is None:
        return 0 if policy.region is None else 1
    return 3 if policy.territories else 2


def _refusal(policy: Policy, question: Question) -> Deny | None:
    return _unwanted(policy, question) or _pressed(policy, question) or _unfit(policy, question)


def _unwanted(policy: Policy, question: Question) -> Deny | None:
    if question.consent == "withdrawn":
        return _deny(policy, "told_to_stop") if policy.after_stop != "allow" else None
    enough = {"none": ("none", "soft", "optin"), "soft_optin": ("soft", "optin")}
    if question.consent not in enough.get(policy.requires, ("optin",)):
        return _deny(policy, "no_consent")
    return None


def _pressed(policy: Policy, question: Question) -> Deny | None:
    if policy.cool_off_days and question.refused_at is not None:
        again = question.refused_at + timedelta(days=policy.cool_off_days)
        if question.at < again:
            return replace(
                _deny(policy, "refused_lately", count=policy.cool_off_days), again_at=again
            )
    own = question.stricter.cap if question.category in SELLING else None
    for rule, cap in ((None, policy.cap), ("tenant", own)):
        if cap is None:
            continue
        span = timedelta(days=cap.days)
        within = sorted(one for one in question.recent if one > question.at - span)
        if len(within) >= cap.count:
            told = _deny(policy, "contacted_enough", times=cap.count, count=cap.days)
            reason = replace(told.reason, rule=rule) if rule else told.reason
            return Deny(reason, within[-cap.count] + span)
    return None


def _unfit(policy: Policy, question: Question) -> Deny | None:
    if question.sender is not None:
        fault = sender_fault(policy.sender, question.sender, registered=question.registered)
        if fault is not None:
            return Deny(Reason(policy.id, policy.version, fault.code, fault.params))
    text = question.text
    if text is not None:
        if policy.stop_text.mode == "require" and not (text.says_stop or text.answerable):
            return _deny(policy, "stop_text_missing")
        if text.shorteners and question.category == "marketing":
            return _deny(policy, "public_shortener", link=text.shorteners[0])
    return None


def _deny(policy: Policy, code: str, **params: str | int) -> Deny:
    return Deny(Reason(policy.id, policy.version, code, params))


def _layers(
    policies: Policies, policy: Policy, territory: Territory, question: Question
) -> Iterator[_Layer]:
    stricter = question.stricter
    own = [(policy.id, policy.version, policy.hours)]
    if stricter.prudent and policy.prudent is not None:
        own.append((policy.id, policy.version, policy.prudent))
    if stricter.hours is not None and question.category in SELLING:
        own.append(("tenant", 1, stricter.hours))
    holidays = _holidays(policies, territory, question)
    for rule, version, hours in own:
        minded = holidays if hours.holidays == "forbid" else frozenset[str]()
        if hours.windows or minded or hours.sundays == "forbid":
            whole = replace(hours, windows=hours.windows or _WHOLE_WEEK)
            for zone in territory.zones:
                yield _Layer(rule, version, whole, zone, minded)


def _holidays(policies: Policies, territory: Territory, question: Question) -> frozenset[str]:
    empty = frozenset[str]()
    days = empty.union(*(policies.holidays.get(name, empty) for name in territory.calendars))
    return (days - question.stricter.removed_days) | question.stricter.added_days


def _first_open(layers: list[_Layer], at: datetime) -> datetime | None:
    """The first instant from ``at`` on at which all are open."""
    moment, calm = at, 0
    while calm < len(layers) and moment < at + openings.FARTHEST:
        for layer in layers:
            opening = openings.opens(layer.hours, layer.zone, layer.closed, moment)
            if opening is None:
                return None
            calm = calm + 1 if opening == moment else 1
            moment = opening
    return moment if calm >= len(layers) else None


def _timed(
    policies: Policies, policy: Policy, layers: list[_Layer], question: Question, opening: datetime
) -> Verdict:
    if opening > question.at:
        return _outside(policy, layers, question, opening)
    ends = [openings.closes(one.hours, one.zone, one.closed, opening) for one in layers]
    bounds = [*ends, opening + GOOD_FOR, *([policy.valid_to] if policy.valid_to else [])]
    warnings: tuple[Reason, ...] = ()
    if "warn" in (policy.hours.sundays, policy.hours.holidays):
        territory = policies.territories[question.territory or ""]
        warnings = tuple(_warnings(policies, policy, territory, question))
        bounds += [_midnight(zone, opening) for zone in territory.zones]
    return Allow(Reason(policy.id, policy.version, "allowed"), min(bounds), warnings)


def _outside(
    policy: Policy, layers: list[_Layer], question: Question, opening: datetime
) -> Verdict:
    shut = (one for one in layers if _shut(one, question.at))
    layer = next(shut, None)
    territory = question.territory or ""
    if layer is None:  # the row of today closes for good before it would be open
        reason = Reason(policy.id, policy.version, "closed_until", {"territory": territory})
    else:
        reason = layer.why_closed(question.at, opening, territory)
    return Defer(opening, reason) if policy.outside == "defer" else Deny(reason, opening)


def _shut(layer: _Layer, at: datetime) -> bool:
    return openings.opens(layer.hours, layer.zone, layer.closed, at) != at


def _warnings(
    policies: Policies, policy: Policy, territory: Territory, question: Question
) -> Iterator[Reason]:
    """What is tolerated and not recommended."""
    days = {question.at.astimezone(ZoneInfo(zone)).date() for zone in territory.zones}
    told = {"territory": territory.code}
    if policy.hours.sundays == "warn" and any(day.weekday() == _SUNDAY for day in days):
        yield Reason(policy.id, policy.version, "sunday_tolerated", told)
    holidays = _holidays(policies, territory, question)
    if policy.hours.holidays == "warn" and any(day.isoformat() in holidays for day in days):
        yield Reason(policy.id, policy.version, "holiday_tolerated", told)


def _midnight(zone: str, at: datetime) -> datetime:
    """The beginning of the next day on the wall."""
    place = ZoneInfo(zone)
    day = at.astimezone(place).date() + timedelta(days=1)
    return datetime.combine(day, time(), place).astimezone(UTC)
