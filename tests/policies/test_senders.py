"""Senders, STOP words, contents, territories and ramps: tables."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.policies.contents import facts_of, likeness_key, repeat_key
from guichet.policies.pacing import Ramp, release_at, released
from guichet.policies.presets import PolicyFault, kept_until, read, shipped
from guichet.policies.senders import is_short_code, sender_fault
from guichet.policies.stops import measured, says_stop, stop_line, wish_of, with_stop
from guichet.policies.territories import territories_of, territory_of
from guichet.policies.types import SenderRules, StopText

FRENCH = next(row.sender for row in shipped().rows if row.id == "fr.sms.marketing.2026")
APPEND = StopText("append", "STOP {code}")


@pytest.mark.parametrize(
    ("sender", "code"),
    [
        ("VANILLE", None),
        ("Vanille974", None),
        ("36180", None),
        ("+33162345678", None),
        ("AB", "sender_length"),
        ("MaisonVanille", "sender_length"),
        ("Crème", "sender_signs"),
        ("Ma Vanille", "sender_signs"),
        ("Vanille!", "sender_signs"),
        ("12", "sender_length"),
        ("RDV", "sender_too_general"),
        ("Alerte", "sender_too_general"),
        ("Ameli", "sender_protected"),
        ("0612345678", "sender_is_mobile"),
        ("+33712345678", "sender_is_mobile"),
        ("+262639123456", "sender_is_mobile"),
        ("+590690123456", "sender_is_mobile"),
    ],
)
def test_french_senders_are_checked_as_operators_do(sender: str, code: str | None) -> None:
    fault = sender_fault(FRENCH, sender)
    assert (fault.code if fault else None) == code


def test_a_name_of_digits_alone_and_places_without_names_are_refused() -> None:
    spaced = SenderRules(spaces=True)
    assert sender_fault(spaced, "Ma Vanille") is None
    digits = sender_fault(spaced, "12 34 56")
    assert digits is not None
    assert digits.code == "sender_without_letter"
    unnamed = sender_fault(SenderRules(named=False), "VANILLE")
    assert unnamed is not None
    assert unnamed.code == "sender_not_named"


def test_a_registered_sender_passes_lists_of_owners_but_not_of_generic_names() -> None:
    assert sender_fault(FRENCH, "Ameli", registered=True) is None
    assert sender_fault(FRENCH, "RDV", registered=True) is not None
    must = SenderRules(registered=True)
    assert sender_fault(must, "VANILLE") is not None
    assert sender_fault(must, "VANILLE", registered=True) is None


def test_only_short_codes_are_answered_directly() -> None:
    assert is_short_code("36180")
    assert not is_short_code("+33612345678")
    assert not is_short_code("VANILLE")


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("STOP", "stop"),
        (" stop. ", "stop"),
        ("Arrêt", "stop"),
        ("STOP SMS", "stop"),
        ("Désabo", "stop"),
        ("désinscription !", "stop"),
        ("opt-out", "stop"),
        ("STOP merci de ne plus m'écrire", "stop"),
        ("Unsubscribe", "stop"),
        ("cancel", "stop"),
        ("Cancel my appointment please", None),
        ("End of the street", None),
        ("non stop", None),
        ("start", "start"),
        ("OUI", "start"),
        ("oui merci", None),
        ("unstop", "start"),
        ("", None),
        ("👍", None),
    ],
)
def test_a_wish_is_read_whatever_its_case_accents_and_signs(text: str, wish: str | None) -> None:
    assert wish_of(text) == wish


def test_the_head_of_an_answer_counts_only_where_the_policy_tolerates_it() -> None:
    assert wish_of("STOP merci", first_word=False) is None
    assert wish_of("STOP", first_word=False) == "stop"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Soldes ! STOP 36180", True),
        ("Soldes ! STOP au 36180", True),
        ("Soldes ! STOP SMS au 36180", True),
        ("Soldes ! stop XXXXX", True),
        ("Soldes ! STOP [STOP_CODE]", True),
        ("Non stop jusqu'a 20h", False),
        ("Stop aux prix hauts", False),
    ],
)
def test_a_stop_text_names_where_to_send_it(text: str, says: bool) -> None:
    assert says_stop(text) is says


def test_a_stop_text_is_appended_once_and_measured_with_five_digits() -> None:
    assert with_stop("Soldes", APPEND, "36180") == "Soldes\nSTOP 36180"
    assert with_stop("Soldes STOP 36180", APPEND, "36180") == "Soldes STOP 36180"
    assert with_stop("Votre code : 1234", StopText("none"), "36180") == "Votre code : 1234"
    assert len("\n" + stop_line(APPEND, None)) == 11
    assert len(measured("\nSTOP [STOP_CODE]")) == 11


def test_a_text_tells_its_shorteners_and_numbers() -> None:
    facts = facts_of("Offre sur https://Bit.ly/x ou www.vanille.re, tel. 0262 12 34 56. STOP 36180")
    assert facts.shorteners == ("bit.ly",)
    assert facts.numbers == ("0262123456",)
    assert facts.says_stop
    assert facts_of("Rendez-vous a 10h30 le 12.03, montant 12.50").numbers == ()


def test_texts_that_say_the_same_have_one_key() -> None:
    one = likeness_key("Soldes  -50% chez Vanille, code 1234")
    assert one == likeness_key("SOLDES -30% chez vanille, code 99")
    assert one != likeness_key("Soldes chez Cannelle")
    assert repeat_key("a", "+262692000001") != repeat_key("a", "+262692000002")


@pytest.mark.parametrize(
    ("number", "territory"),
    [
        ("+33612345678", "FR"),
        ("+262692123456", "RE"),
        ("+262693123456", "RE"),
        ("+262639123456", "YT"),
        ("+262269123456", "YT"),
        ("+262700000000", "RE-YT"),
        ("+590690123456", "GP-MF-BL"),
        ("+596696123456", "MQ"),
        ("+594694123456", "GF"),
        ("+508551234", "PM"),
        ("+687751234", "NC"),
        ("+14165551234", "CA"),
        ("+12125551234", "US"),
        ("+77012345678", "KZ"),
        ("+447781123456", "GG"),
        ("+999123", None),
        ("", None),
    ],
)
def test_a_number_tells_its_territory(number: str, territory: str | None) -> None:
    assert territory_of(number) == territory
    assert territories_of([number, number]) == [territory, territory]


def test_every_territory_has_a_zone_and_is_known_to_its_policies() -> None:
    law = shipped()
    assert all(place.zones for place in law.territories.values())
    named = {row.country for row in law.rows if row.country}
    assert named <= {place.country for place in law.territories.values()}
    needed = {name for place in law.territories.values() for name in place.calendars}
    assert needed <= law.holidays.keys()


def test_the_lists_of_holidays_reach_two_years_beyond_what_is_sent() -> None:
    from datetime import date

    assert (kept_until() - date(2026, 11, 26)).days > 730


def test_a_row_that_is_none_is_named_with_its_fault() -> None:
    with pytest.raises(PolicyFault, match="odd"):
        read('[[policy]]\nid = "odd"\nversion = 1', {}, {})


OPENING = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


@given(st.floats(0.5, 5_000), st.integers(0, 900), st.integers(0, 200_000), st.integers(0, 200_000))
def test_nobody_overtakes_on_a_ramp_and_what_may_go_has_its_time(
    rate: float, rise: int, one: int, other: int
) -> None:
    ramp = Ramp(rate, timedelta(seconds=rise))
    first, last = sorted((one, other))
    assert OPENING <= release_at(ramp, OPENING, first) <= release_at(ramp, OPENING, last)
    due = release_at(ramp, OPENING, first) - OPENING
    assert released(ramp, due) >= first
    assert released(ramp, due - timedelta(seconds=1)) <= first + rate + 1


def test_a_hundred_thousand_do_not_go_in_the_first_second() -> None:
    ramp = Ramp(1_000, timedelta(minutes=5))
    assert released(ramp, timedelta(0)) == 0
    assert released(ramp, timedelta(seconds=1)) == 1
    assert released(ramp, timedelta(minutes=5)) == 150_000
    assert released(ramp, timedelta(minutes=6)) == 210_000
