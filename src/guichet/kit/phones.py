"""Phone numbers in one form. Pure.

The library's tables are loaded by the first number, not by every start.
"""

import re
from functools import lru_cache

_LONGEST = 40
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_AT_HOME = re.compile(r"\s*\(?0[1-9][0-9\s.\-/()]{8,24}")
_BETWEEN = re.compile(r"[^0-9]")
FRENCH_CODES = ("+33", "+262", "+590", "+594", "+596")
"""Countries that share one way of dialling."""
_OVERSEAS = {
    **dict.fromkeys(("262", "263", "269", "639", "692", "693"), "+262"),
    **dict.fromkeys(("590", "690", "691"), "+590"),
    **dict.fromkeys(("594", "694"), "+594"),
    **dict.fromkeys(("596", "696", "697"), "+596"),
}
"""Whose numbers begin so, whatever the library thinks of 02 69 and of those nobody has yet."""
NATIONAL = 9
"""Digits of a French number without its zero."""


def e164(text: str, territory: str) -> str | None:
    """The number as E.164, read as people of ``territory`` (ISO 3166-1) write it; none for what
    cannot be a number.
    """
    if len(text) <= _LONGEST and _E164.fullmatch(text):
        return _whole(text) or _read(text, territory)
    return _neighbouring(text, territory) or _read(text, territory)


def _neighbouring(text: str, territory: str) -> str | None:
    """A number as it is dialled in the French territories, which share a plan: 06 12 34 56 78 is of
    the mainland on La Réunion too, and 0692 12 34 56 is of La Réunion everywhere. None: it is no
    such number.
    """
    if len(_trunk_codes(territory)) < len(FRENCH_CODES) or not _AT_HOME.fullmatch(text):
        return None
    digits = _BETWEEN.sub("", text)
    code = dialled(territory, digits[:6], len(digits)) if len(digits) == NATIONAL + 1 else None
    return code + digits[1:] if code else None


@lru_cache(maxsize=65536)
def dialled(territory: str, beginning: str, length: int) -> str | None:
    """The country of numbers that begin so (six digits) and are so long when dialled at home, for a
    fiftieth of what reading each of them costs; none where their length is not all that matters
    then. Without the zero in front, too, where all numbers are equally long.
    """
    codes = _trunk_codes(territory)
    if not codes or (beginning[0] != "0" and length != NATIONAL):
        return None
    trunk = "" if beginning[0] == "0" else "0"
    if len(codes) > 1 and length == NATIONAL + 1 - len(trunk):
        code = _OVERSEAS.get((trunk + beginning)[1:4])
        if code is not None:
            return code
    examples = [trunk + beginning + fill * (length - 6) for fill in "1579"]
    for code in codes:
        numbers = [code + one[1:] for one in examples]
        if any(_is_real(one) for one in numbers):
            return code
    fits = not trunk and all(_read(one, territory) == codes[0] + one[1:] for one in examples)
    return codes[0] if fits else None


def _is_real(number: str) -> bool:
    import phonenumbers  # its tables are loaded by the first number

    return bool(phonenumbers.is_valid_number(phonenumbers.parse(number, None)))


@lru_cache(maxsize=512)
def _trunk_codes(territory: str) -> tuple[str, ...]:
    """The countries whose numbers are dialled there with one zero in front, its own first."""
    import phonenumbers

    region = phonenumbers.PhoneMetadata.metadata_for_region(territory, None)
    if (
        region is None
        or region.national_prefix_for_parsing != "0"
        or region.national_prefix_transform_rule
        or region.international_prefix != "00"
    ):
        return ()
    own = f"+{region.country_code}"
    return (own, *(one for one in FRENCH_CODES if one != own)) if own in FRENCH_CODES else (own,)


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
