"""What can be told of people, and how it is kept."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.crm.occurrences.shapes import (
    faults_of,
    is_known,
    is_plain,
    key_of,
    learnt,
    placed,
    row_of,
)
from guichet.crm.occurrences.types import Scalar, Told, Who
from guichet.kit.ids import instant_of

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
ELO = Who(phone="0692123456")


WRONG: tuple[tuple[str, Scalar, str], ...] = (
    ("amount", 1.5, "not_a_whole_number"),
    ("currency", "euro", "not_a_currency"),
    ("category", 4, "not_text"),
    ("size", 2.0**60, "too_big"),
    (" ", 1, "bad_property_name"),
)


@pytest.mark.parametrize(("name", "value", "code"), WRONG)
def test_a_property_that_cannot_be_used_is_named(name: str, value: Scalar, code: str) -> None:
    told = Told("1", "visit", ELO, None, {name: value})
    assert [(one.pointer, one.code) for one in faults_of(told, "e/0", NOW)] == [
        (f"e/0/properties/{name}", code)
    ]


@pytest.mark.parametrize(
    ("told", "pointer", "code"),
    [
        (Told("", "visit", ELO), "e/0/id", "required"),
        (Told("1", "x" * 81, ELO), "e/0/type", "too_long"),
        (Told("1", "vi\x00sit", ELO), "e/0/type", "wrong_value"),
        (Told("1", "visit", ELO, NOW + timedelta(minutes=6)), "e/0/at", "in_the_future"),
        (Told("1", "visit", ELO, datetime(1969, 1, 1, tzinfo=UTC)), "e/0/at", "too_old"),
        (
            Told("1", "v", ELO, None, dict.fromkeys(map(str, range(51)), 1)),
            "e/0/properties",
            "too_many_items",
        ),
    ],
)
def test_what_cannot_be_used_is_named(told: Told, pointer: str, code: str) -> None:
    assert [(one.pointer, one.code) for one in faults_of(told, "e/0", NOW)] == [(pointer, code)]


def test_a_clock_that_is_a_little_ahead_is_forgiven() -> None:
    assert faults_of(Told("1", "visit", ELO, NOW + timedelta(minutes=4)), "e/0", NOW) == []


def test_an_amount_without_a_currency_is_in_the_companys() -> None:
    properties: dict[str, Scalar] = {"amount": 1250, "category": "sandales", "size": 38, "x": None}
    row = row_of(Told("1", "purchase", ELO, NOW, properties), NOW, "EUR")
    assert (row.category, row.amount, row.currency) == ("sandales", 1250, "EUR")
    assert (row.article, row.place) == (None, None)
    assert row.others == {"size": 38}


def test_the_same_told_later_without_a_time_is_the_same() -> None:
    told = Told("1", "visit", ELO)
    first, again = row_of(told, NOW, "EUR"), row_of(told, NOW + timedelta(days=1), "EUR")
    assert (first.key, first.content) == (again.key, again.content)
    assert row_of(Told("1", "visit", ELO, NOW), NOW, "EUR").content != first.content


@given(
    at=st.datetimes(datetime(1970, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone
    name=st.text(min_size=1, max_size=20),
)
def test_a_place_in_time_is_a_version_7_of_that_instant(at: datetime, name: str) -> None:
    place = UUID(placed(at, key_of(name)))
    assert (place.version, place.variant) == (7, UUID(int=place.int).variant)
    assert abs(instant_of(place) - at) < timedelta(milliseconds=1)
    assert place == UUID(placed(at, key_of(name)))


def test_properties_are_learnt_with_what_they_were_seen_to_be() -> None:
    seen = learnt({"size": ["number"]}, [{"size": "38", "gift": True}, {"note": None}])
    assert seen == {"gift": ["boolean"], "size": ["number", "text"]}


@given(
    st.dictionaries(st.sampled_from("abc"), st.sampled_from((1, "x", True, None))),
    st.dictionaries(st.sampled_from("abc"), st.sampled_from((1, "x", True, None))),
)
def test_what_is_known_teaches_nothing(
    before: dict[str, Scalar], properties: dict[str, Scalar]
) -> None:
    seen = learnt({}, [before])
    assert is_known(seen, properties) == (learnt(seen, [properties]) == seen)


def test_a_type_that_is_full_learns_no_more_names() -> None:
    seen = learnt({}, [{f"p{n}": 1 for n in range(50)}, {f"q{n}": 1 for n in range(50)}])
    assert is_known(seen, {"more": 1})
    assert not is_known(seen, {"p1": "text"})


ODD = st.sampled_from(
    ["", " ", " x", "a\x00b", "\x7f", "EUR", "euro", "é" * 61, "x" * 81, "y" * 201]
)
VALUES: st.SearchStrategy[Scalar] = ODD | st.sampled_from(
    [1, 1.5, 2**53, -(2**53), 2.0**60, float("inf"), float("nan"), True, False, None, "z" * 1_001]
)
NAMES = ODD | st.sampled_from(["amount", "currency", "article", "category", "place", "size"])


@given(ODD, ODD, st.sampled_from([None, NOW, NOW + timedelta(seconds=1)]), NAMES, VALUES)
def test_what_is_plain_has_no_faults(
    name: str, kind: str, at: datetime | None, of: str, value: Scalar
) -> None:
    told = Told(name, kind, ELO, at, {of: value})
    assert not is_plain(told, NOW) or faults_of(told, "e/0", NOW) == []


def test_what_a_till_tells_is_plain() -> None:
    properties: dict[str, Scalar] = {"article": "EX-38", "amount": 5990, "size": 38.5, "gift": True}
    assert is_plain(Told("order-1", "purchase", ELO, NOW, properties), NOW)
