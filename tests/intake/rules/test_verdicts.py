"""What is wrong with rules is found before they decide anything, and said where it is."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given

from guichet.intake.rules import engine
from guichet.intake.rules.types import (
    MOST_RULES,
    Condition,
    Facts,
    ForAgent,
    Group,
    Rule,
    Rules,
    SkillAt,
    Test,
    Then,
)
from guichet.intake.rules.verdicts import Known, faults_of
from tests.intake.rules import examples
from tests.intake.rules.examples import an_id, rule

KNOWN = Known(
    queues=frozenset({str(an_id(1)), str(an_id(2))}),
    skills=frozenset({str(an_id(1)), str(an_id(2))}),
    agents=frozenset({str(an_id(1))}),
    calendars=frozenset({str(an_id(1))}),
    entry_points=frozenset({str(an_id(1))}),
    media=frozenset({"chat", "mail"}),
    tags=frozenset({"vip"}),
)


def faults(*rules: Rule) -> Sequence[tuple[str, str]]:
    return [(one.pointer, one.code) for one in faults_of(rules, KNOWN)]


def asks(fact: str, op: str, *values: str, key: str | None = None, **more: Any) -> Test:
    return Test(fact, op, key, values, **more)


def cart(op: str, *numbers: float) -> Test:
    return Test("data", op, "cart.total", (), numbers)


def all_of(*parts: Condition) -> Group:
    return Group("all", parts)


@pytest.mark.parametrize(
    ("test", "where", "code"),
    [
        (asks("moon", "is"), "fact", "unknown_fact"),
        (asks("known", "contains", "x"), "op", "unknown_operator"),
        (asks("data", "known"), "key", "required"),
        (asks("data", "known", key="a..b"), "key", "not_a_path"),
        (asks("data", "known", key=".".join("abcdefghi")), "key", "not_a_path"),
        (asks("attribute", "known", key="x" * 121), "key", "too_long"),
        (cart("more_than"), "numbers/0", "required"),
        (cart("between", 1), "numbers/1", "required"),
        (cart("between", 2, 1), "numbers/1", "below_the_first"),
        (cart("at_least", float("nan")), "numbers/0", "wrong_value"),
        (Test("hour", "between", numbers=(0, 1441)), "numbers/1", "wrong_value"),
        (Test("location", "within", numbers=(91, 0, 1)), "numbers/0", "wrong_value"),
        (asks("page", "under"), "values/0", "required"),
        (asks("page", "under", "/a", " "), "values/1", "required"),
        (asks("page", "under", "x" * 201), "values/0", "too_long"),
        (asks("page", "under", *"x" * 101), "values", "too_many_items"),
        (asks("entry_point", "one_of", "gone"), "values/0", "unknown_entry_point"),
        (asks("calendar", "open", "gone"), "values/0", "unknown_calendar"),
        (asks("medium", "one_of", "chat", "pigeon"), "values/1", "wrong_value"),
        (asks("device", "one_of", "fridge"), "values/0", "wrong_value"),
        (asks("weekday", "one_of", "8"), "values/0", "wrong_value"),
        (asks("territory", "one_of", "fr"), "values/0", "wrong_value"),
        (asks("tag", "has_any", "VIP", "vpi"), "values/1", "unknown_tag"),
    ],
)
def test_a_wrong_test_is_named_by_its_place(test: Test, where: str, code: str) -> None:
    assert faults(rule(all_of(test))) == [(f"rules/0/when/of/0/{where}", code)]


@pytest.mark.parametrize(
    ("then", "where", "code"),
    [
        (Then(), "", "nothing_follows"),
        (Then(go_on=True), "", "nothing_follows"),
        (Then(queue_id=an_id(9)), "/queue_id", "unknown_queue"),
        (Then(priority=1441), "/priority", "wrong_value"),
        (Then(require=(SkillAt(an_id(9)),)), "/require/0/skill_id", "unknown_skill"),
        (Then(prefer=(SkillAt(an_id(1), 6),)), "/prefer/0/level", "wrong_value"),
        (Then(forbid=(SkillAt(an_id(1)), SkillAt(an_id(1)))), "/forbid/1/skill_id", "twice"),
        (
            Then(require=(SkillAt(an_id(1), 3),), forbid=(SkillAt(an_id(1), 3),)),
            "/forbid/0/skill_id",
            "asked_and_refused",
        ),
        (Then(agent=ForAgent("agent", an_id(9))), "/agent/agent_id", "unknown_agent"),
        (Then(agent=ForAgent("last", None, 0)), "/agent/minutes", "wrong_value"),
        (Then(tags=("ok", " ")), "/tags/1", "required"),
    ],
)
def test_a_wrong_consequence_is_named_by_its_place(then: Then, where: str, code: str) -> None:
    assert faults(rule(None, then)) == [(f"rules/0/then{where}", code)]


def test_a_sound_rule_has_no_fault() -> None:
    test = asks("tag", "has_any", "Vip")
    then = Then(an_id(1), require=(SkillAt(an_id(1), 3),), forbid=(SkillAt(an_id(1), 4),))
    assert faults(rule(all_of(test), then), rule()) == []


def test_every_fault_names_its_rule() -> None:
    (fault,) = faults_of((rule(all_of(asks("moon", "is")), name="Moon"),), KNOWN)
    assert fault.params == {"rule": "Moon"}


@pytest.mark.parametrize(
    "tests",
    [
        (cart("more_than", 100), cart("less_than", 50)),
        (cart("more_than", 100), cart("at_most", 100)),
        (cart("between", 1, 5), cart("at_least", 6)),
        (asks("language", "one_of", "fr"), asks("language", "one_of", "en")),
        (asks("language", "one_of", "fr"), asks("language", "one_of", "fr", negated=True)),
        (asks("subject", "one_of", "a"), asks("subject", "known", negated=True)),
        (asks("known", "is"), asks("known", "is", negated=True)),
        (asks("page", "under", "/a"), asks("page", "under", "/b", "/c")),
        (asks("page", "one_of", "/a"), asks("page", "under", "/b")),
        (asks("weekday", "one_of", "1"), asks("weekday", "one_of", "2")),
        (asks("site", "one_of", "a.example"), asks("site", "contains", "b")),
    ],
)
def test_what_cannot_both_be_is_told_at_the_second(tests: tuple[Test, Test]) -> None:
    assert faults(rule(all_of(*tests))) == [("rules/0/when/of/1", "contradiction")]
    assert faults(rule(all_of(Group("any", (all_of(*tests),))))) == [
        ("rules/0/when/of/0/of/0/of/1", "contradiction")
    ]
    assert faults(rule(Group("any", tests))) == []


@pytest.mark.parametrize(
    "tests",
    [
        (cart("at_least", 100), cart("at_most", 100)),
        (asks("pages_seen", "under", "/a"), asks("pages_seen", "under", "/b")),
        (asks("tag", "has_any", "vip"), asks("tag", "has_all", "vip")),
        (asks("page", "under", "/a"), asks("page", "under", "/a/b")),
        (asks("page", "under", "shop.example"), asks("page", "under", "/b")),
        (asks("language", "one_of", "fr", "en"), asks("language", "one_of", "en")),
        (Test("hour", "between", numbers=(60, 30)), Test("hour", "between", numbers=(0, 5))),
    ],
)
def test_what_can_both_be_is_no_contradiction(tests: tuple[Test, Test]) -> None:
    assert faults(rule(all_of(*tests))) == []


def test_nothing_is_reached_after_a_rule_for_everything() -> None:
    rules = (rule(name="All"), rule(asks("known", "is"), name="Late"), rule())
    found = faults_of(rules, KNOWN)
    assert [(one.pointer, one.code, one.params["by"]) for one in found] == [
        ("rules/1", "never_reached", "All"),
        ("rules/2", "never_reached", "All"),
    ]
    open_ended = (replace(rules[0], then=Then(priority=1, go_on=True)), *rules[1:])
    assert faults(*open_ended) == []
    assert faults(replace(rules[0], enabled=False), *rules[1:]) == []


def test_a_rule_that_asks_more_than_an_earlier_one_is_not_reached() -> None:
    known, french = asks("known", "is"), asks("language", "one_of", "fr")
    assert faults(rule(all_of(known)), rule(all_of(french, all_of(known)))) == [
        ("rules/1", "never_reached")
    ]
    assert faults(rule(all_of(french, known)), rule(all_of(known))) == []


def test_limits_are_kept() -> None:
    deep: Group = all_of(asks("known", "is"))
    for _ in range(4):
        deep = all_of(deep)
    assert faults(rule(deep)) == [("rules/0/when", "groups_too_deep")]
    many = all_of(*(cart("at_least", float(n)) for n in range(41)))
    assert faults(rule(many)) == [("rules/0/when", "too_many_items")]
    assert faults(*[rule()] * (MOST_RULES + 1)) == [("rules", "too_many_items")]
    assert faults(rule(all_of(Group("any")))) == [("rules/0/when/of/0", "group_empty")]
    assert faults(rule(Group("any"))) == [("rules/0/when", "group_empty")]


@given(examples.rules, examples.facts)
def test_a_rule_called_unreachable_or_contradictory_never_decides(
    rules: Rules, facts: Facts
) -> None:
    found = faults_of(rules, KNOWN)
    reached = engine.Program(rules).decide(facts).rules
    for fault in found:
        if fault.code == "never_reached":
            assert int(fault.pointer.split("/")[1]) not in reached
        top = fault.pointer.split("/")[2:4] == ["when", "of"] and fault.pointer.count("/") == 4
        if fault.code == "contradiction" and top and not _lists(facts):
            place = int(fault.pointer.split("/")[1])
            assume(rules[place].when.how == "all")
            assert place not in reached


def _lists(facts: Facts) -> bool:
    return "[" in str(facts.data)
