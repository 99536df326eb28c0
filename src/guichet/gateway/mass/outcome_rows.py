"""Rows of outcomes, as COPY reads them in binary. Pure."""

from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple
from uuid import UUID

from guichet.gateway.mass.types import OutcomeKind
from guichet.kit.db.binary import ID, NULL, begin, instant_field, short_field, text_field

COLUMNS: Final = (
    "tenant_id",
    "message_id",
    "at",
    "seq",
    "kind",
    "part",
    "parts",
    "route_id",
    "peer_id",
    "code",
    "detail",
)
"""In the order of their fields."""
NOTHING: Final = NULL + NULL
"""Neither code nor detail."""
_HEAD: Final = begin(len(COLUMNS)) + ID
_TENANT: Final = slice(len(_HEAD), len(_HEAD) + 16)
_MESSAGE: Final = slice(_TENANT.stop + len(ID), _TENANT.stop + len(ID) + 16)


class Instant(NamedTuple):
    """A moment, written once for all rows of a batch."""

    text: str
    """As rows in text have it."""
    field: bytes


def instant(at: datetime) -> Instant:
    """A moment as rows have it."""
    return Instant(at.isoformat(), instant_field(at))


def head_of(tenant_id: UUID) -> bytes:
    """How the rows of a company begin, up to the sixteen octets of the message's id."""
    return _HEAD + tenant_id.bytes + ID


def key_of(tenant_id: UUID, message_id: UUID) -> bytes:
    """How the rows of a message begin: made once for each."""
    return head_of(tenant_id) + message_id.bytes


def ids_of(key: bytes) -> tuple[str, str]:
    """Company and message of a key, as rows in text have them."""
    return key[_TENANT].hex(), key[_MESSAGE].hex()


@lru_cache(4_096)
def middle(kind: OutcomeKind, part: int, parts: int, route: bytes) -> bytes:
    """What is the same in many rows: what happened, to which part, and by which route."""
    return text_field(kind) + short_field(part) + short_field(parts) + route
