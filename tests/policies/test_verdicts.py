"""Verdicts: tables of cases of the law, and the first allowed instant against a scan by minutes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from guichet.policies.presets import shipped
from guichet.policies.saying import kept, said
from guichet.policies.types import (
    Allow,
    Cap,
    Defer,
    Deny,
    Hours,
    Policies,
    Policy,
    Question,
    SenderRules,
    StopText,
    Stricter,
    Territory,
    TextFacts,
    Verdict,
    Window,
)
from guichet.policies.verdicts import Counsel, evaluate
from tests.policies.reference import first_open

LAW = shipped()
OFFER = Question(datetime(2026, 3, 3, 9, 0, tzinfo=UTC), "FR", "sms", "marketing", "optin")
WEEK = frozenset(range(7))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def asked(at: str, territory: str, **changes: object) -> Verdict:
    return evaluate(LAW, replace(OFFER, at=utc(at), territory=territory, **changes))  # type: ignore[arg-type]  # the cases name fields


@pytest.mark.parametrize(
    ("at", "territory", "until"),
    [
        ("2026-03-03T09:00", "FR", None),  # Tuesday, ten in Paris
        ("2026-03-03T19:30", "FR", "2026-03-04T07:00"),
        ("2026-03-03T03:59:59", "RE", "2026-03-03T04:00"),  # eight on La Réunion
        ("2026-03-03T16:00", "RE", "2026-03-04T04:00"),  # twenty hours there
        ("2026-03-07T18:59", "FR", None),  # Saturday evening
        ("2026-03-07T19:00", "FR", "2026-03-09T07:00"),  # over Sunday
        ("2026-12-24T20:00", "FR-57", "2026-12-28T07:00"),  # two holidays, then Sunday
        ("2026-12-24T20:00", "FR", "2026-12-26T07:00"),
        ("2026-12-19T17:00", "RE", "2026-12-21T04:00"),  # the abolition of slavery, a Sunday
        ("2025-12-19T17:00", "RE", "2025-12-22T04:00"),  # a Saturday that year
        ("2026-04-27T08:00", "YT", "2026-04-28T05:00"),
        ("2026-05-22T14:00", "MQ", "2026-05-23T12:00"),
        ("2026-06-10T14:00", "GF", "2026-06-11T11:00"),
        ("2026-05-28T14:00", "GP-MF-BL", "2026-05-29T12:00"),  # a holiday of Saint-Martin
        ("2026-10-09T14:00", "GP", None),  # of Saint-Barthélemy alone
        ("2026-10-09T14:00", "GP-MF-BL", "2026-10-10T12:00"),
        ("2026-09-24T01:00", "NC", "2026-09-24T21:00"),  # the next morning there is not over here
        ("2026-03-28T20:00", "FR", "2026-03-30T06:00"),  # the clock is put forward
        ("2026-07-01T05:30", "BE", "2026-07-01T07:00"),
        ("2026-07-01T10:30", "AU", "2026-07-02T03:00"),  # eleven on the western coast
        ("2026-07-01T09:00", "US", "2026-07-01T18:00"),  # eight on Hawaii
    ],
)
def test_an_offer_waits_for_the_recipients_own_hours(
    at: str, territory: str, until: str | None
) -> None:
    verdict = asked(at, territory)
    if until is None:
        assert isinstance(verdict, Allow)
    else:
        assert isinstance(verdict, Defer)
        assert verdict.until == utc(until)


@pytest.mark.parametrize("category", ["service", "otp"])
def test_what_people_asked_for_goes_at_night_and_to_who_stopped_the_offers(category: str) -> None:
    verdict = asked("2026-03-08T02:00", "RE", category=category, consent="withdrawn")
    assert isinstance(verdict, Allow)
    american = asked("2026-03-08T02:00", "US", category=category, consent="withdrawn")
    assert isinstance(american, Deny) is (category == "service")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"consent": "withdrawn"}, "told_to_stop"),
        ({"consent": "none"}, "no_consent"),
        ({"consent": "soft", "territory": "DE"}, "no_consent"),
        ({"blocked": True}, "blocked_everywhere"),
        ({"territory": None}, "unknown_territory"),
        ({"channel": "mail", "category": "callback"}, "no_policy"),
        ({"sender": "RDV"}, "sender_too_general"),
        ({"sender": "0692123456"}, None),
        ({"sender": "+262692123456"}, "sender_is_mobile"),
        ({"text": TextFacts(shorteners=("bit.ly",))}, "public_shortener"),
        ({"stricter": Stricter(hours=Hours((Window(WEEK, 60, 120),)))}, "never_opens"),
    ],
)
def test_each_refusal_has_its_reason_in_both_languages(
    changes: dict[str, object], code: str | None
) -> None:
    verdict = evaluate(LAW, replace(OFFER, **changes))  # type: ignore[arg-type]  # as above
    if code is None:
        assert not isinstance(verdict, Deny) or verdict.reason.code.startswith("sender")
        return
    assert isinstance(verdict, Deny)
    assert verdict.reason.code == code
    spoken = {said(verdict.reason, "en"), said(verdict.reason, "fr")}
    assert len(spoken) == 2
    assert not any("{" in one or one.startswith("policies.") for one in spoken)


def test_calls_to_sell_need_consent_since_august_2026_and_kept_to_hours_before() -> None:
    call = {"channel": "call", "category": "telemarketing", "consent": "none"}
    before = asked("2026-08-10T11:30", "FR", **call)  # half past one: the pause at noon
    assert isinstance(before, Defer)
    assert before.until == utc("2026-08-10T12:00")
    across = asked("2026-08-10T19:00", "FR", **call)
    assert isinstance(across, Deny)
    assert across.reason.rule == "fr.call.telemarketing.2026"
    agreed = asked("2026-08-11T11:30", "FR", **{**call, "consent": "optin"})
    assert isinstance(agreed, Defer)
    free = asked(
        "2026-08-11T11:30", "FR", **{**call, "consent": "optin"}, stricter=Stricter(prudent=False)
    )
    assert isinstance(free, Allow)


def test_four_calls_within_thirty_days_and_two_months_after_a_refusal_are_enough() -> None:
    now = utc("2026-05-12T09:00")
    call = replace(OFFER, at=now, channel="call", category="telemarketing", consent="none")
    four = tuple(now - timedelta(days=days) for days in (1, 5, 9, 29))
    enough = evaluate(LAW, replace(call, recent=four))
    assert isinstance(enough, Deny)
    assert enough.again_at == now + timedelta(days=1)
    assert isinstance(evaluate(LAW, replace(call, recent=four[:3])), Allow)
    refused = evaluate(LAW, replace(call, refused_at=now - timedelta(days=59)))
    assert isinstance(refused, Deny)
    assert refused.again_at == now + timedelta(days=1)
    assert isinstance(evaluate(LAW, replace(call, refused_at=now - timedelta(days=60))), Allow)
    own = replace(OFFER, at=now, recent=four[:2], stricter=Stricter(cap=Cap(2, 7)))
    pressed = evaluate(LAW, own)
    assert isinstance(pressed, Deny)
    assert pressed.reason.rule == "tenant"


def test_without_prudence_a_sunday_goes_with_a_warning_that_ends_with_the_day() -> None:
    loose = Stricter(prudent=False)
    sunday = asked("2026-03-08T10:00", "FR", stricter=loose)
    assert isinstance(sunday, Allow)
    assert [one.code for one in sunday.warnings] == ["sunday_tolerated"]
    assert sunday.until == utc("2026-03-08T20:30")
    holiday = asked("2026-05-14T10:00", "FR", stricter=loose)
    assert isinstance(holiday, Allow)
    assert [one.code for one in holiday.warnings] == ["holiday_tolerated"]
    before = asked("2026-02-15T10:00", "FR", stricter=loose)
    assert isinstance(before, Defer)  # under the charter of 2024
    assert before.reason.code == "closed_sunday"


def test_a_tenant_adds_and_removes_days_of_its_own() -> None:
    added = asked("2026-12-24T09:00", "FR", stricter=Stricter(added_days=frozenset({"2026-12-24"})))
    assert isinstance(added, Defer)
    assert added.reason.code == "closed_holiday"
    customary = Stricter(removed_days=frozenset({"2026-03-12"}))
    assert isinstance(asked("2026-03-12T14:00", "GP"), Defer)
    assert isinstance(asked("2026-03-12T14:00", "GP", stricter=customary), Allow)


def test_what_is_kept_of_a_verdict_names_the_rule_and_its_version() -> None:
    assert kept(asked("2026-03-03T19:30", "FR")) == {
        "verdict": "defer",
        "rule": "fr.sms.marketing.2026",
        "version": 1,
        "code": "closed_hours",
        "params": {"now": "20:30", "until": "2026-03-04 08:00", "territory": "FR"},
        "until": "2026-03-04T07:00:00+00:00",
    }


def test_one_counsel_answers_for_many_territories_and_knows_how_long() -> None:
    counsel = Counsel(LAW, replace(OFFER, at=utc("2026-03-03T06:00")))
    assert isinstance(counsel.verdict_in("RE"), Allow)
    assert isinstance(counsel.verdict_in("FR"), Defer)
    assert counsel.good_at(utc("2026-03-03T06:59"))
    assert not counsel.good_at(utc("2026-03-03T07:00"))


# --- any hours, any zone, any days ---------------------------------------------------------------

ZONES = (
    "Europe/Paris",
    "America/New_York",
    "Australia/Lord_Howe",
    "Indian/Reunion",
    "Africa/Cairo",
)
CHANGES = tuple(
    map(
        utc,
        (
            "2026-03-29T00:00",
            "2026-10-25T00:00",
            "2026-03-08T05:00",
            "2026-11-01T04:00",
            "2026-04-04T14:00",
        ),
    )
)

windows = st.builds(
    Window,
    st.frozensets(st.integers(0, 6), min_size=1),
    st.integers(0, 95).map(lambda quarter: quarter * 15),
    st.integers(0, 95).map(lambda quarter: quarter * 15),
)
modes = st.sampled_from(["forbid", "allow"])
hours = st.builds(Hours, st.lists(windows, min_size=1, max_size=2).map(tuple), modes, modes)
instants = st.builds(
    lambda change, minutes, seconds: change + timedelta(minutes=minutes, seconds=seconds),
    st.sampled_from(CHANGES),
    st.integers(-3 * 24 * 60, 24 * 60),
    st.sampled_from([0, 0, 30]),
)
days = st.frozensets(
    st.builds(
        lambda change, ahead: (change + timedelta(days=ahead)).date().isoformat(),
        st.sampled_from(CHANGES),
        st.integers(-3, 9),
    ),
    max_size=4,
)


def law_of(opening: Hours, zones: tuple[str, ...], holidays: frozenset[str]) -> Policies:
    row = Policy(
        id="x", version=3, country="X", territories=frozenset(), region=None,
        channels=frozenset({"sms"}), category="marketing", valid_from=utc("2000-01-01"),
        valid_to=None, basis="law", hours=opening, prudent=None, requires="none",
        after_stop="deny", cap=None, cool_off_days=0, stop_text=StopText(), sender=SenderRules(),
        outside="defer", source_url="", note="",
    )  # fmt: skip
    return Policies((row,), {"X": Territory("X", "X", zones, ("X",))}, {}, {"X": holidays})


@settings(max_examples=60)
@given(hours, st.sampled_from([None, "tenant"]), hours, st.sampled_from(ZONES), days, instants)
def test_a_message_waits_until_the_first_allowed_instant(
    opening: Hours, whose: str | None, own: Hours, zone: str, holidays: frozenset[str], at: datetime
) -> None:
    law = law_of(opening, (zone,), holidays)
    stricter = Stricter(hours=own if whose else None)
    question = Question(at, "X", "sms", "marketing", stricter=stricter)
    places = [(one, zone, holidays) for one in (opening, *([own] if whose else []))]
    first = first_open(places, at)
    assume(first is not None)
    assert first is not None
    verdict = evaluate(law, question)
    if first == at:
        assert isinstance(verdict, Allow)
        assert verdict.until > at
        last = verdict.until - timedelta(seconds=1)
        assert isinstance(evaluate(law, replace(question, at=max(at, last))), Allow)
    else:
        assert isinstance(verdict, Defer)
        assert verdict.until == first
        assert isinstance(evaluate(law, replace(question, at=verdict.until)), Allow)


@settings(max_examples=25)
@given(hours, days, instants)
def test_where_the_zone_is_not_known_it_is_allowed_in_each_that_it_may_be(
    opening: Hours, holidays: frozenset[str], at: datetime
) -> None:
    zones = ("Europe/Paris", "Indian/Reunion")
    first = first_open([(opening, zone, holidays) for zone in zones], at)
    assume(first is not None)
    verdict = evaluate(law_of(opening, zones, holidays), Question(at, "X", "sms", "marketing"))
    waits = verdict.until if isinstance(verdict, Defer) else at
    assert not isinstance(verdict, Deny)
    assert waits == first
