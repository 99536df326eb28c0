"""Names and the keys made from them. Pure."""

import re
import unicodedata
from collections.abc import Collection
from typing import Final

LONGEST_KEY: Final = 40
_BETWEEN: Final = re.compile(r"[^a-z0-9]+")


def normal(name: str) -> str:
    """Without accents and case: two names of equal form are one name to people."""
    apart = unicodedata.normalize("NFKD", name.strip())
    bare = "".join(one for one in apart if not unicodedata.combining(one))
    return " ".join(bare.casefold().split())


def key_of(name: str, taken: Collection[str]) -> str:
    """A key that reads like ``name`` and is none of ``taken``."""
    first = _BETWEEN.sub("_", normal(name)).strip("_")[:LONGEST_KEY].strip("_") or "x"
    key, count = first, 1
    while key in taken:
        count += 1
        key = f"{first}_{count}"
    return key
