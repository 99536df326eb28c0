"""Segments and lists as the rest of Guichet sees them."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from guichet.crm.attributes.types import Meaning
from guichet.crm.places import service as places
from guichet.crm.places.types import Centres
from guichet.crm.segments.language import Condition, Scalar
from guichet.crm.segments.times import Bounds
from guichet.kit.ids import TenantId
from guichet.kit.work import Work

LONGEST_NAME = 120
MOST_SEGMENTS = 1_000
MOST_LISTS = 1_000
MOST_ADDED = 1_000
"""People added to a list or taken from it at once."""
AT_ONCE = 250_000
"""Contacts looked at in one transaction that writes; more are, one span after the other."""
FEWEST = 1_000
"""Of a span that took too long for more."""

Statement = object
"""A select of SQLAlchemy with one column, ``contact_id``, bound to the tenant: ids may be aliases
and may repeat.
"""


class FactSource(Protocol):
    """A room that knows something of people: handed in at ``processes`` by its name."""

    @property
    def facts(self) -> frozenset[str]:
        """What can be asked."""
        ...

    def people(
        self, tenant_id: TenantId, fact: str, value: str | None, bounds: Bounds
    ) -> Statement:
        """Of whom ``fact`` is true within ``bounds``; read under the reader role, or under the
        request role when a segment is frozen into a list.
        """
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """What a condition is asked with."""

    now: datetime
    zone: ZoneInfo
    currency: str
    meanings: Mapping[Meaning, str] = field(default_factory=dict)
    """Keys of the attributes Guichet understands."""
    parameters: Mapping[str, Scalar] = field(default_factory=dict)
    """What the campaign is about."""
    centres: Centres = field(default_factory=places.centres)
    sources: Mapping[str, FactSource] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Span:
    """Contacts by id: after one, up to and with another; open where none is given."""

    after: UUID | None = None
    until: UUID | None = None


ALL = Span()


@dataclass(frozen=True, slots=True)
class Segment:
    """A condition with a name: whoever fulfils it is in."""

    id: UUID
    version: int
    name: str
    condition: Condition
    created_at: datetime
    changed_at: datetime
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Filling:
    """What a list is made of, and how far that is: contacts are looked at by their ids, many in
    each transaction.
    """

    condition: Condition
    parameters: Mapping[str, Scalar]
    at: datetime
    """The instant of which everybody is asked."""
    contacts: int
    """There were when it began."""
    looked_at: int = 0
    people: int = 0
    """Who stand in it so far."""
    after: UUID | None = None
    """Up to whom they were looked at."""
    stopped: bool = False
    """It failed again and again, and is not tried any more."""
    size: int = AT_ONCE
    """Contacts looked at in the next transaction."""

    def on(self, until: UUID, people: int) -> "Filling":
        """The same, some contacts later."""
        looked_at = min(self.contacts, self.looked_at + self.size)
        return replace(self, looked_at=looked_at, people=self.people + people, after=until)

    def in_smaller_spans(self) -> "Filling | None":
        """The same, after a span that took too long; none where it can be no smaller."""
        return replace(self, size=self.size // 2) if self.size // 2 >= FEWEST else None


Fill = Callable[[Work, UUID], Awaitable[None]]
"""Goes on with a list that is ``filling``, once the work is committed: from ``processes``."""


@dataclass(frozen=True, slots=True)
class StaticList:
    """Contacts put together by hand, by an import, or by freezing a segment."""

    id: UUID
    version: int
    name: str
    created_at: datetime
    removed_at: datetime | None = None
    filling: Filling | None = None
    """Of one that is not whole yet."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many fulfil a condition."""

    people: int
    least: int
    """Between this"""
    most: int
    """and this: the same where it is exact."""
    exact: bool
    """Or worked out from a few who were drawn."""
    at: datetime

    @staticmethod
    def exactly(people: int, at: datetime) -> "Count":
        """Everybody was asked."""
        return Count(people, people, people, exact=True, at=at)
