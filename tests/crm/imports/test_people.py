"""Rows as people."""

from datetime import date

from guichet.crm.attributes.types import Attribute
from guichet.crm.imports.people import MEANT_DRAFTS, PeopleReader, drafted, resolved
from guichet.crm.imports.types import Column, Plan
from guichet.gateway.types import Identity

TODAY = date(2026, 3, 2)


def reader(*meanings: str, tags: tuple[str, ...] = (), month_first: bool = False) -> PeopleReader:
    columns = [Column(word, (), word, True) for word in meanings]
    words, drafts = resolved(columns, Plan(meanings=meanings), ())
    known = [drafted(one) for one in drafts]
    return PeopleReader(words, known, "RE", TODAY, tags, month_first=month_first)


def test_the_strongest_identity_comes_first_whatever_the_order_of_the_columns() -> None:
    person = reader("phone", "email", "external_id").person(["0692123456", "A@b.re", "C-1"])
    assert person.identities == [
        Identity("external", "C-1"),
        Identity("email", "a@b.re"),
        Identity("phone", "+262692123456"),
    ]


def test_several_addresses_in_a_cell_are_all_taken() -> None:
    person = reader("phone", "email").person(
        ["0692123456 / 0693123456", "a@b.re; <c@d.re>, mailto:e@f.re"]
    )
    assert [one.value for one in person.identities] == [
        "a@b.re",
        "c@d.re",
        "e@f.re",
        "+262692123456",
        "+262693123456",
    ]
    assert person.faults == []


def test_a_name_is_put_together() -> None:
    take = reader("last_name", "first_name", "phone")
    assert take.person([" Payet ", "Marie  Éloïse", "0692123456"]).name == "Marie Éloïse Payet"
    assert take.person(["", "", "0692123456"]).name is None


def test_a_cell_that_cannot_be_used_is_left_out_and_said() -> None:
    person = reader("phone", "email", "birth_date").person(["0692123456", "elo@", "31/02/1990"])
    assert [(one.column, one.code) for one in person.faults] == [
        (1, "not_an_email"),
        (2, "not_a_date"),
    ]
    assert (person.refused, person.attributes) == (False, {})


def test_who_is_known_by_nothing_is_refused_with_the_reason() -> None:
    take = reader("name", "phone")
    assert [one.code for one in take.person(["Payet", ""]).faults] == ["known_by_nothing"]
    assert [one.code for one in take.person(["Payet", "12"]).faults] == ["not_a_phone"]
    assert take.person(["Payet", "12"]).refused


def test_nobody_was_born_in_the_future() -> None:
    take = reader("birth_date", "phone")
    assert take.person(["14/02/35", "0692123456"]).attributes == {"birth_date": "1935-02-14"}
    assert take.person(["14/02/05", "0692123456"]).attributes == {"birth_date": "2005-02-14"}
    assert take.person(["14/02/2035", "0692123456"]).attributes == {}


def test_days_are_read_as_the_file_writes_them() -> None:
    cells = ["03/04/1990", "0692123456"]
    assert reader("birth_date", "phone").person(cells).attributes["birth_date"] == "1990-04-03"
    american = reader("birth_date", "phone", month_first=True)
    assert american.person(cells).attributes["birth_date"] == "1990-03-04"


def test_an_agreement_of_tomorrow_is_none() -> None:
    take = reader("consent_date", "phone")
    assert take.person(["01/02/2026", "0692123456"]).agreed_on == date(2026, 2, 1)
    later = take.person(["01/02/2027", "0692123456"])
    assert (later.agreed_on, [one.code for one in later.faults]) == (None, ["in_the_future"])


def test_tags_of_a_row_come_beside_those_of_all() -> None:
    person = reader("tags", "phone", tags=("caisse",)).person(["pro, fidèle;pro", "0692123456"])
    assert person.tags == ("caisse", "pro", "fidèle")


def test_cells_beyond_the_columns_are_said_if_they_hold_anything() -> None:
    take = reader("phone")
    assert take.person(["0692123456", "", " "]).faults == []
    assert [one.code for one in take.person(["0692123456", "?"]).faults] == ["too_many_cells"]


def test_attributes_are_made_under_keys_that_are_free() -> None:
    columns = [
        Column(name, (), meaning, True)
        for name, meaning in (
            ("Pointure", "new_attribute:number"),
            ("pointure", "new_attribute:text"),
            ("N° 1 !", "new_attribute:text"),
            ("Né le", "birth_date"),
        )
    ]
    plan = Plan(meanings=[one.meaning for one in columns])
    held: list[Attribute] = [drafted(MEANT_DRAFTS["sex"])]
    words, drafts = resolved(columns, plan, held)
    assert words == (
        "attribute:pointure",
        "attribute:pointure_2",
        "attribute:n_1",
        "attribute:birth_date",
    )
    assert [one.type for one in drafts] == ["number", "text", "text", "date"]
