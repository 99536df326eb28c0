"""Money: whole millionths of a currency's unit, so that the price of one text (0.0456 EUR) and the
total of a month add up exactly. Rounding to what can be paid happens once, half up, where a total
is made.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Final, Self

from babel.numbers import format_currency, get_currency_precision

MICROS: Final = 1_000_000
"""Millionths in one unit of a currency."""
MOST_MICROS: Final = 2**62
"""No amount is larger: every amount fits a column of eight bytes."""
_PLACES: Final = 6


class MoneyFault(ValueError):
    """Not an amount, finer than a millionth, or of another currency."""


@dataclass(frozen=True, slots=True)
class Money:
    """An amount: ``micros`` millionths of one ``currency`` (ISO 4217)."""

    micros: int
    currency: str

    @classmethod
    def of(cls, amount: str | Decimal | int, currency: str) -> Self:
        """The amount written as ``amount``, exactly.

        :raises MoneyFault: not a finite number, too large, or finer than a millionth.
        """
        return cls(micros_of(amount), currency)

    @property
    def decimal(self) -> Decimal:
        """The amount in units of the currency, exactly."""
        return decimal_of(self.micros)

    @property
    def minor(self) -> int:
        """The amount in what the currency is paid in (cents), rounded half up away from zero."""
        step = Decimal(10) ** -places_of(self.currency)
        return int((self.decimal / step).to_integral_value(ROUND_HALF_UP))

    @property
    def plain(self) -> str:
        """As parameters of sentences carry it: ``0.4 EUR``."""
        return f"{self.decimal:f} {self.currency}"

    def rounded(self) -> "Money":
        """The amount that can be paid: whole cents."""
        return Money(self.minor * 10 ** (_PLACES - places_of(self.currency)), self.currency)

    def shown(self, language: str) -> str:
        """As people of ``language`` write it, with as many decimals as it has."""
        places = max(places_of(self.currency), -_exponent(self.decimal))
        pattern = "#,##0" + ("." + "0" * places if places else "")
        pattern = f"{pattern}\u00a0¤" if language == "fr" else f"¤{pattern}"
        return format_currency(
            self.decimal, self.currency, pattern, locale=language, currency_digits=False
        )

    def __add__(self, other: "Money") -> "Money":
        return Money(self.micros + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.micros - self._same(other), self.currency)

    def __mul__(self, times: int) -> "Money":
        return Money(self.micros * times, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.micros, self.currency)

    def __lt__(self, other: "Money") -> bool:
        return self.micros < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.micros <= self._same(other)

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise MoneyFault(f"{other.currency} is not {self.currency}")
        return other.micros


def micros_of(amount: str | Decimal | int) -> int:
    """``amount`` in millionths, exactly.

    :raises MoneyFault: not a finite number, too large, or finer than a millionth.
    """
    try:
        value = Decimal(amount)
    except ArithmeticError:
        raise MoneyFault("not a number") from None
    if not value.is_finite() or abs(value) > MOST_MICROS // MICROS:
        raise MoneyFault("not an amount")
    if value != value.quantize(Decimal(1).scaleb(-_PLACES)):
        raise MoneyFault("finer than a millionth")
    return int(value * MICROS)


def decimal_of(micros: int) -> Decimal:
    """Millionths as a number of units, exactly."""
    return (Decimal(micros) / MICROS).normalize()


@lru_cache(maxsize=200)
def places_of(currency: str) -> int:
    """How many decimals the currency is paid in: two for EUR, none for XPF."""
    return min(get_currency_precision(currency), _PLACES)


def _exponent(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return min(exponent, 0)
