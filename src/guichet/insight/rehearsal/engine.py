"""What a draft would have made of a request, counted. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from guichet.agents.hours import IsHoliday, is_open
from guichet.agents.types import AgentProfile, Calendar
from guichet.gateway.types import Identity
from guichet.insight.rehearsal.types import (
    CHANGES,
    MOST_EXAMPLES,
    Change,
    Effect,
    Example,
    RuleCount,
)
from guichet.insight.rehearsal.waits import Ask, Way, ask_of, mixes_of, places_of, wait_effects
from guichet.intake.rules.engine import Program
from guichet.intake.rules.facts import NO_CONTEXT, Asker, Request, facts_of
from guichet.intake.rules.types import Facts, Outcome, SkillAt
from guichet.interactions.traffic.types import Opened
from guichet.routing.types import LIVE_MEDIA

NOBODY: Mapping[UUID, Asker] = {}


def _never(_territory: str, _day: date) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Staff:
    """Who answers which queue, with which skills."""

    agents: tuple[AgentProfile, ...]
    default_queue: UUID
    calendars: tuple[Calendar, ...] = ()
    """Those the rules ask for."""
    is_holiday: IsHoliday = _never

    def answers(self, outcome: Outcome) -> bool:
        """Whether at least one agent of the queue has what is asked for."""
        queue = outcome.queue_id or self.default_queue
        return any(
            _has(agent.skills, outcome.require, outcome.forbid)
            for agent in self.agents
            if any(one.queue_id == queue for one in agent.queues)
        )


def _has(skills: Mapping[UUID, int], require: Sequence[SkillAt], forbid: Sequence[SkillAt]) -> bool:
    return all(skills.get(one.skill_id, 0) >= one.level for one in require) and not any(
        skills.get(one.skill_id, 0) >= one.level for one in forbid
    )


class Rehearsing:
    """Takes requests in the order they came, and counts."""

    def __init__(self, before: Program, after: Program, staff: Staff, zone: ZoneInfo) -> None:
        self._before = before
        self._after = after
        self._staff = staff
        self._zone = zone
        self._ratings: dict[UUID, float] = {}
        self._people: Mapping[UUID, Asker] = NOBODY
        self._opened: dict[datetime, frozenset[str]] = {}
        self._answerable: dict[object, bool] = {}
        self._asks: list[Ask] = []
        self.effect = Effect(rules=[RuleCount() for _ in after.rules])

    @property
    def needs_context(self) -> bool:
        """Whether a rule asks for anything that requests brought along."""
        return bool((self._before.facts | self._after.facts) & OF_CONTEXT)

    @property
    def needs_contacts(self) -> bool:
        """Whether a rule asks for what is known of the person."""
        return bool((self._before.facts | self._after.facts) & OF_CONTACT)

    def take(self, requests: Iterable[Opened], people: Mapping[UUID, Asker] = NOBODY) -> None:
        """Count some more; ``people`` are the contacts, as they are today."""
        self._people = people
        for one in requests:
            open_calendars = self._open(one.at) if self._staff.calendars else NONE_OPEN
            facts = facts_of(_request(one), self._asker(one), self._zone, open_calendars)
            self._count(one, facts)
            if one.stars is not None:
                self._ratings[one.contact_id] = float(one.stars)

    def weigh(self, there: Iterable[tuple[UUID, datetime, int]]) -> None:
        """Replay the lines, once all requests are taken; ``there`` tells which agent was there in
        which quarter of an hour, and for how many milliseconds of it.
        """
        places = places_of(self._staff.agents, there, mixes_of(self._asks))
        self.effect.waits = wait_effects(self._asks, places)

    def _open(self, at: datetime) -> frozenset[str]:
        """Calendars open at that minute: they change by whole minutes."""
        minute = at.replace(second=0, microsecond=0)
        known = self._opened.get(minute)
        if known is None:
            found = (
                one.id
                for one in self._staff.calendars
                if is_open(one, minute, self._staff.is_holiday)
            )
            known = self._opened[minute] = frozenset(map(str, found))
        return known

    def _asker(self, one: Opened) -> Asker:
        rating = self._ratings.get(one.contact_id)
        known = self._people.get(one.contact_id)
        if known is None:
            return Asker(name=one.contact_name, rating=rating)
        return replace(known, name=one.contact_name, rating=rating)

    def _count(self, one: Opened, facts: Facts) -> None:
        before, after = self._before.decide(facts), self._after.decide(facts)
        effect = self.effect
        effect.total += 1
        flow = (before.queue_id, after.queue_id)
        effect.flows[flow] = effect.flows.get(flow, 0) + 1
        self._count_rules(after)
        if one.medium in LIVE_MEDIA:
            self._asks.append(self._ask(one, before, after))
        changes = [change for change in CHANGES if _differs(change, before, after)]
        example = Example(
            one.id,
            one.at,
            one.contact_name or one.contact_code,
            before.queue_id,
            after.queue_id,
            tuple(place + 1 for place in after.rules),
        )
        effect.changed += bool(changes)
        for change in changes:
            effect.changes[change] += 1
            _keep(effect.examples[change], example)
        self._count_answerable(before, after, example)

    def _ask(self, one: Opened, before: Outcome, after: Outcome) -> Ask:
        usual = self._staff.default_queue
        way = Way(
            before.queue_id or usual,
            after.queue_id or usual,
            before.priority,
            after.priority,
        )
        day = one.at.astimezone(self._zone).date()
        return ask_of(one, day, one.queue_id or usual, way)

    def _count_rules(self, after: Outcome) -> None:
        counts = self.effect.rules
        for place in after.rules:
            counts[place].matches += 1
        chosen = next((p for p in after.rules if self._after.rules[p].then.queue_id), None)
        if chosen is not None:
            counts[chosen].decides += 1

    def _count_answerable(self, before: Outcome, after: Outcome, example: Example) -> None:
        effect = self.effect.unanswerable
        effect.before += not self._is_answerable(before)
        if not self._is_answerable(after):
            effect.after += 1
            _keep(effect.examples, example)

    def _is_answerable(self, outcome: Outcome) -> bool:
        key = (outcome.queue_id, outcome.require, outcome.forbid)
        known = self._answerable.get(key)
        if known is None:
            known = self._answerable[key] = self._staff.answers(outcome)
        return known


NONE_OPEN: frozenset[str] = frozenset()

OF_CONTEXT = frozenset(
    {"verified", "known", "form", "site", "page", "pages_seen", "pages_count", "referrer", "data"}
    | {"device", "located", "location", "territory", "invitation"}
)
"""Facts that stand in what a request brought along."""
OF_CONTACT = frozenset({"tag", "attribute", "company"})
"""Facts that stand on the contact's card."""


def _keep(examples: list[Example], one: Example) -> None:
    """The newest few: requests come in the order of time."""
    examples.append(one)
    if len(examples) > MOST_EXAMPLES:
        del examples[0]


def _differs(change: Change, before: Outcome, after: Outcome) -> bool:
    if change == "queue":
        return before.queue_id != after.queue_id
    if change == "priority":
        return before.priority != after.priority
    if change == "agent":
        return before.agent != after.agent
    return (before.require, before.prefer, before.forbid) != (
        after.require,
        after.prefer,
        after.forbid,
    )


def _request(one: Opened) -> Request:
    return Request(
        at=one.at,
        medium=one.medium,
        entry_point=str(one.entry_point_id),
        address=Identity(one.address_kind, one.address),
        language=one.language,
        page=one.page,
        subject=one.subject,
        context=one.context or NO_CONTEXT,
    )
