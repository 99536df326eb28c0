"""What stands in a cell, in normal form, however it was written. Pure."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo

from guichet.crm.keys import normal
from guichet.kit.phones import dialled, e164

Meant = TypeVar("Meant", str, bool)

_BETWEEN_PHONES = re.compile(r"\s*(?:[/;,|\n]|\bou\b|\bet\b|\bor\b|\band\b|\s-\s)\s*", re.I)
_NOT_DIGITS = re.compile(r"[^\d+]")
_LABEL = re.compile(r"^[^\d+(]{1,20}[:.]?\s*(?=[\d+(])")
_SCIENTIFIC = re.compile(r"([1-9])(?:[.,](\d+))?[eE]\+?(\d{1,2})")
_TRAILING_ZERO = re.compile(r"(\d{6,})[.,]0+")
_PLAIN_PHONE = re.compile(r"[\d\s.\-()]{6,24}|\+[\d\s.\-()]{6,24}")
_DAY = re.compile(r"(\d{1,4})[-/. ](\d{1,2}|[^\W\d_]{3,9}\.?)[-/. ](\d{1,4})")
_COMPACT = re.compile(r"\d{8}")
_SHORT_DAY = re.compile(r"\s*(\d{1,2})[-/.](\d{1,2})[-/.]\d{2,4}\b")
_CLOCK = re.compile(
    r"[T ]+(\d{1,2})[:hH](\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(am|pm|Z|[+-]\d\d:?\d\d)?$", re.I
)
_SERIAL = re.compile(r"\d{5}(?:[.,]\d+)?")
_NUMBER = re.compile(r"[-+]?\d[\d.,\s\u00a0\u202f']*")
_LONGEST_PLAIN = 24
PIVOT = 40
"""Years of two digits from here on are of the century before."""
_SPREADSHEET_BEGINS = date(1899, 12, 30)
_MONTHS: Mapping[str, int] = {
    word: n
    for n, words in enumerate(
        (
            "janvier janv jan january",
            "fevrier fev fevr feb february",
            "mars mar march",
            "avril avr apr april",
            "mai may",
            "juin jun june",
            "juillet juil jul july",
            "aout aou aug august",
            "septembre sept sep september",
            "octobre oct october",
            "novembre nov november",
            "decembre dec december",
        ),
        1,
    )
    for word in words.split()
}


def _all(words: str, meaning: Meant) -> dict[str, Meant]:
    return dict.fromkeys(words.split(), meaning)


_SEXES: Mapping[str, str] = {
    **_all("f femme female woman feminin mme madame mlle mademoiselle ms mrs miss 2", "female"),
    **_all("m h homme male man masculin mr monsieur garcon sir 1", "male"),
    **_all("x autre other nb non-binaire mx divers", "other"),
}
_TRUTHS: Mapping[str, bool] = {
    **_all("oui yes true vrai o y 1 x on", True),
    **_all("non no false faux n 0 off", False),
}
_LANGUAGES: Mapping[str, str] = {
    "francais": "fr",
    "french": "fr",
    "fre": "fr",
    "fra": "fr",
    "anglais": "en",
    "english": "en",
    "eng": "en",
    "creole": "rcf",
    "creole reunionnais": "rcf",
    "espagnol": "es",
    "spanish": "es",
    "allemand": "de",
    "german": "de",
    "deutsch": "de",
    "portugais": "pt",
    "italien": "it",
    "malgache": "mg",
}
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def phones_of(cell: str, territory: str) -> tuple[tuple[str, ...], str | None]:
    """Every number in a cell as E.164, and what is wrong with what is none: ``not_a_phone``, or
    ``digits_lost`` where a spreadsheet rounded it.
    """
    plain = _dialled_at_home(cell, territory)
    if plain is not None:
        return (plain,), None
    if _TRAILING_ZERO.fullmatch(cell) or _SCIENTIFIC.fullmatch(cell):
        return _spreadsheets(cell, territory)
    if _PLAIN_PHONE.fullmatch(cell):
        one = phone_of(cell, territory)
        if one is not None:
            return (one,), None
    found: dict[str, None] = {}
    fault: str | None = None
    for piece in _BETWEEN_PHONES.split(cell):
        if not piece.strip():
            continue
        one = phone_of(_LABEL.sub("", piece.strip()), territory)
        if one is not None:
            found[one] = None
        else:
            fault = "not_a_phone"
    return tuple(found), None if found else fault


def _dialled_at_home(cell: str, territory: str) -> str | None:
    """What nearly every cell of a list holds, for a third of what looking for all else costs: one
    number, with spaces or without. None: it has to be looked at.
    """
    digits = cell.replace(" ", "")
    if not (8 <= len(digits) <= 12 and digits.isdecimal() and digits.isascii()):
        return None
    if digits.startswith("00") or len(cell) > _LONGEST_PLAIN:
        return None
    code = dialled(territory, digits[:6], len(digits))
    return None if code is None else code + (digits[1:] if digits[0] == "0" else digits)


def _spreadsheets(cell: str, territory: str) -> tuple[tuple[str, ...], str | None]:
    text = _unrounded(cell)
    if text is None:
        return (), "digits_lost"
    one = phone_of(text, territory)
    return ((one,), None) if one else ((), "not_a_phone")


def _unrounded(text: str) -> str | None:
    """The digits a spreadsheet wrote another way; none where some of them are gone."""
    science = _SCIENTIFIC.fullmatch(text)
    if science:
        first, rest, zeros = science[1], science[2] or "", int(science[3])
        return first + rest if len(rest) == zeros and zeros >= 6 else None
    whole = _TRAILING_ZERO.fullmatch(text)
    return whole[1] if whole else text


def phone_of(text: str, territory: str) -> str | None:
    """One number, as the people of ``territory`` write it; also without the zero in front that a
    spreadsheet took away. French territories share a plan: who lives in La Réunion writes
    06 12 34 56 78 for a number of the mainland.
    """
    digits = _NOT_DIGITS.sub("", text.replace("(0)", ""))
    if digits[:1].isdigit() and 8 <= len(digits) <= 12 and not digits.startswith("00"):
        code = dialled(territory, digits[:6], len(digits))
        if code is not None:
            return code + (digits[1:] if digits[0] == "0" else digits)
    return e164(text, territory)


@lru_cache(maxsize=65536)
def date_of(cell: str, month_first: bool = False) -> str | None:
    """A day as ISO 8601: ``14/02/1990``, ``1990-02-14``, ``14 févr. 90``, ``19900214``, a day of a
    spreadsheet. Where both could be a month, the day comes first, unless ``month_first``.
    """
    text = cell.strip()
    clock = _CLOCK.search(text)
    if clock:
        text = text[: clock.start()].strip()
    named = _DAY.fullmatch(text)
    if named:
        return _day(named[1], named[2], named[3], month_first)
    if _COMPACT.fullmatch(text):
        return _iso(int(text[:4]), int(text[4:6]), int(text[6:])) or _iso(
            int(text[4:]), int(text[2:4]), int(text[:2])
        )
    if _SERIAL.fullmatch(text):
        days = int(re.split("[.,]", text)[0])
        return (_SPREADSHEET_BEGINS + timedelta(days)).isoformat() if days < 73_050 else None
    return None


def is_month_first(cells: Iterable[str]) -> bool:
    """Whether a file writes the month before the day: some of its days can be read no other way,
    and none the other way alone.
    """
    found = [_SHORT_DAY.match(cell) for cell in cells]
    pairs = [(int(one[1]), int(one[2])) for one in found if one]
    return any(middle > 12 >= first for first, middle in pairs) and not any(
        first > 12 for first, _ in pairs
    )


def _day(first: str, middle: str, last: str, month_first: bool) -> str | None:
    month = int(middle) if middle.isdigit() else _MONTHS.get(normal(middle).rstrip("."), 0)
    if len(first) == 4:
        return _iso(int(first), month, int(last)) or _iso(int(first), int(last), month)
    if len(last) not in (2, 4) or len(first) > 2:
        return None
    year = int(last) if len(last) == 4 else _century(int(last))
    if not middle.isdigit():
        return _iso(year, month, int(first))
    european, american = _iso(year, month, int(first)), _iso(year, int(first), month)
    return american or european if month_first else european or american


def _century(year: int) -> int:
    """Two digits: what lies ahead of a list is not a hundred years away."""
    return year + (2000 if year < PIVOT else 1900)


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found.isoformat() if year >= 1850 else None


def moment_of(
    cell: str, zone: ZoneInfo | None = None, *, month_first: bool = False
) -> datetime | None:
    """An instant; a day alone is its noon, a clock without a zone is of ``zone``."""
    day = date_of(cell, month_first)
    if day is None:
        return None
    clock = _CLOCK.search(cell.strip())
    if clock is None:
        return datetime.fromisoformat(f"{day}T12:00:00").replace(tzinfo=zone or UTC)
    hour, minute, second, mark = int(clock[1]), int(clock[2]), int(clock[3] or 0), clock[4] or ""
    if mark.lower() in ("am", "pm"):
        hour = hour % 12 + (12 if mark.lower() == "pm" else 0)
    try:
        naive = datetime.fromisoformat(f"{day}T{hour:02}:{minute:02}:{second:02}")
    except ValueError:
        return None
    if mark and mark.lower() not in ("am", "pm"):
        offset = "+00:00" if mark.upper() == "Z" else mark
        return datetime.fromisoformat(f"{naive.isoformat()}{offset}")
    return naive.replace(tzinfo=zone or UTC)


@lru_cache(maxsize=65536)
def number_of(cell: str) -> int | float | None:
    """A number with a decimal comma or point, and whatever parts thousands."""
    text = cell.strip()
    if not _NUMBER.fullmatch(text):
        return None
    bare = re.sub(r"[\s\u00a0\u202f']", "", text)
    comma, point = bare.rfind(","), bare.rfind(".")
    if comma >= 0 and point >= 0:
        thousands = "." if comma > point else ","
        bare = bare.replace(thousands, "").replace(",", ".")
    elif bare.count(",") > 1 or bare.count(".") > 1:
        bare = bare.replace(",", "").replace(".", "")
    else:
        bare = bare.replace(",", ".")
    try:
        found = Decimal(bare)
    except InvalidOperation:
        return None
    if abs(found) > 2**53 - 1:
        return None
    return int(found) if found == found.to_integral_value() else float(found)


def amount_of(cell: str, digits: int = 2) -> int | None:
    """Money in whole minor units, with or without the sign of a currency."""
    bare = re.sub(r"(?:€|\$|£|\b(?:EUR|USD|GBP|euros?)\b)", "", cell, flags=re.I).strip()
    found = number_of(bare)
    return None if found is None else round(Decimal(str(found)) * 10**digits)


def sex_of(cell: str) -> str | None:
    """``female``, ``male`` or ``other``, of a word, a letter or a title."""
    return _SEXES.get(normal(cell.strip()).rstrip("."))


def truth_of(cell: str) -> bool | None:
    """Yes or no."""
    return _TRUTHS.get(normal(cell.strip()))


def language_of(cell: str) -> str | None:
    """A language tag, of a tag or a name."""
    word = normal(cell.strip())
    tag = _LANGUAGES.get(word) or cell.strip().replace("_", "-")
    return tag if _LANGUAGE.fullmatch(tag[:2].lower() + tag[2:]) and len(tag) <= 35 else None


def postcode_of(cell: str, territory: str) -> str | None:
    """A postcode; French ones get the zero back that a spreadsheet took away."""
    bare = " ".join(cell.split()).upper()
    bare = bare[:-2] if bare.endswith(".0") else bare
    if not bare or len(bare) > 12 or not any(map(str.isdigit, bare)):
        return None
    french = territory in ("FR", "RE", "GP", "MQ", "GF", "YT", "PM", "BL", "MF", "NC", "PF", "WF")
    return f"0{bare}" if french and len(bare) == 4 and bare.isdigit() else bare
