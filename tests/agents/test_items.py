"""What is stored reads as what it was, and what is older than a field as its default."""

from datetime import date, timedelta
from types import MappingProxyType
from uuid import UUID

import pytest

from guichet.agents import items
from guichet.agents.types import (
    Calendar,
    Capacity,
    DayException,
    Disposition,
    Overflow,
    ProfileRules,
    QueueMembership,
    QueueRules,
    Relax,
    Ring,
    Span,
    Target,
)
from guichet.gateway.types import Medium

ONE, TWO = UUID(int=1), UUID(int=2)
FULL = QueueRules(
    name="Conseil",
    priority=-15,
    calendar_id=ONE,
    manual_pick=True,
    reservation=timedelta(seconds=20),
    rings=(
        Ring(timedelta(seconds=60), (Relax(ONE, drop=False, level=2),)),
        Ring(timedelta(seconds=120), (Relax(ONE),), TWO),
    ),
    overflow=Overflow(timedelta(minutes=5), TWO),
    wrap_up=timedelta(seconds=90),
    target=Target(90, timedelta(hours=4)),
    short_abandon=timedelta(seconds=10),
    dispositions=(Disposition(ONE, "Vendu"), Disposition(TWO, "Renseigné")),
    disposition_required=True,
    most_waiting=40,
)
WEEK = ((Span(480, 720), Span(780, 1020)),) * 5 + ((), ())


@pytest.mark.parametrize("rules", [FULL, QueueRules(name="Accueil")])
def test_a_queue_is_read_as_it_was_written(rules: QueueRules) -> None:
    stored = items.queue_json(rules)
    assert items.queue_rules(rules.name, rules.calendar_id, stored) == rules


def test_a_queue_stored_before_a_field_existed_has_its_default() -> None:
    assert items.queue_rules("Accueil", None, {}) == QueueRules(name="Accueil")


@pytest.mark.parametrize(
    "rules",
    [
        ProfileRules(queues=()),
        ProfileRules(
            queues=(QueueMembership(ONE, 1), QueueMembership(TWO, 3)),
            skills=MappingProxyType({ONE: 5, TWO: 1}),
            capacity=Capacity(
                6,
                MappingProxyType(dict.fromkeys(Medium, 2)),
                MappingProxyType({Medium.CALL: 1}),
                MappingProxyType({Medium.CHAT: frozenset({Medium.CALL, Medium.VIDEO})}),
            ),
            languages=("fr", "en"),
        ),
    ],
)
def test_an_agent_is_read_as_written(rules: ProfileRules) -> None:
    assert items.profile_rules(items.profile_json(rules)) == rules


def test_without_any_setup_an_agent_has_four_chats_or_one_call() -> None:
    plain = items.profile_rules({"queues": []}).capacity
    assert plain == Capacity()
    assert (plain.units, plain.weight(Medium.CHAT), plain.weight(Medium.CALL)) == (4, 1, 4)
    assert plain.interrupts[Medium.MAIL] == {Medium.CALL}


def test_hours_are_read_as_they_were_written() -> None:
    days = (
        DayException(date(2026, 12, 20), (), "Fèt kaf"),
        DayException(date(2026, 12, 24), WEEK[0]),
    )
    one = Calendar(ONE, 1, "Boutique", "Indian/Reunion", "RE", WEEK, days)
    stored = items.calendar_json(one.week, one.exceptions)
    assert items.week_of(stored) == one.week
    assert items.exceptions_of(stored) == one.exceptions
    assert items.calendar_item(one)["territory"] == "RE"
