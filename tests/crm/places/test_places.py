"""Communes and postcodes of France."""

import pytest

from guichet.crm.places import atlas, service
from guichet.crm.places.quarters import LA_REUNION


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("saint-den", ["Saint-Denis", "Saint-Denis"]),
        ("SAINT DENIS ", ["Saint-Denis", "Saint-Denis"]),
        ("st-deni", ["Saint-Denis", "Saint-Denis"]),
        ("etang sal", ["L'Étang-Salé"]),
        ("97413", ["Cilaos"]),
        ("9741", ["Saint-Denis", "Saint-Paul"]),
        ("75116", ["Paris", "Paris 16e Arrondissement"]),
        ("2A004", []),
        ("…", []),
        ("zzz", []),
    ],
)
def test_a_commune_is_found_by_the_beginning_of_a_word_or_of_a_postcode(
    question: str, names: list[str]
) -> None:
    assert [one.name for one in service.find(question, 2)] == names


def test_whose_name_begins_so_comes_before_others_and_nobody_comes_twice() -> None:
    found = [one.name for one in service.find("denis", 50)]
    assert len(set(found)) > 1
    begins = [atlas.normal(name).startswith("denis") for name in found]
    assert begins == sorted(begins, reverse=True)
    codes = [one.code for one in service.find("saint", 50)]
    assert len(set(codes)) == 50


def test_nearly_all_postcodes_of_france_are_somewhere_within_it() -> None:
    centres = service.centres()
    assert len(centres) > 6_150
    assert centres.items() >= LA_REUNION.items()
    mainland = [centre for code, centre in centres.items() if code < "97"]
    assert all(-5.2 < x < 9.7 and 41.3 < y < 51.1 for x, y in mainland)
    overseas = {"971": (-61.6, 16.2), "972": (-61.0, 14.6), "976": (45.2, -12.8)}
    for department, (x, y) in overseas.items():
        theirs = [place for code, place in centres.items() if code.startswith(department)]
        assert theirs
        assert all(abs(a - x) < 2 and abs(b - y) < 2.5 for a, b in theirs)


def test_parts_of_large_towns_are_apart() -> None:
    centres = service.centres()
    for city in ("750{:02}", "690{:02}", "130{:02}"):
        parts = [centres[city.format(number)] for number in range(1, 10)]
        assert len(set(parts)) == 9


def test_a_map_shows_the_postcodes_around_and_what_their_towns_are_called() -> None:
    around = service.around((55.5, -21.12))
    assert {one.postcode for one in around} >= LA_REUNION.keys()
    assert {one.postcode[:3] for one in around} == {"974"}
    names = {one.postcode: one.name for one in around}
    assert (names["97400"], names["97413"]) == ("Saint-Denis", "Cilaos")
    assert service.around((0.0, -60.0)) == [], "far from everywhere"
