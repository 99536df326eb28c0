"""Communes and postcodes of France."""

from collections import Counter

import pytest

from guichet.crm.places import atlas, service
from guichet.crm.places.quarters import LA_REUNION
from guichet.crm.segments.places import holds


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


def test_outlines_lie_around_the_places_they_are_drawn_under() -> None:
    island = service.outlines_around((55.5, -21.12))
    assert {one.code[:3] for one in island} == {"974"}
    assert len(island) == 24
    for code, centre in LA_REUNION.items():
        (town,) = [one for one in island if any(holds(ring, centre) for ring in one.rings)]
        assert atlas.towns()[code].endswith(town.name), code
    paris = {one.code for one in service.outlines_around((2.35, 48.86))}
    assert paris >= {"75", "77", "78", "91", "92", "93", "94", "95"}
    assert service.outlines_around((0.0, -60.0)) == []


def test_neighbours_share_their_line() -> None:
    """No gap opens between two communes: most corners are of more than one of them."""
    island = service.outlines_around((55.5, -21.12))
    several = Counter(corner for one in island for ring in one.rings for corner in set(ring))
    shared = [corner for corner, times in several.items() if times > 1]
    assert len(shared) > 0.4 * len(several)


def test_every_department_has_a_north_an_east_a_west_and_a_south() -> None:
    centres = service.centres()
    for code in atlas.departments():
        sides = service.sides(code)
        assert set(sides) == {"north", "east", "west", "south"}, code
        postcodes = [
            {each for codes in towns.values() for each in codes} for towns in sides.values()
        ]
        assert sum(map(len, postcodes)) == len(set().union(*postcodes)), "each on one side"
        north, _, _, south = postcodes
        middle = [sum(centres[one][1] for one in side) / len(side) for side in (north, south)]
        assert middle[0] > middle[1]
    assert "Le François" in service.sides("972")["east"]
    assert service.sides("999") == {}


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("finis", ["Finistère"]),
        ("29", ["Finistère"]),
        ("armor", ["Côtes-d'Armor"]),
        ("2a", ["Corse-du-Sud"]),
        ("reunion", ["La Réunion"]),
        ("…", []),
    ],
)
def test_a_department_is_found_by_number_or_by_how_a_word_begins(
    question: str, names: list[str]
) -> None:
    assert [one.name for one in service.departments_called(question, 3)] == names
