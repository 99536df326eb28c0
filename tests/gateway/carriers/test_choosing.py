"""Which routes may take a message."""

from collections import Counter
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.gateway.carriers.choosing import Needs, Plan, Way
from guichet.gateway.carriers.types import Ability, Method, Rule, Share
from guichet.gateway.mass.types import Purpose
from guichet.kit.ids import TenantId

A, B, C = UUID(int=1), UUID(int=2), UUID(int=3)
SHOP, BANK = TenantId(UUID(int=10)), TenantId(UUID(int=11))
REUNION, PARIS = "+262692123456", "+33612345678"


def rule(
    *routes: UUID | Share,
    position: int = 1,
    tenant: TenantId | None = None,
    purpose: Purpose | None = None,
    prefixes: tuple[str, ...] = (),
    method: Method = "order",
) -> Rule:
    shares = tuple(one if isinstance(one, Share) else Share(one) for one in routes)
    return Rule(UUID(int=position), 1, position, tenant, purpose, prefixes, method, shares)


@pytest.mark.parametrize(
    ("rules", "tenant", "purpose", "number", "chosen"),
    [
        ([rule(A, B)], SHOP, "otp", PARIS, (A, B)),
        ([rule(A, tenant=BANK), rule(B, position=2)], BANK, "otp", PARIS, (A,)),
        ([rule(A, tenant=BANK), rule(B, position=2)], SHOP, "otp", PARIS, (B,)),
        ([rule(A, purpose="otp"), rule(B, position=2)], SHOP, "marketing", PARIS, (B,)),
        ([rule(A, prefixes=("262",)), rule(B, position=2)], SHOP, "otp", REUNION, (A,)),
        ([rule(A, prefixes=("262",)), rule(B, position=2)], SHOP, "otp", PARIS, (B,)),
        ([rule(B, position=2), rule(A, position=1)], SHOP, "otp", PARIS, (A,)),
        ([rule(A, prefixes=("262",))], SHOP, "otp", PARIS, (A, B)),
        ([rule(UUID(int=99), B)], SHOP, "otp", PARIS, (B,)),
        ([rule(UUID(int=99))], SHOP, "otp", PARIS, ()),
    ],
    ids=[
        "in the order of the rule",
        "by tenant",
        "not of another tenant",
        "by purpose",
        "by prefix",
        "not by another prefix",
        "by position",
        "without a fitting rule every way is good",
        "a way that is gone is passed over",
        "no way left is no way",
    ],
)
def test_the_first_fitting_rule_names_the_routes(
    rules: list[Rule], tenant: TenantId, purpose: Purpose, number: str, chosen: tuple[UUID, ...]
) -> None:
    assert Plan([Way(A), Way(B)], rules).choose(tenant, purpose, number).routes == chosen


def test_a_way_carries_only_where_it_leads_and_where_its_carrier_has_a_price() -> None:
    prices = {REUNION: 20, PARIS: None}
    ways = [Way(A, prefixes=("33",)), Way(B, cost=prices.__getitem__)]
    plan = Plan(ways, [rule(A, B)])
    assert plan.choose(SHOP, "otp", REUNION).routes == (B,)
    assert plan.choose(SHOP, "otp", PARIS).routes == (A,)


def test_the_cheapest_goes_first_and_unknown_prices_last() -> None:
    ways = [Way(A), Way(B, cost=lambda _: 30), Way(C, cost=lambda _: 20)]
    plan = Plan(ways, [rule(A, B, C, method="least_cost")])
    assert plan.choose(SHOP, "otp", PARIS).routes == (C, B, A)


def test_what_is_not_sound_goes_last_whatever_the_method() -> None:
    ways = [Way(A, sound=False), Way(B)]
    methods: tuple[Method, ...] = ("order", "share", "least_cost")
    for method in methods:
        plan = Plan(ways, [rule(A, B, method=method)])
        assert [plan.choose(SHOP, "otp", PARIS).routes for _ in range(3)] == [(B, A)] * 3


def test_shares_are_kept_and_mixed_and_the_others_follow() -> None:
    routes = (Share(A, 70), Share(B, 30), Share(C, 0))
    plan = Plan([Way(A), Way(B), Way(C)], [rule(*routes, method="share")])
    chosen = [plan.choose(SHOP, "otp", PARIS).routes for _ in range(100)]
    assert Counter(one[0] for one in chosen) == {A: 70, B: 30}
    assert all(sorted(one) == [A, B, C] for one in chosen)
    assert Counter(one[0] for one in chosen[:10]) == {A: 7, B: 3}


@given(
    shares=st.lists(st.integers(1, 100), min_size=1, max_size=20),
    sound=st.lists(st.booleans(), min_size=20, max_size=20),
)
def test_whatever_the_shares_every_choice_names_every_way_once_and_a_sound_one_first(
    shares: list[int], sound: list[bool]
) -> None:
    ways = [Way(UUID(int=place + 1), sound=sound[place]) for place in range(len(shares))]
    given_shares = [Share(way.id, share) for way, share in zip(ways, shares, strict=True)]
    plan = Plan(ways, [rule(*given_shares, method="share")])
    firsts = set()
    for _ in range(150):
        chosen = plan.choose(SHOP, "marketing", PARIS).routes
        assert sorted(chosen) == [way.id for way in ways]
        firsts.add(chosen[0])
    good = {way.id for way in ways if way.sound}
    assert firsts == good if good else len(firsts) == 1


