"""Event kinds are declared once, named ``<room>.<noun>.<past verb>`` and documented."""

import pytest

from tests.house import event_rules as rules
from tests.house.sources import parse, say, sources

EVENTS = "src/guichet/desk/events.py"
GOOD = 'TAKEN = EventKind("desk.request.taken")\n"""An agent took it."""'


@pytest.mark.parametrize(
    ("path", "text", "count"),
    [
        (EVENTS, GOOD, 0),
        (EVENTS, 'TAKEN = EventKind("desk.request.taken")', 1),
        (EVENTS, GOOD.replace("desk.request", "crm.request"), 1),
        (EVENTS, GOOD.replace("desk.request.taken", "desk.taken"), 1),
        ("src/guichet/desk/service.py", GOOD, 1),
    ],
)
def test_the_rule_finds_what_it_is_for_and_nothing_else(path: str, text: str, count: int) -> None:
    assert len(list(rules.misdeclared(parse(path, text)))) == count


def test_a_kind_declared_twice_is_found() -> None:
    assert len(list(rules.repeated((parse(EVENTS, GOOD), parse(EVENTS, GOOD))))) == 1


def test_the_source_declares_its_events_well() -> None:
    assert not say(finding for source in sources("src") for finding in rules.misdeclared(source))


def test_each_kind_is_declared_once() -> None:
    assert not say(rules.repeated(sources("src")))
