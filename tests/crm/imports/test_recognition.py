"""What columns are taken for."""

from uuid import UUID

import pytest

from guichet.crm.attributes.types import Attribute, Label
from guichet.crm.imports.columns import is_meaning
from guichet.crm.imports.recognition import Known, columns_of, has_header, titles_of
from guichet.crm.imports.types import ImportKind

RE = Known("RE")


def meanings(rows: list[list[str]], kind: ImportKind = "contacts", known: Known = RE) -> list[str]:
    header = has_header(rows, known)
    return [one.meaning for one in columns_of(rows, header=header, kind=kind, known=known)]


@pytest.mark.parametrize(
    ("header", "row", "expected"),
    [
        ("Nom|Prénom|Tel", "Payet|Élo|0692123456", "last_name|first_name|phone"),
        ("NOM|TEL PORTABLE|MAIL", "Payet|0692123456|a@b.re", "name|phone|email"),
        ("First Name|Last Name|Mobile Phone", "Elo|Payet|0692123456", "first_name|last_name|phone"),
        (
            "id_client|téléphone 1|Téléphone 2|CP|Ville",
            "A1|0692123456|0262410000|97400|Saint-Denis",
            "external_id|phone|phone|postcode|commune",
        ),
        ("Date de naissance|Sexe|Portable", "14/02/1990|F|0692123456", "birth_date|sex|phone"),
        ("A|B|C", "Payet|0692123456|a@b.re", "new_attribute:text|phone|email"),
        (
            "Portable|Solde|Vu le",
            "0692123456|12,5|14/02/2026",
            "phone|new_attribute:number|new_attribute:date",
        ),
        ("Portable|Carte", "0692123456|001234", "phone|new_attribute:text"),
    ],
)
def test_columns_are_known_by_name_and_by_what_stands_in_them(
    header: str, row: str, expected: str
) -> None:
    assert meanings([header.split("|"), row.split("|")]) == expected.split("|")


def test_a_file_without_a_header_is_known_by_its_shapes() -> None:
    rows = [["Payet", "0692123456", "elo@shop.re"], ["Hoarau", "0693123456", "ravi@shop.re"]]
    assert not has_header(rows, RE)
    assert meanings(rows) == ["name", "phone", "email"]
    both = [["Payet", "Élo", "0692123456"], ["Hoarau", "Ravi", "0693123456"]]
    assert meanings(both) == ["last_name", "first_name", "phone"]


@pytest.mark.parametrize(
    ("above", "titles"),
    [
        ([], 0),
        (["Clients de la boutique"], 1),
        (["Export du 12/03/2026||", "Téléphone : 0262 41 00 00||"], 2),
        (["LISTE DES CLIENTS||", "Nom|Les Lilas|"], 2),
        (["Payet|Élo|0692123456"], 0),
    ],
    ids=["nothing", "a title", "a date and a number", "a word for columns", "a person"],
)
def test_titles_above_the_names_of_the_columns_are_left_out(above: list[str], titles: int) -> None:
    names, person = ["Nom", "Prénom", "Portable"], ["Hoarau", "Ravi", "0693123456"]
    rows = [*(one.split("|") for one in above), names, person]
    assert titles_of(rows, RE) == titles


def test_a_name_that_lies_is_not_believed() -> None:
    rows = [["Téléphone", "Adresse"], ["elo@shop.re", "0692123456"], ["r@shop.re", "0693123456"]]
    assert meanings(rows) == ["email", "phone"]
    (first, second) = columns_of(rows, header=True, kind="contacts", known=RE)
    assert (first.certain, second.certain) == (False, False)


def test_attributes_of_the_company_are_known_by_their_labels() -> None:
    label = Label("Points fidélité", "Loyalty points")
    points = Attribute(UUID(int=7), 1, "points", label, "number")
    rows = [["Portable", "points FIDELITE"], ["0692123456", "12"]]
    assert meanings(rows, known=Known("RE", [points])) == ["phone", "attribute:points"]


def test_300_columns_make_no_more_attributes_than_there_is_room() -> None:
    rows = [["Portable", *(f"C{n}" for n in range(299))], ["0692123456", *["mot"] * 299]]
    found = meanings(rows, known=Known("RE", room=60))
    assert found.count("new_attribute:text") == 60
    assert found.count("ignore") == 239


def test_columns_of_past_events_are_known() -> None:
    rows = [
        ["N° de commande", "Date", "Client", "Article", "Rayon", "Montant TTC", "Pointure"],
        ["1042", "14/02/2026 10:30", "A1", "EX-38", "escarpins", "59,90", "38"],
    ]
    found = meanings(rows, "events")
    assert found[1:] == [
        "event_at",
        "external_id",
        "article",
        "category",
        "amount",
        "property:pointure",
    ]


@pytest.mark.parametrize(
    ("word", "kind", "fits"),
    [
        ("phone", "contacts", True),
        ("attribute:points", "contacts", True),
        ("attribute:Points!", "contacts", False),
        ("new_attribute:money", "contacts", True),
        ("new_attribute:choice", "contacts", False),
        ("event_at", "contacts", False),
        ("event_at", "events", True),
        ("property:size", "events", True),
        ("property:", "events", False),
        ("name", "events", False),
    ],
)
def test_words_of_meanings_are_a_closed_list(word: str, kind: str, fits: bool) -> None:
    assert is_meaning(word, kind) is fits
