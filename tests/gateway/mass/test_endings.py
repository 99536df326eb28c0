"""Offers end with the STOP text the law of the place wants: once, counted, with a code."""

from datetime import UTC, datetime

import pytest

from guichet.channels.sms.links.stopping import with_code
from guichet.gateway.mass.counting import count
from guichet.gateway.mass.endings import Ending
from guichet.gateway.mass.types import Purpose, Recipient, Wording
from tests.channels.sms.depot import parcel

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
REUNION, PARIS, BOSTON = "+262692123456", "+33611111111", "+16175550123"


@pytest.mark.parametrize(
    ("sender", "text", "purpose", "to", "expected"),
    [
        ("VANILLE", "Soldes", "marketing", REUNION, "\nSTOP XXXXX"),
        (None, "Soldes", "marketing", PARIS, "\nSTOP XXXXX"),
        ("38100", "Soldes", "marketing", REUNION, "\nSTOP 38100"),
        ("VANILLE", "Soldes", "marketing", BOSTON, "\nReply STOP to opt out"),
        ("VANILLE", "Soldes STOP au 36180", "marketing", REUNION, ""),
        ("VANILLE", "Soldes STOP SMS 36180", "marketing", REUNION, ""),
        ("VANILLE", "Soldes", "service", REUNION, ""),
        ("VANILLE", "1234", "otp", REUNION, ""),
        ("VANILLE", "Soldes", "marketing", "+9991234567", ""),
    ],
    ids=[
        "a name: the route has the code",
        "the route's own sender",
        "a number: people answer it",
        "as another law wants it",
        "it says so already",
        "in other words",
        "news are no offers",
        "nor are codes",
        "a place nobody knows",
    ],
)
def test_what_is_added_is_what_the_law_of_the_place_wants(
    sender: str | None, text: str, purpose: Purpose, to: str, expected: str
) -> None:
    assert Ending(Wording(sender, text, purpose), NOW).of(to) == expected


def test_an_answer_to_a_person_is_no_offer_whatever_it_is_sent_as() -> None:
    assert Ending(Wording("38100", "Oui", "marketing", about="answer"), NOW).of(REUNION) == ""


@pytest.mark.parametrize(("letters", "parts"), [(149, 1), (150, 2)])
def test_what_is_added_counts_as_long_as_it_will_be(letters: int, parts: int) -> None:
    wording = Wording("VANILLE", "x" * letters, "marketing")
    people = [Recipient(REUNION)]
    assert count(wording, people, None, Ending(wording, NOW)).parts == [parts]
    assert count(wording, people, None).parts == [1]


def test_a_route_puts_its_code_in_the_place_of_offers_alone() -> None:
    offer = parcel(REUNION, "Soldes\nSTOP XXXXX")._replace(purpose="marketing")
    assert with_code(offer, "36180") == "Soldes\nSTOP 36180"
    assert with_code(offer, "") == "Soldes\nSTOP XXXXX"
    assert with_code(offer._replace(purpose="service"), "36180") == "Soldes\nSTOP XXXXX"
    own = offer._replace(text="STOP [STOP_CODE]")
    assert with_code(own, "36180") == "STOP 36180"
