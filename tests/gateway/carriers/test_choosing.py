"""Which routes may take a message."""

from collections import Counter
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.gateway.carriers.choosing import Plan, Way
from guichet.gateway.carriers.types import Method, Rule, Share
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
    assert Plan([Way(A), Way(B)], rules).choose(tenant, purpose, number) == chosen


def test_a_way_carries_only_where_it_leads_and_where_its_carrier_has_a_price() -> None:
    prices = {REUNION: 20, PARIS: None}
    ways = [Way(A, prefixes=("33",)), Way(B, cost=prices.__getitem__)]
    plan = Plan(ways, [rule(A, B)])
    assert plan.choose(SHOP, "otp", REUNION) == (B,)
    assert plan.choose(SHOP, "otp", PARIS) == (A,)


def test_the_cheapest_goes_first_and_unknown_prices_last() -> None:
    ways = [Way(A), Way(B, cost=lambda _: 30), Way(C, cost=lambda _: 20)]
    assert Plan(ways, [rule(A, B, C, method="least_cost")]).choose(SHOP, "otp", PARIS) == (C, B, A)


def test_what_is_not_sound_goes_last_whatever_the_method() -> None:
    ways = [Way(A, sound=False), Way(B)]
    methods: tuple[Method, ...] = ("order", "share", "least_cost")
    for method in methods:
        plan = Plan(ways, [rule(A, B, method=method)])
        assert [plan.choose(SHOP, "otp", PARIS) for _ in range(3)] == [(B, A)] * 3


def test_shares_are_kept_and_mixed_and_the_others_follow() -> None:
    routes = (Share(A, 70), Share(B, 30), Share(C, 0))
    plan = Plan([Way(A), Way(B), Way(C)], [rule(*routes, method="share")])
    chosen = [plan.choose(SHOP, "otp", PARIS) for _ in range(100)]
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
        chosen = plan.choose(SHOP, "marketing", PARIS)
        assert sorted(chosen) == [way.id for way in ways]
        firsts.add(chosen[0])
    good = {way.id for way in ways if way.sound}
    assert firsts == good if good else len(firsts) == 1
