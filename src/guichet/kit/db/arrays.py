"""Arrays as PostgreSQL reads them in text, for a tenth of what the driver needs to write many."""

from collections.abc import Iterable
from uuid import UUID

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"'})


def texts(several: Iterable[str]) -> str:
    """Of texts: to be cast to ``text[]``."""
    quoted = [one if one.isalnum() else one.translate(_ESCAPES) for one in several]
    return '{"' + '","'.join(quoted) + '"}' if quoted else "{}"


def ids(several: Iterable[UUID]) -> str:
    """Of ids: to be cast to ``uuid[]``."""
    return "{" + ",".join([f"{one.int:032x}" for one in several]) + "}"
