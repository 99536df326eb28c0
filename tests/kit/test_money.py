"""Money adds up exactly and is rounded once."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.kit.money import Money, MoneyFault, micros_of, places_of


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("0.0456", "EUR", 5),
        ("0.005", "EUR", 1),
        ("0.004999", "EUR", 0),
        ("-0.005", "EUR", -1),
        ("12.345", "EUR", 1235),
        ("119.5", "XPF", 120),
        ("1.2345", "TND", 1235),
    ],
)
def test_an_amount_is_rounded_half_up_to_what_is_paid(
    amount: str, currency: str, minor: int
) -> None:
    money = Money.of(amount, currency)
    assert money.minor == minor
    assert money.rounded().decimal == Decimal(minor).scaleb(-places_of(currency))


@given(st.lists(st.decimals(-1000, 1000, places=6), max_size=30), st.integers(0, 1000))
def test_sums_and_products_are_those_of_the_decimals(parts: list[Decimal], times: int) -> None:
    total = Money(0, "EUR")
    for part in parts:
        total += Money.of(part, "EUR")
    assert total.decimal == sum(parts, Decimal(0))
    assert (total * times).decimal == sum(parts, Decimal(0)) * times
    assert total - total == Money(0, "EUR")


@pytest.mark.parametrize(
    "amount", ["0.0000001", "x", "NaN", "Infinity", "1e30", "1e999999", "1e-999999", ""]
)
def test_what_is_no_exact_amount_is_refused(amount: str) -> None:
    with pytest.raises(MoneyFault):
        micros_of(amount)


def test_two_currencies_are_neither_added_nor_compared() -> None:
    for act in (Money.__add__, Money.__sub__, Money.__lt__, Money.__le__):
        with pytest.raises(MoneyFault):
            act(Money(1, "EUR"), Money(1, "MGA"))


def test_an_amount_is_shown_with_all_its_decimals() -> None:
    assert Money.of("0.0456", "EUR").shown("fr") == "0,0456\u00a0€"
    assert Money.of("12.3", "EUR").shown("fr") == "12,30\u00a0€"
    assert Money.of("12.3", "EUR").shown("en") == "€12.30"
    assert Money.of("-1200", "XPF").shown("en") == "-CFPF1,200"
