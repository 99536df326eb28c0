"""Who may sign up with what, and when a sign-up is confirmed. Pure."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Final, Literal

from guichet.campaigns.signups.types import FIELDS, Draft, Field, Given, SignUp
from guichet.crm.normal_forms import normal_form
from guichet.kit.phones import e164
from guichet.policies.presets import listed
from guichet.policies.territories import territory_of

Fault = Literal[
    "required",
    "not_a_mobile",
    "elsewhere",
    "not_an_email",
    "not_a_date",
    "not_a_postcode",
    "not_agreed",
]
Standing = Literal["open", "done", "expired", "refused"]
MOST_ASKED: Final = 3
"""Confirmations asked of one number or mail address in a day, by whomever."""
DAY: Final = timedelta(days=1)
PATIENCE: Final = timedelta(minutes=10)
"""How long nobody is asked again who was asked for the same page."""
ECHO: Final = timedelta(minutes=10)
"""How long a second "yes" is still about the same sign-up."""
OLDEST: Final = 120
MANY: Final = 30
"""Confirmations that say something about a page."""
FEW: Final = 0.05
"""Less than this part of them confirmed: machines sign up there."""
_LONGEST_NAME: Final = 80
_POSTCODE: Final = re.compile(r"[0-9A-Z][0-9A-Z \-]{2,9}")
_DATES: Final = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"),
    re.compile(r"(?P<d>\d{1,2})[/. -](?P<m>\d{1,2})[/. -](?P<y>\d{4})"),
)
_WORD: Final = re.compile(r"[a-z0-9]+")
_MOST_WORDS: Final = 3


@dataclass(frozen=True, slots=True)
class Read:
    """What was written into a page; what is wrong with it by field, ``agreed`` for the box."""

    given: Given | None
    faults: Mapping[str, Fault]


def read(draft: Draft, written: Mapping[str, str], today: date) -> Read:
    """The fields a page asks for, in the forms they are kept in."""
    values = {
        name: " ".join(written.get(name, "").split())
        for name in FIELDS
        if draft.asks.get(name, "no") != "no"
    }
    faults: dict[str, Fault] = {
        name: "required"
        for name, value in values.items()
        if not value and draft.asks.get(name) == "required"
    }
    kept: dict[str, str] = {}
    for name, value in values.items():
        if value:
            found, fault = _kept(name, value, draft.territories, today)
            if fault is not None:
                faults[name] = fault
            elif found is not None:
                kept[name] = found
    if not written.get("agreed"):
        faults["agreed"] = "not_agreed"
    if not faults and not {"phone", "email"} & kept.keys():
        faults["phone" if "phone" in values else "email"] = "required"
    return Read(None if faults else _given(kept), faults)


def _given(kept: Mapping[str, str]) -> Given:
    phone, email = kept.get("phone"), kept.get("email")
    more = (kept.get("birth_date"), kept.get("postcode"))
    if phone is not None:
        return Given("sms", phone, kept.get("first_name"), email, *more)
    return Given("mail", email or "", kept.get("first_name"), None, *more)


def _kept(
    name: Field, value: str, territories: Sequence[str], today: date
) -> tuple[str | None, Fault | None]:
    match name:
        case "first_name":
            return "".join(one for one in value if one.isprintable())[:_LONGEST_NAME], None
        case "phone":
            return mobile(value, territories)
        case "email":
            found = normal_form("email", value, "ZZ")
            return found, None if found else "not_an_email"
        case "birth_date":
            born = _date(value, today)
            return born, None if born else "not_a_date"
        case "postcode":
            code = value.upper()
            return code, None if _POSTCODE.fullmatch(code) else "not_a_postcode"


def mobile(written: str, territories: Sequence[str]) -> tuple[str | None, Fault | None]:
    """The mobile number as people of one of ``territories`` write it, at home in one of them: no
    landline, no number that costs who writes to it, none of far away.
    """
    elsewhere = False
    for territory in territories:
        number = e164(written, territory)
        if number is None or not is_mobile(number):
            continue
        if at_home(number, territories):
            return number, None
        elsewhere = True
    return None, "elsewhere" if elsewhere else "not_a_mobile"


def at_home(number: str, territories: Sequence[str]) -> bool:
    """Whether a number is of one of ``territories``; where its digits leave several open, whether
    one of them is.
    """
    found = territory_of(number)
    return found is not None and bool(set(found.split("-")) & set(territories))


@lru_cache(maxsize=4096)
def is_mobile(number: str) -> bool:
    """Whether a number in E.164 can be a mobile telephone's, by the numbering plan."""
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return False
    kinds = phonenumbers.PhoneNumberType
    return phonenumbers.is_valid_number(parsed) and phonenumbers.number_type(parsed) in (
        kinds.MOBILE,
        kinds.FIXED_LINE_OR_MOBILE,
    )


def _date(value: str, today: date) -> str | None:
    for shape in _DATES:
        found = shape.fullmatch(value)
        if found is None:
            continue
        try:
            born = date(int(found["y"]), int(found["m"]), int(found["d"]))
        except ValueError:
            return None
        return born.isoformat() if today.year - OLDEST <= born.year and born <= today else None
    return None


def may_ask(asked: Sequence[datetime], now: datetime) -> bool:
    """Whether an address may be asked once more, that was asked at these instants."""
    return sum(one > now - DAY for one in asked) < MOST_ASKED


@dataclass(frozen=True, slots=True)
class Asking:
    """What a page asked within a day."""

    asked: int
    early: int
    """Of these, so long ago that who wanted to confirm has."""
    confirmed: int
    """Of the early ones."""

    def is_abused(self) -> bool:
        """Whether many were asked and hardly anybody confirms: texts that cost and reach nobody who
        waits for them.
        """
        return self.early >= MANY and self.confirmed < FEW * self.early


def standing(one: SignUp, now: datetime, refused_at: datetime | None) -> Standing:
    """Whether a sign-up can be confirmed; ``refused_at``: when its address last told us to stop.
    Who signs up after that wants to hear from us again; who stops after signing up does not.
    """
    if one.state == "confirmed":
        return "done"
    if now >= one.expires_at:
        return "expired"
    return "refused" if refused_at is not None and refused_at >= one.at else "open"


def is_echo(one: SignUp, source: str, at: datetime, wrote_at: datetime | None) -> bool:
    """Whether a "yes" belongs to a sign-up it confirmed: the same text again, or said twice while
    nothing else was said to them; ``wrote_at``: when they were written to last.
    """
    if one.confirmed_at is None or one.confirmed_by != "reply":
        return False
    if one.confirmation.get("source") == source:
        return True
    soon = at - one.confirmed_at <= ECHO
    return soon and (wrote_at is None or wrote_at <= one.confirmed_at)


def agrees(text: str) -> bool:
    """Whether somebody says yes: one of the words, alone or with a word or two of politeness."""
    plain = unicodedata.normalize("NFKD", text[:100]).casefold()
    words = _WORD.findall("".join(one for one in plain if not unicodedata.combining(one)))
    if not words or len(words) > _MOST_WORDS:
        return False
    return words[0] in listed("words")["yes"] and all(
        one in listed("words")["yes_with"] or one in listed("words")["yes"] for one in words[1:]
    )


def network_of(host: str) -> str:
    """The network an address is of, as sign-ups are counted: of IPv4 256 addresses, of IPv6 what a
    provider gives to one customer at the most.
    """
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if not isinstance(address, IPv4Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if address.is_loopback:
        return str(address)
    length = 24 if isinstance(address, IPv4Address) else 48
    return str(ip_network((address.packed, length), strict=False))
