"""What the rooms around hand in."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from guichet.gateway.types import Identity
from guichet.kit.work import Work


class OwnerOfPersonalData(Protocol):
    """A room that keeps something of a person."""

    async def erase(self, work: Work, people: Sequence[UUID]) -> None:
        """Erase what is kept under these contact ids, in the transaction of the erasure; what a law
        makes us keep stays without the person. Safe to repeat.
        """
        ...


class PersonLookup(Protocol):
    """A tenant's own customer system, asked for somebody who is not known here."""

    async def name_of(self, identity: Identity) -> str | None:
        """What the person is called there; none when they are unknown there, too. Answers within a
        second and never fails: the card is shown without it while the other system is down.
        """
        ...
