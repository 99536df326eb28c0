"""What may stand as the sender of a message. Pure."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from guichet.policies.types import SenderRules

_NAME: Final = re.compile(r"[A-Za-z0-9]+")
_NUMBER: Final = re.compile(r"\+?[0-9]{3,15}")
_FRENCH_MOBILE: Final = re.compile(
    r"(?:\+?33|0033|0)[67][0-9]{8}"
    r"|(?:\+?262|00262)(?:69[23]|639)[0-9]{6}|(?:\+?590|00590)69[01][0-9]{6}"
    r"|(?:\+?596|00596)69[67][0-9]{6}|(?:\+?594|00594)694[0-9]{6}"
)
_LONGEST_SHORT_CODE: Final = 8


@dataclass(frozen=True, slots=True)
class SenderFault:
    """Why a sender is refused."""

    code: str
    params: Mapping[str, str | int] = field(default_factory=dict)


def is_number(sender: str) -> bool:
    """Whether a sender is a telephone number or a short code and not a name."""
    return _NUMBER.fullmatch(sender) is not None


def is_short_code(sender: str) -> bool:
    """Whether a sender is a short code: people can answer it."""
    digits = sender.removeprefix("+")
    return is_number(sender) and digits == sender and len(digits) <= _LONGEST_SHORT_CODE


def sender_fault(
    rules: SenderRules, sender: str, *, registered: bool = False
) -> SenderFault | None:
    """What is wrong with ``sender`` under ``rules``; none if it may stand. ``registered``: the
    platform has the tenant's right to the name on file.
    """
    if is_number(sender):
        if not rules.mobile_numbers and _FRENCH_MOBILE.fullmatch(sender):
            return SenderFault("sender_is_mobile")
        return None
    return _name_fault(rules, sender) or _owner_fault(rules, sender, registered)


def _name_fault(rules: SenderRules, name: str) -> SenderFault | None:
    bare = name.replace(" ", "") if rules.spaces else name
    if not rules.named:
        return SenderFault("sender_not_named")
    if not rules.shortest <= len(name) <= rules.longest:
        params = {"shortest": rules.shortest, "longest": rules.longest}
        return SenderFault("sender_length", params)
    if not _NAME.fullmatch(bare):
        return SenderFault("sender_signs", {"sign": _first_odd(bare)})
    if bare.isdigit():
        return SenderFault("sender_without_letter")
    return None


def _owner_fault(rules: SenderRules, name: str, registered: bool) -> SenderFault | None:
    plain = folded(name)
    if plain in rules.blocked:
        return SenderFault("sender_too_general", {"sender": name})
    if registered:
        return None
    if plain in rules.protected:
        return SenderFault("sender_protected", {"sender": name})
    return SenderFault("sender_not_registered", {"sender": name}) if rules.registered else None


def folded(name: str) -> str:
    """A name as lists hold it: small letters without accents, letters and digits only."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return "".join(sign for sign in plain if sign.isascii() and sign.isalnum())


def _first_odd(name: str) -> str:
    return next((sign for sign in name if not (sign.isascii() and sign.isalnum())), name[:1])
