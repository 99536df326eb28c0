"""Segments and lists as the rest of Guichet sees them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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

LONGEST_NAME = 120
MOST_SEGMENTS = 1_000
MOST_LISTS = 1_000
MOST_ADDED = 1_000
"""People added to a list or taken from it at once."""

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
class StaticList:
    """Contacts put together by hand, by an import, or by freezing a segment."""

    id: UUID
    version: int
    name: str
    created_at: datetime
    removed_at: datetime | None = None


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
