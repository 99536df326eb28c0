"""Phone numbers in one form. Pure.

The library's tables are loaded by the first number, not by every start.
"""

import re
from functools import lru_cache

_LONGEST = 40
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


def e164(text: str, territory: str) -> str | None:
    """The number as E.164, read as people of ``territory`` (ISO 3166-1) write it; none for what
    cannot be a number.
    """
    if len(text) <= _LONGEST and _E164.fullmatch(text):
        return _whole(text) or _read(text, territory)
    return _read(text, territory)


def _whole(text: str) -> str | None:
    """The number itself where nothing of it can be a trunk prefix, so that its country and its
    length alone decide: for a tenth of what reading it costs. None: it has to be read.
    """
    for length in (2, 3, 4):
        trunk = _trunk_prefix(text[1:length])
        if trunk is not None:
            rest = text[length:]
            plain = not rest.startswith(("0", trunk) if trunk else "0")
            return text if plain and _is_length(text[1:length], len(rest), text) else None
    return None


@lru_cache(maxsize=4096)
def _trunk_prefix(code: str) -> str | None:
    """The digits people of a country put before a number at home; empty if there are none; none
    where there is no such country, or where it is no matter of digits alone.
    """
    import phonenumbers

    region = phonenumbers.region_code_for_country_code(int(code))
    if str(int(code)) != code or region in ("ZZ", "001"):
        return None
    found = phonenumbers.PhoneMetadata.metadata_for_region(region, None)
    prefix = "" if found is None else found.national_prefix_for_parsing or ""
    return prefix if found is not None and (not prefix or prefix.isdecimal()) else None


_LENGTHS: dict[tuple[str, int], bool] = {}


def _is_length(code: str, length: int, example: str) -> bool:
    known = _LENGTHS.get((code, length))
    if known is None:
        known = _LENGTHS[code, length] = _read(example, "ZZ") == example
    return known


@lru_cache(maxsize=4096)
def _read(text: str, territory: str) -> str | None:
    import phonenumbers

    if len(text) > _LONGEST:
        return None
    try:
        number = phonenumbers.parse(_international(text.strip()), territory)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def national_digits(value: str) -> str | None:
    """How the number is written at home, digits only: ``0692123456`` of ``+262692123456``."""
    if not _E164.fullmatch(value):
        return _written(value)
    found = _at_home(value[:_TELLING], len(value))
    return found[0] + value[found[1] :] if found else _written(value)


_TELLING = 9
"""Characters of a number that decide how it is written at home: country and the first digits."""


@lru_cache(maxsize=65536)
def _at_home(beginning: str, length: int) -> tuple[str, int] | None:
    """What stands at home in place of so many characters of numbers that begin so; none where that
    is not all.
    """
    if length < len(beginning):
        return None
    found: set[tuple[str, int] | None] = set()
    for fill in "0527":
        value = beginning + fill * (length - len(beginning))
        found.add(_replaced(value, _written(value)))
    return found.pop() if len(found) == 1 else None


def _replaced(value: str, home: str | None) -> tuple[str, int] | None:
    """The shortest beginning that was replaced, and by what."""
    for cut in (2, 3, 4):
        rest = value[cut:]
        if home is not None and home.endswith(rest) and len(home) - len(rest) <= 1:
            return home[: len(home) - len(rest)], cut
    return None


@lru_cache(maxsize=4096)
def _written(value: str) -> str | None:
    import phonenumbers

    try:
        number = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        return None
    national = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    return re.sub(r"\D", "", str(national)) or None


def _international(text: str) -> str:
    """``00`` in front means the same as ``+`` wherever somebody may have learnt to write it."""
    return re.sub(r"^00(?=[1-9])", "+", text)
