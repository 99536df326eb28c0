"""What a campaign came to, as it is shown."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.campaigns.results.telling import Because, told
from guichet.campaigns.results.types import Figures
from guichet.campaigns.types import (
    By,
    Campaign,
    CampaignState,
    CampaignWording,
    Draft,
    Pace,
    Timing,
)
from guichet.kit.money import Money

AT = datetime(2026, 11, 2, 9, tzinfo=UTC)
STATES: tuple[CampaignState, ...] = ("leaving", "sending", "paused", "done", "cancelled")
PRICE = 45_600


def campaign(
    recipients: int = 10, prepared: int = 10, state: CampaignState = "sending"
) -> Campaign:
    draft = Draft("Soldes", CampaignWording("Bonjour"))
    by = By("user", None, "Marie")
    return Campaign(
        UUID(int=1),
        1,
        state,
        draft,
        by,
        AT,
        AT,
        recipients=recipients,
        prepared=prepared,
        spent=Money(prepared * PRICE, "EUR"),
    )


def figures(counts: Mapping[str, int]) -> Figures:
    return Figures(UUID(int=1), 3, AT, counts, "EUR")


def test_who_nothing_is_known_of_waits() -> None:
    assert told(campaign(), None, AT).waiting == 10
    shown = told(campaign(), figures({"state:delivered": 4, "state:handed": 1}), AT)
    assert (shown.waiting, shown.delivered, shown.under_way) == (5, 4, 1)


def test_what_waits_when_the_offer_has_ended_is_too_late() -> None:
    one = campaign()
    ended = replace(one, draft=replace(one.draft, offer_ends_at=AT - timedelta(seconds=1)))
    counts = {"state:delivered": 4, "state:held": 2, "why:held:closed_sunday": 2}
    shown = told(ended, figures(counts), AT)
    assert (shown.waiting, shown.held, shown.failed) == (0, 0, 6)
    assert shown.failed_for == [Because("expired", "too_late", 6)]


def test_who_was_not_reached_when_the_campaign_was_ended_is_called_back() -> None:
    counts = {"state:delivered": 3, "state:cancelled": 1, "why:cancelled:called_back": 1}
    shown = told(campaign(10, 4, "cancelled"), figures(counts), AT)
    assert (shown.waiting, shown.failed) == (0, 7)
    assert shown.failed_for == [Because("cancelled", "called_back", 7)]


def test_the_price_shown_is_the_price_billed_or_has_a_reason() -> None:
    counts = {
        "state:delivered": 6,
        "state:denied": 3,
        "why:denied:told_to_stop": 3,
        "charged": 6 * PRICE,
        "unpaid:denied:told_to_stop": 3 * PRICE,
    }
    cost = told(campaign(), figures(counts), AT).cost
    assert cost is not None
    assert cost.charged == Money(6 * PRICE, "EUR")
    assert cost.undecided == Money(PRICE, "EUR")
    parts = [cost.charged, cost.undecided, *(one.amount for one in cost.not_charged)]
    assert sum(one.micros for one in parts) == cost.reserved.micros


def test_the_most_frequent_reason_comes_first() -> None:
    counts = {
        "state:undelivered": 5,
        "why:undelivered:carrier_expired": 4,
        "why:undelivered:carrier_rejected": 1,
        "state:held": 2,
        "why:held:closed_hours": 2,
    }
    shown = told(campaign(), figures(counts), AT)
    assert [one.reason for one in shown.failed_for] == ["carrier_expired", "carrier_rejected"]
    assert shown.held_for == [Because("held", "closed_hours", 2)]


@given(
    st.dictionaries(
        st.sampled_from(["accepted", "held", "handed", "delivered", "undelivered", "unknown"]),
        st.integers(1, 4),
    ),
    st.sampled_from(STATES),
    st.integers(0, 40),
    st.booleans(),
)
def test_every_recipient_is_in_exactly_one_place(
    known: dict[str, int], state: CampaignState, more: int, ended: bool
) -> None:
    prepared = sum(known.values())
    one = campaign(prepared + more, prepared, state)
    if ended:
        one = replace(one, draft=replace(one.draft, offer_ends_at=AT))
    counts = {f"state:{name}": count for name, count in known.items()}
    counts |= {f"why:{name}:x": known[name] for name in ("held", "undelivered") if name in known}
    shown = told(one, figures(counts), AT)
    places = (shown.waiting, shown.held, shown.under_way, shown.delivered, shown.failed)
    assert sum(places) + shown.unknown == shown.recipients
    assert sum(each.count for each in shown.failed_for if each.state != "unknown") == shown.failed


@pytest.mark.parametrize(
    ("pace", "ends_at"),
    [
        (Pace("rate", per_minute=2), AT + timedelta(minutes=5)),
        (Pace("end_by", by=AT + timedelta(hours=2)), AT + timedelta(hours=2)),
        (Pace("agents"), AT + timedelta(hours=3)),
    ],
    ids=lambda one: one.kind if isinstance(one, Pace) else "",
)
def test_when_it_ends_is_what_its_pace_says(pace: Pace, ends_at: datetime) -> None:
    one = replace(campaign(), foreseen_at=AT + timedelta(hours=3))
    paced = replace(one, draft=replace(one.draft, timing=Timing(pace=pace)))
    assert told(paced, None, AT).forecast.ends_at == ends_at
