"""What may be written into a page, and when a sign-up is confirmed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.campaigns.signups.judging import (
    DAY,
    ECHO,
    MOST_ASKED,
    Asking,
    Fault,
    Standing,
    agrees,
    is_echo,
    may_ask,
    mobile,
    network_of,
    read,
    standing,
)
from guichet.campaigns.signups.types import FIELDS, Asks, Came, Draft, Given, SignUp, Words

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
TODAY = NOW.date()
ISLAND = ("RE", "FR")
WAITS = SignUp(
    UUID(int=1),
    UUID(int=2),
    "pending",
    Given("sms", "+262692123456"),
    Came("page", "shown", "fr", 1, "J’accepte."),
    NOW,
    NOW + timedelta(hours=48),
)
DONE = replace(
    WAITS,
    state="confirmed",
    confirmed_at=NOW + timedelta(minutes=1),
    confirmed_by="reply",
    confirmation={"source": "r:1"},
)


def page(**asks: Asks) -> Draft:
    words = Words("Bonjour", "", "J’accepte.")
    held = {name: asks[name] for name in FIELDS if name in asks}
    return Draft("Vitrine", {"fr": words}, held, territories=ISLAND)


@pytest.mark.parametrize(
    ("written", "number", "fault"),
    [
        ("0692 12 34 56", "+262692123456", None),
        ("+262 692 12 34 56", "+262692123456", None),
        ("00262692123456", "+262692123456", None),
        ("06 12 34 56 78", "+33612345678", None),
        ("07.81.23.45.67", "+33781234567", None),
        ("0262 12 34 56", None, "not_a_mobile"),
        ("01 42 68 53 00", None, "not_a_mobile"),
        ("0899 70 12 34", None, "not_a_mobile"),
        ("36180", None, "not_a_mobile"),
        ("118 218", None, "not_a_mobile"),
        ("+44 7911 123456", None, "elsewhere"),
        ("+881 6 123 45678", None, "elsewhere"),
        ("bonjour", None, "not_a_mobile"),
        ("0692 12 34 56 ; DROP TABLE", None, "not_a_mobile"),
    ],
)
def test_only_mobiles_of_the_pages_territories_sign_up(
    written: str, number: str | None, fault: Fault | None
) -> None:
    assert mobile(written, ISLAND) == (number, fault)


def test_a_number_of_another_island_is_not_taken_where_only_this_one_is_asked() -> None:
    assert mobile("0639 01 23 45", ("YT",)) == ("+262639012345", None)
    assert mobile("0639 01 23 45", ("RE",)) == (None, "elsewhere")


def test_what_is_asked_is_kept_in_one_form() -> None:
    draft = page(
        first_name="required", phone="required", birth_date="optional", postcode="optional"
    )
    written = {
        "first_name": "  Jean   Paul ",
        "phone": "0692 12 34 56",
        "birth_date": "31/12/1990",
        "postcode": "97400",
        "email": "nobody-asked@example.com",
        "agreed": "1",
    }
    found = read(draft, written, TODAY)
    assert found.faults == {}
    assert found.given == Given("sms", "+262692123456", "Jean Paul", None, "1990-12-31", "97400")


@pytest.mark.parametrize(
    ("written", "faults"),
    [
        ({}, {"phone": "required", "agreed": "not_agreed"}),
        ({"phone": "0692123456"}, {"agreed": "not_agreed"}),
        ({"phone": "12", "agreed": "1"}, {"phone": "not_a_mobile"}),
        (
            {"phone": "0692123456", "agreed": "1", "birth_date": "31/02/1990"},
            {"birth_date": "not_a_date"},
        ),
        (
            {"phone": "0692123456", "agreed": "1", "birth_date": "1/1/2999"},
            {"birth_date": "not_a_date"},
        ),
        (
            {"phone": "0692123456", "agreed": "1", "postcode": "<b>"},
            {"postcode": "not_a_postcode"},
        ),
    ],
)
def test_what_is_wrong_is_told_by_field(written: dict[str, str], faults: dict[str, str]) -> None:
    draft = page(phone="required", birth_date="optional", postcode="optional")
    assert read(draft, written, TODAY).faults == faults


def test_where_either_will_do_one_is_needed() -> None:
    draft = page(phone="optional", email="optional")
    assert read(draft, {"agreed": "1"}, TODAY).faults == {"phone": "required"}
    by_mail = read(draft, {"agreed": "1", "email": "Ada@Example.com"}, TODAY).given
    assert by_mail == Given("mail", "ada@example.com")
    both = read(draft, {"agreed": "1", "email": "a@b.example", "phone": "0692123456"}, TODAY).given
    assert both == Given("sms", "+262692123456", email="a@b.example")


@given(
    st.dictionaries(
        st.sampled_from(["phone", "email", "first_name", "birth_date", "postcode", "agreed"]),
        st.text(max_size=60),
    )
)
def test_whatever_is_written_is_kept_or_told(written: dict[str, str]) -> None:
    draft = page(
        first_name="optional",
        phone="optional",
        email="optional",
        birth_date="optional",
        postcode="optional",
    )
    found = read(draft, written, TODAY)
    assert (found.given is None) == bool(found.faults)
    if found.given is not None:
        assert found.given.address
        assert all(one.isprintable() for one in found.given.first_name or "")


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("OUI", True),
        ("oui.", True),
        ("Oui merci", True),
        ("Yes please!", True),
        ("  ok ", True),
        ("Oui mais à quelle heure ouvrez-vous ?", False),
        ("oui et vous", False),
        ("non", False),
        ("STOP", False),
        ("", False),
        ("🙂", False),
        ("OUISTITI", False),
    ],
)
def test_yes_is_yes_alone_or_with_politeness(text: str, yes: bool) -> None:
    assert agrees(text) is yes


@pytest.mark.parametrize(
    ("one", "after", "refused", "found"),
    [
        (WAITS, timedelta(0), None, "open"),
        (WAITS, timedelta(hours=47), None, "open"),
        (WAITS, timedelta(hours=48), None, "expired"),
        (WAITS, timedelta(minutes=5), NOW - DAY, "open"),
        (WAITS, timedelta(minutes=5), NOW + timedelta(minutes=1), "refused"),
        (DONE, timedelta(days=90), None, "done"),
        (DONE, timedelta(minutes=5), NOW + timedelta(minutes=2), "done"),
    ],
)
def test_a_sign_up_is_confirmed_in_time_by_who_did_not_stop_since(
    one: SignUp, after: timedelta, refused: datetime | None, found: Standing
) -> None:
    assert standing(one, NOW + after, refused) == found


def test_a_second_yes_is_about_the_same_sign_up_for_a_while() -> None:
    asked, done = NOW, DONE.confirmed_at
    assert done is not None
    assert is_echo(DONE, "r:1", NOW + timedelta(days=1), NOW + timedelta(hours=1))
    for wrote_at in (asked, done, None):
        assert is_echo(DONE, "r:2", NOW + ECHO, wrote_at)
    assert not is_echo(DONE, "r:2", NOW + ECHO, done + timedelta(seconds=1))
    assert not is_echo(DONE, "r:2", NOW + ECHO + timedelta(minutes=2), asked)
    assert not is_echo(replace(DONE, confirmed_by="link"), "r:2", NOW, asked)


@given(st.lists(st.timedeltas(min_value=timedelta(0), max_value=2 * DAY), max_size=12))
def test_nobody_is_asked_more_than_a_few_times_a_day(ago: list[timedelta]) -> None:
    asked = [NOW - one for one in ago]
    today = sum(one < DAY for one in ago)
    assert may_ask(asked, NOW) is (today < MOST_ASKED)


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("::ffff:203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:1:2::3", "2001:db8:1::/48"),
        ("127.0.0.1", "127.0.0.1"),
        ("somewhere", "somewhere"),
    ],
)
def test_addresses_are_counted_by_their_network(host: str, network: str) -> None:
    assert network_of(host) == network


def test_nobody_is_born_in_the_future_nor_too_long_ago() -> None:
    draft = page(phone="required", birth_date="required")
    for written, good in (("01/01/1850", False), ("02/03/2026", True), ("03/03/2026", False)):
        told = {"phone": "0692123456", "agreed": "1", "birth_date": written}
        assert (read(draft, told, date(2026, 3, 2)).given is not None) is good


@pytest.mark.parametrize(
    ("asked", "abused"),
    [
        (Asking(300, 29, 0), False),
        (Asking(300, 30, 0), True),
        (Asking(300, 100, 4), True),
        (Asking(300, 100, 5), False),
        (Asking(0, 0, 0), False),
    ],
)
def test_a_page_that_many_sign_up_at_and_hardly_anybody_confirms_asks_no_more(
    asked: Asking, abused: bool
) -> None:
    assert asked.is_abused() is abused
