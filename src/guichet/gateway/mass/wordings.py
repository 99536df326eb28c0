"""A wording as it is stored, and a text as one person gets it."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from guichet.gateway.mass.types import Wording

_PART = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]{0,62})\}")


def stored(wording: Wording) -> Mapping[str, Any]:
    """Plain values for the database."""
    return {
        "sender": wording.sender,
        "text": wording.text,
        "purpose": wording.purpose,
        "consent": wording.consent,
        "encoding": wording.encoding,
        "flash": wording.flash,
        "tags": list(wording.tags),
        "callback": wording.callback,
        **({"about": wording.about} if wording.about else {}),
        **({"series": str(wording.series)} if wording.series else {}),
    }


def read(held: Mapping[str, Any]) -> Wording:
    """As it was stored."""
    return Wording(
        held["sender"],
        held["text"],
        held["purpose"],
        held["consent"],
        held["encoding"],
        held["flash"],
        tuple(held["tags"]),
        held["callback"],
        held.get("about"),
        UUID(held["series"]) if "series" in held else None,
    )


def names_in(text: str) -> frozenset[str]:
    """The parts in braces."""
    return frozenset(_PART.findall(text))


def worded(text: str, values: Mapping[str, str] | None) -> str:
    """``text`` with its parts filled; a part nobody gave a value for stays as it is."""
    if not values:
        return text
    return _PART.sub(lambda found: values.get(found[1], found[0]), text)