NO_NAMES = {"RE": Ability(answerable=True, named_senders=False)}
NO_ANSWERS = {"*": Ability(answerable=False, concatenation=False)}
NAME, NUMBER, LONG = Needs(named=True), Needs(answerable=True), Needs(long=True)


@pytest.mark.parametrize(
    ("needs", "number", "chosen"),
    [
        (NAME, REUNION, (B,)),
        (NAME, PARIS, (A, B)),
        (NUMBER, REUNION, (A,)),
        (NUMBER, PARIS, (A,)),
        (LONG, PARIS, (A,)),
        (Needs(), REUNION, (A, B)),
    ],
    ids=[
        "a name goes where names may stand",
        "elsewhere nothing is known against it",
        "a number goes where people can answer",
        "everywhere else counts too",
        "a long text goes where it is joined",
        "a message without wishes goes anywhere",
    ],
)
def test_a_route_carries_only_what_it_can_where_the_number_is(
    needs: Needs, number: str, chosen: tuple[UUID, ...]
) -> None:
    plan = Plan([Way(A, abilities=NO_NAMES), Way(B, abilities=NO_ANSWERS)], [rule(A, B)])
    assert plan.choose(SHOP, "otp", number, needs).routes == chosen


@pytest.mark.parametrize(
    ("ways", "needs", "lacking"),
    [
        ([Way(A, abilities=NO_ANSWERS)], NUMBER, "no_route_for_answers"),
        ([Way(A, abilities=NO_ANSWERS)], LONG, "no_route_for_long_texts"),
        ([Way(A, abilities={"FR": Ability(named_senders=False)})], NAME, "no_route_for_names"),
        ([Way(A, prefixes=("44",))], NUMBER, "no_route"),
        ([], NAME, "no_route"),
    ],
    ids=[
        "nobody hears answers",
        "nobody joins long texts",
        "nobody shows names",
        "nobody goes there",
        "nobody at all",
    ],
)
def test_why_there_is_no_way_is_said(ways: list[Way], needs: Needs, lacking: str) -> None:
    choice = Plan(ways, []).choose(SHOP, "otp", PARIS, needs)
    assert (choice.routes, choice.lacking) == ((), lacking)


def test_whether_length_matters_is_known_beforehand() -> None:
    assert Plan([Way(A, abilities=NO_ANSWERS)], []).minds_length
    assert not Plan([Way(A, abilities=NO_NAMES), Way(B)], []).minds_length


def test_a_rule_says_whether_what_waits_may_go_by_the_next_route() -> None:
    patient = replace(rule(A, B, tenant=BANK), second="down")
    plan = Plan([Way(A), Way(B)], [patient, rule(A, B, position=2)])
    assert not plan.choose(BANK, "otp", PARIS).spills
    assert plan.choose(SHOP, "otp", PARIS).spills


def test_what_came_of_every_route_is_explained() -> None:
    prices = {REUNION: 20_000, PARIS: None}
    d, e, f = (UUID(int=place) for place in (4, 5, 6))
    ways = [
        Way(A, cost=prices.__getitem__),
        Way(B, sound=False),
        Way(C),
        Way(d, prefixes=("33",)),
        Way(e, abilities=NO_NAMES),
        Way(f),
    ]
    plan = Plan(ways, [rule(B, A, d, e, f)])
    told = plan.explain(SHOP, "otp", REUNION, NAME)
    assert told.rule == UUID(int=1)
    assert [(one.route_id, one.looked, one.micros) for one in told.looks] == [
        (A, "first", 20_000),
        (f, "next", None),
        (B, "away", None),
        (C, "unnamed", None),
        (d, "elsewhere", None),
        (e, "unable", None),
    ]
    there = plan.explain(SHOP, "otp", PARIS, NAME)
    assert {one.route_id: one.looked for one in there.looks}[A] == "priceless"
    lost = Plan([Way(A, prefixes=("44",))], []).explain(None, "otp", PARIS)
    assert (lost.rule, lost.lacking) == (None, "no_route")


@given(
    sound=st.lists(st.booleans(), min_size=4, max_size=4),
    able=st.lists(st.booleans(), min_size=4, max_size=4),
    method=st.sampled_from(["order", "share", "least_cost"]),
)
def test_an_explanation_names_every_route_once_and_those_chosen_first(
    sound: list[bool], able: list[bool], method: Method
) -> None:
    ways = [
        Way(UUID(int=n + 1), sound=sound[n], abilities={"*": Ability(named_senders=able[n])})
        for n in range(4)
    ]
    plan = Plan(ways, [rule(*(one.id for one in ways), method=method)])
    told = plan.explain(SHOP, "otp", PARIS, NAME)
    chosen = plan.choose(SHOP, "otp", PARIS, NAME).routes
    looks = [one.route_id for one in told.looks]
    assert sorted(looks) == [one.id for one in ways]
    assert tuple(looks[: len(chosen)]) == tuple(chosen)
    assert (told.lacking is None) == bool(chosen)
