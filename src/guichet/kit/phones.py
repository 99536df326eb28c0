"""Phone numbers in one form. Pure.

The library's tables are loaded by the first number, not by every start.
"""

import re
from functools import lru_cache

_LONGEST = 40


@lru_cache(maxsize=4096)
def e164(text: str, territory: str) -> str | None:
    """The number as E.164, read as people of ``territory`` (ISO 3166-1) write it; none for what
    cannot be a number.
    """
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


@lru_cache(maxsize=4096)
def national_digits(value: str) -> str | None:
    """How the number is written at home, digits only: ``0692123456`` of ``+262692123456``."""
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
