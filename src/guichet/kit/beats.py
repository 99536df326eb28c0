"""Beats of browsers over the bus: a process says every so often whom it holds. Never stored."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Final
from uuid import UUID

import msgspec

SUBJECT: Final = "guichet.beats"
EVERY: Final = timedelta(seconds=2)
MOST: Final = 1_000
"""Users in one word: it stays far below what a message may hold."""


class Beat(msgspec.Struct, frozen=True):
    """Users of one tenant who are there."""

    tenant: UUID
    users: list[UUID]


_DECODER: Final = msgspec.msgpack.Decoder(list[Beat])


def words(present: Iterable[tuple[UUID, UUID]]) -> Iterator[bytes]:
    """The words that say that these users (with their tenant first) are there."""
    everyone = iter(sorted(set(present)))
    while some := list(islice(everyone, MOST)):
        by_tenant: dict[UUID, list[UUID]] = {}
        for tenant, user in some:
            by_tenant.setdefault(tenant, []).append(user)
        yield msgspec.msgpack.encode([Beat(tenant, users) for tenant, users in by_tenant.items()])


def decode(data: bytes) -> list[Beat]:
    """The beats of a word.

    :raises msgspec.DecodeError: it is none
    """
    return _DECODER.decode(data)
