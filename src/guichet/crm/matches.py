"""By what two cards are suspected to be one person. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Literal

import msgspec

from guichet.crm.attributes.types import Attribute, AttributeValue
from guichet.crm.keys import normal
from guichet.crm.types import Claim
from guichet.gateway.types import Identity

Reason = Literal["claim", "similar_email", "name_and_birth"]
"""What somebody says of themself is an identity of the other; two mail addresses lead to one box;
name and date of birth are the same.
"""
ONE_BOX = frozenset({"gmail.com", "googlemail.com"})
"""Where dots in the name of a mail address mean nothing."""
_WORD = re.compile(r"\w+")


class Mark(msgspec.Struct, frozen=True):
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


class NewMarks(msgspec.Struct, frozen=True):
    """By what somebody new may be the same as others: of two new cards most have but these."""

    kept: Sequence[str]
    """What has to be written down: all but what an identity of the card says by itself."""
    asked: Sequence[str]
    """What others may have written down beside that: mail addresses that are a box themselves."""


def marks_of_new(
    name: str | None,
    identities: Sequence[Identity],
    attributes: Mapping[str, AttributeValue],
    births: Sequence[str],
) -> NewMarks:
    """The marks of somebody of whom nothing is claimed; ``births`` as ``birth_keys`` gives them."""
    kept: list[str] = []
    asked: list[str] = []
    for one in identities:
        if one.kind == "email":
            box = one_box(one.value)
            if box == one.value:
                asked.append(f"email:{box}")
            elif f"email:{box}" not in kept and Identity("email", box) not in identities:
                kept.append(f"email:{box}")
    born = _born_on(name, attributes, births) if name and attributes else None
    if born:
        kept.append(born)
    return NewMarks(kept, asked)


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
    return _born_on(name, attributes, birth_keys(known))


def birth_keys(known: Iterable[Attribute]) -> Sequence[str]:
    """The attributes that hold a date of birth."""
    return [one.key for one in known if one.meaning == "birth_date" and not one.removed]


def _born_on(
    name: str, attributes: Mapping[str, AttributeValue], keys: Sequence[str]
) -> str | None:
    words = _in_order(name)
    date = next((attributes[key] for key in keys if key in attributes), None)
    return f"born:{date}:{words}" if words and date else None


@lru_cache(maxsize=8192)
def _in_order(name: str) -> str | None:
    """The words of a name in the order of the alphabet, if they are several."""
    words = sorted(_WORD.findall(normal(name)))
    return " ".join(words) if len(words) > 1 else None
