"""Whose telephones are shown: people the demo company knows, and whoever else gets a text. Pure."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Final


@dataclass(frozen=True, slots=True)
class Telephone:
    """A telephone and whose it is."""

    number: str
    """Digits, as the carrier has them."""
    name: str
    """Empty: nobody the company knows."""
    shown: str
    """The number as it is read."""
    hue: int
    """Of its wallpaper, in degrees."""


_NAMED: Final = {
    "262692112233": ("Marie Hoarau", 168),
    "262692456789": ("Jean-Yves Grondin", 28),
    "262693203040": ("Sabrina Técher", 318),
    "491705550199": ("Thomas Keller", 214),
}


@lru_cache(maxsize=256)
def telephone_of(number: str) -> Telephone:
    """The telephone of a number."""
    name, hue = _NAMED.get(number, ("", sum(number.encode()) * 37 % 360))
    return Telephone(number, name, _read(number), hue)


def _read(number: str) -> str:
    import phonenumbers

    try:
        parsed = phonenumbers.parse(f"+{number}", None)
    except phonenumbers.NumberParseException:
        return number
    form = phonenumbers.PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(parsed, form))


NUMBERS: Final = tuple(_NAMED)
"""Shown from the beginning."""
