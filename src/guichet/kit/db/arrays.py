"""Arrays as PostgreSQL reads them in text, for a tenth of what the driver needs to write many."""

from collections.abc import Iterable
from uuid import UUID

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"'})


def texts(several: Iterable[str]) -> str:
    """Of texts: to be cast to ``text[]``."""
    given = [*several]
    if not given:
        return "{}"
    joined = "".join(given)
    if '"' in joined or "\\" in joined:
        given = [one.translate(_ESCAPES) for one in given]
    return '{"' + '","'.join(given) + '"}'


def ids(several: Iterable[UUID]) -> str:
    """Of ids: to be cast to ``uuid[]``."""
    return "{" + ",".join([f"{one.int:032x}" for one in several]) + "}"


def optional(several: Iterable[str | None]) -> str:
    """Of texts of which some are none: to be cast to ``text[]``, or an array of what they say."""
    quoted = [
        "NULL" if one is None else f'"{one if one.isalnum() else one.translate(_ESCAPES)}"'
        for one in several
    ]
    return "{" + ",".join(quoted) + "}"


def numbers(several: Iterable[int | None]) -> str:
    """Of whole numbers of which some are none: to be cast to ``bigint[]``."""
    return "{" + ",".join(["NULL" if one is None else str(one) for one in several]) + "}"
