"""Rules decide as a reader would, whatever a request brings."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.intake.rules import codec, engine
from guichet.intake.rules.types import (
    FACTS,
    OPERATORS,
    Facts,
    ForAgent,
    Group,
    Outcome,
    Rules,
    SkillAt,
    Test,
    Then,
)
from tests.intake.rules import examples, naive
from tests.intake.rules.examples import MONDAY, an_id, rule


def holds(test: Test, **known: Any) -> bool:
    facts = Facts(**{"local": MONDAY, **known})
    return engine.condition_holds(test, facts)


@given(examples.rules, examples.facts)
def test_rules_decide_like_the_naive_evaluator_and_every_reason_of_each_that_held_holds(
    rules: Rules, facts: Facts
) -> None:
    program = engine.Program(rules)
    outcome = program.decide(facts)
    stored = json.loads(json.dumps(codec.rules_json(rules)))
    assert codec.outcome_json(outcome) == naive.decide(stored, facts)
    why = program.why(facts, outcome)
    assert tuple(why) == outcome.rules
    for reasons in why.values():
        for reason in reasons:
            assert engine.condition_holds(reason.test, facts)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)


@given(
    st.builds(
        Test,
        st.sampled_from([*FACTS, "no_such_fact"]),
        st.sampled_from([op for ops in OPERATORS.values() for op in ops] + ["no_such_operator"]),
        st.none() | st.text(max_size=10) | st.just("cart.total.0.x"),
        st.lists(st.text(max_size=20), max_size=3).map(tuple),
        st.lists(st.floats(), max_size=4).map(tuple),
        st.booleans(),
    ),
    st.builds(
        Facts,
        local=st.just(MONDAY),
        page=st.none() | st.text(),
        pages=st.lists(st.text(), max_size=3).map(tuple),
        language=st.text(),
        attributes=st.dictionaries(st.text(max_size=5), json_values),
        data=st.dictionaries(st.sampled_from(["cart", "", "é"]), json_values),
        location=st.none() | st.tuples(st.floats(), st.floats()),
        referrer=st.none() | st.text(),
        rating=st.none() | st.floats(),
    ),
)
def test_nothing_a_request_brings_makes_a_rule_fail(test: Test, facts: Facts) -> None:
    program = engine.Program((rule(test),))
    outcome = program.decide(facts)
    for reasons in program.why(facts, outcome).values():
        assert all(isinstance(reason.seen, str) for reason in reasons)


@pytest.mark.parametrize(
    ("test", "known", "expected"),
    [
        (Test("page", "under", values=("/checkout",)), {"page": "https://s/checkout/pay"}, True),
        (Test("page", "under", values=("/checkout",)), {"page": "https://s/checkoutlet"}, False),
        (Test("page", "under", values=("/checkout/",)), {"page": "https://s/checkout"}, True),
        (Test("page", "under", values=("s/a",)), {"page": "https://s/a/b?x=1#y"}, True),
        (Test("page", "under", values=("s/a",)), {"page": "https://t/a/b"}, False),
        (
            Test("page", "matches", values=("/p/*/reviews",)),
            {"page": "https://s/p/7/reviews"},
            True,
        ),
        (Test("page", "one_of", values=("/",)), {"page": "https://s"}, True),
        (Test("pages_seen", "under", values=("/tarifs",)), {"pages": ("https://s/tarifs",)}, True),
        (
            Test("data", "more_than", "cart.total", (), (100,)),
            {"data": {"cart": {"total": 100.5}}},
            True,
        ),
        (
            Test("data", "more_than", "cart.total", (), (100,)),
            {"data": {"cart": {"total": "120,50"}}},
            True,
        ),
        (
            Test("data", "more_than", "cart.total", (), (100,)),
            {"data": {"cart": {"total": "dear"}}},
            False,
        ),
        (Test("data", "more_than", "cart.total", (), (100,)), {"data": {"cart": [1, 2]}}, False),
        (
            Test("data", "at_least", "items.price", (), (50,)),
            {"data": {"items": [{"price": 9}, {"price": 50}]}},
            True,
        ),
        (Test("data", "one_of", "vip", ("true",)), {"data": {"vip": True}}, True),
        (Test("attribute", "known", "plan"), {"attributes": {"plan": ""}}, False),
        (Test("attribute", "known", "plan"), {"attributes": {"plan": 0}}, True),
        (Test("language", "one_of", values=("fr",)), {"language": "fr-RE"}, True),
        (Test("language", "one_of", values=("fr",)), {"language": "frr"}, False),
        (Test("tag", "has_any", values=("vip",)), {"tags": ("VIP",)}, True),
        (Test("tag", "has_all", values=("vip", "pro")), {"tags": ("VIP",)}, False),
        (
            Test("hour", "between", numbers=(22 * 60, 6 * 60)),
            {"local": MONDAY.replace(hour=23)},
            True,
        ),
        (
            Test("hour", "between", numbers=(22 * 60, 6 * 60)),
            {"local": MONDAY.replace(hour=6)},
            False,
        ),
        (Test("hour", "between", numbers=(9 * 60, 12 * 60)), {}, False),
        (Test("weekday", "one_of", values=("1", "2")), {}, True),
        (
            Test("location", "within", numbers=(-20.88, 55.45, 10)),
            {"location": (-20.9, 55.5)},
            True,
        ),
        (
            Test("location", "within", numbers=(-20.88, 55.45, 10)),
            {"location": (48.85, 2.35)},
            False,
        ),
        (Test("location", "within", numbers=(-20.88, 55.45, 10)), {}, False),
        (Test("located", "is"), {"location": (0.0, 0.0)}, True),
        (Test("territory", "one_of", values=("RE",), negated=True), {}, True),
        (Test("calendar", "open", values=("a",)), {"open_calendars": frozenset({"a"})}, True),
        (Test("rating", "at_most", numbers=(2,)), {"rating": 2.0}, True),
        (Test("rating", "at_most", numbers=(2,)), {}, False),
        (Test("subject", "known", negated=True), {}, True),
        (Test("company", "contains", values=("cafe",)), {"company": "Le Café bleu"}, True),
        (Test("pages_count", "at_least", numbers=(2,)), {"pages": ("a", "b")}, True),
    ],
)
def test_each_fact_is_compared_as_people_mean_it(
    test: Test, known: dict[str, Any], expected: bool
) -> None:
    assert holds(test, **known) is expected


def test_the_first_rule_that_holds_decides_and_an_earlier_decision_stands() -> None:
    french = Test("language", "one_of", values=("fr",))
    rules = (
        rule(french, Then(priority=10, require=(SkillAt(an_id(9), 3),), tags=("a",), go_on=True)),
        rule(None, Then(queue_id=an_id(1), priority=5, require=(SkillAt(an_id(9), 1),))),
        rule(None, Then(queue_id=an_id(2), agent=ForAgent("last"))),
    )
    decided = engine.Program(rules).decide(Facts(local=MONDAY, language="fr"))
    assert decided == Outcome(
        rules=(0, 1),
        queue_id=an_id(1),
        priority=10,
        require=(SkillAt(an_id(9), 3),),
        tags=("a",),
    )
    assert engine.Program(rules).decide(Facts(local=MONDAY, language="en")).rules == (1,)


def test_a_disabled_rule_is_not_read() -> None:
    off = codec.rules_of([{**codec.rule_json(rule()), "enabled": False}])
    assert engine.Program(off).decide(Facts(local=MONDAY)) == Outcome()


def test_the_reason_tells_what_was_seen() -> None:
    cart = Test("data", "more_than", "cart.total", (), (100,))
    page = Test("page", "under", values=("/checkout",))
    either = Group("any", (Test("verified", "is"), page))
    program = engine.Program((rule(Group("all", (either, cart))),))
    facts = Facts(local=MONDAY, page="https://s/checkout", data={"cart": {"total": 120}})
    (reasons,) = program.why(facts, program.decide(facts)).values()
    assert [(one.test, one.seen) for one in reasons] == [
        (page, "https://s/checkout"),
        (cart, "120"),
    ]


def test_a_program_says_which_facts_and_calendars_it_asks_for() -> None:
    test = Test("calendar", "open", values=("c1",), negated=True)
    program = engine.Program((rule(Group("none", (test, Test("known", "is")))),))
    assert (program.facts, program.calendars) == (
        frozenset({"calendar", "known"}),
        frozenset({"c1"}),
    )


@given(examples.rules)
def test_rules_come_back_from_json_as_they_were(rules: Rules) -> None:
    assert codec.rules_of(json.loads(json.dumps(codec.rules_json(rules)))) == rules
