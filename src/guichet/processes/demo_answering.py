"""Who answers what in the demo: queues, skills, agents' profiles and the shop's hours.

The queues may be picked from and the first one is always open, so that whoever looks at the demo,
at whatever hour, answers a request with one click; agents say themselves when they are ready.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from guichet.accounts.users.types import User
from guichet.agents import service as agents
from guichet.agents.types import (
    AgentProfile,
    Calendar,
    DayException,
    Disposition,
    Overflow,
    ProfileRules,
    Queue,
    QueueMembership,
    QueueRules,
    Relax,
    Ring,
    Skill,
    Span,
    Target,
    Week,
)
from guichet.kit.ids import UserId
from guichet.kit.work import Work

_DAY: Final = (Span(480, 720), Span(780, 1020))
_WEEK: Final[Week] = (_DAY, _DAY, _DAY, _DAY, _DAY, (Span(480, 720),), ())
_NEW: Final = UUID(int=0)
_SKILLS: Final = ("Français", "English", "Vanille", "Livraison")
_ADVICE, _ORDERS, _ENGLISH = "Conseil", "Commandes", "English"

_KNOWN: Final[Mapping[str, tuple[Mapping[str, int], Mapping[str, int]]]] = {
    "agent1@guichet.example": (
        {_ADVICE: 1, _ORDERS: 2},
        {"Français": 5, "English": 2, "Vanille": 4, "Livraison": 2},
    ),
    "agent2@guichet.example": (
        {_ORDERS: 1, _ENGLISH: 1, _ADVICE: 2},
        {"Français": 4, "English": 5, "Livraison": 5},
    ),
    "supervisor@guichet.example": (
        {_ADVICE: 3, _ORDERS: 3, _ENGLISH: 3},
        {"Français": 5, "English": 3, "Vanille": 5, "Livraison": 3},
    ),
}
"""Preferences of queues and levels of skills, by who."""


async def set_up(work: Work, shop: bool, people: Mapping[str, User]) -> None:
    """Set up one company: the shop with all there is, the other one as it begins, but for hours."""
    hours = await _hours(work)
    if not shop:
        return
    skills = {name: await agents.create_skill(work, name) for name in _SKILLS}
    queues = await _queues(work, hours, skills)
    for email, (served, known) in _KNOWN.items():
        if email in people:
            agent = await agents.profile(work, people[email].id)
            await _decide(work, agent, _rules(agent, served, queues, known, skills))
    await agents.profiles(work)
    await agents.reasons(work)


async def _hours(work: Work) -> Calendar:
    year = work.now.year
    eve = DayException(date(year, 12, 24), (Span(480, 720),), "Réveillon")
    wanted = Calendar(_NEW, 0, "Boutique", "Indian/Reunion", "RE", _WEEK, (eve,))
    return await agents.create_calendar(work, wanted)


async def _queues(work: Work, hours: Calendar, skills: Mapping[str, Skill]) -> Mapping[str, Queue]:
    first = await agents.default_queue(work)
    orders = await agents.create_queue(work, _orders(hours))
    english = await agents.create_queue(work, _english(first, skills["English"]))
    advice = await agents.change_queue(work, first.id, first.version, _advice(orders, skills))
    return {one.name: one for one in (advice, orders, english)}


def _advice(orders: Queue, skills: Mapping[str, Skill]) -> QueueRules:
    less = Ring(timedelta(seconds=45), (Relax(skills["Vanille"].id, drop=False, level=2),))
    more = Ring(timedelta(seconds=90), (Relax(skills["Vanille"].id),), orders.id)
    return QueueRules(
        name=_ADVICE,
        manual_pick=True,
        rings=(less, more),
        wrap_up=timedelta(seconds=60),
        dispositions=_results("Vendu", "Renseigné", "À rappeler"),
    )


def _orders(hours: Calendar) -> QueueRules:
    return QueueRules(
        name=_ORDERS,
        calendar_id=hours.id,
        manual_pick=True,
        priority=5,
        wrap_up=timedelta(seconds=60),
        target=Target(80, timedelta(minutes=2)),
        dispositions=_results("Suivi donné", "Remboursé", "Retour enregistré"),
    )


def _english(first: Queue, english: Skill) -> QueueRules:
    return QueueRules(
        name=_ENGLISH,
        manual_pick=True,
        rings=(Ring(timedelta(minutes=2), (Relax(english.id, drop=False, level=2),), first.id),),
        overflow=Overflow(timedelta(minutes=10), first.id),
        dispositions=_results("Sold", "Answered"),
    )


def _results(*names: str) -> tuple[Disposition, ...]:
    return tuple(Disposition(_NEW, name) for name in names)


def _rules(
    agent: AgentProfile,
    served: Mapping[str, int],
    queues: Mapping[str, Queue],
    known: Mapping[str, int],
    skills: Mapping[str, Skill],
) -> ProfileRules:
    return replace(
        agent.decided,
        queues=tuple(QueueMembership(queues[name].id, place) for name, place in served.items()),
        skills={skills[name].id: level for name, level in known.items()},
    )


async def _decide(work: Work, agent: AgentProfile, rules: ProfileRules) -> None:
    await agents.change_profile(work, UserId(agent.id), agent.version, rules)
