"""Public holidays of territories."""

from datetime import date

import pytest

from guichet.agents.holidays import holidays_between, is_holiday
from guichet.kit.i18n import Language


@pytest.mark.parametrize(
    ("territory", "language", "day", "name"),
    [
        ("RE", "fr", date(2026, 12, 20), "Abolition de l'esclavage"),
        ("FR", "fr", date(2027, 1, 1), "Jour de l'an"),
        ("FR", "en", date(2026, 12, 25), "Christmas Day"),
        ("DE", "en", date(2026, 12, 25), "Christmas Day"),
    ],
)
def test_a_territory_has_its_own_days_with_names(
    territory: str, language: Language, day: date, name: str
) -> None:
    found = holidays_between(territory, date(2026, 12, 1), date(2027, 1, 31), language)
    assert (day, name) in [(one.day, one.name) for one in found]
    assert [one.day for one in found] == sorted(one.day for one in found)


def test_la_reunion_keeps_a_day_that_metropolitan_france_does_not() -> None:
    days = (date(2026, 12, 20), date(2026, 12, 20))
    assert holidays_between("RE", *days, "fr")
    assert not holidays_between("FR", *days, "fr")
    assert is_holiday("RE", days[0])
    assert not is_holiday("FR", days[0])


def test_where_nobody_keeps_a_list_there_are_none() -> None:
    assert holidays_between("XX", date(2026, 1, 1), date(2026, 12, 31), "fr") == []
