"""By what two cards are suspected to be one person. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from guichet.crm.attributes.types import Attribute, AttributeValue
from guichet.crm.keys import normal
from guichet.crm.types import Claim

Reason = Literal["claim", "similar_email", "name_and_birth"]
"""What somebody says of themself is an identity of the other; two mail addresses lead to one box;
name and date of birth are the same.
"""
ONE_BOX = frozenset({"gmail.com", "googlemail.com"})
"""Where dots in the name of a mail address mean nothing."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Mark:
    """Something two cards may have in common."""

    key: str
    claimed: bool = False
    """Only said, by nobody we trust."""


def marks_of(
    name: str | None,
    identities: Iterable[Claim],
    claims: Iterable[Claim],
    attributes: Mapping[str, AttributeValue],
    known: Iterable[Attribute],
) -> frozenset[Mark]:
    """The marks of a card."""
    sure = {key for one in identities if (key := _mark(one))}
    said = {key for one in claims if (key := _mark(one))} - sure
    born = _born(name, attributes, known)
    return frozenset(
        {*(Mark(key) for key in sure), *(Mark(key, claimed=True) for key in said)}
        | ({Mark(born)} if born else set())
    )


def reason_of(mine: Mark, theirs: Mark) -> Reason | None:
    """Why two cards with this mark in common may be one; two hearsays prove nothing."""
    if mine.claimed and theirs.claimed:
        return None
    if mine.claimed or theirs.claimed:
        return "claim"
    return "name_and_birth" if mine.key.startswith("born:") else "similar_email"


def one_box(address: str) -> str:
    """The mail box an address leads to, as far as everyone knows: without ``+something``."""
    name, _, domain = address.partition("@")
    name = name.partition("+")[0] or name
    if domain in ONE_BOX:
        return f"{name.replace('.', '')}@gmail.com"
    return f"{name}@{domain}"


def _mark(one: Claim) -> str | None:
    if one.kind == "visitor":
        return None
    value = one_box(one.value) if one.kind == "email" else one.value
    return f"{one.kind}:{value}"


def _born(
    name: str | None, attributes: Mapping[str, AttributeValue], known: Iterable[Attribute]
) -> str | None:
    if not name or not attributes:
        return None
    keys = [one.key for one in known if one.meaning == "birth_date" and not one.removed]
    words = sorted(_WORD.findall(normal(name or "")))
    date = next((attributes[key] for key in keys if key in attributes), None)
    return f"born:{date}:{' '.join(words)}" if len(words) > 1 and date else None
