"""What intake needs to know of where something came in."""

from dataclasses import dataclass
from uuid import UUID

from guichet.gateway.types import Medium


@dataclass(frozen=True, slots=True)
class Arrival:
    """The entry point something came in by."""

    entry_point_id: UUID
    channel: str
    medium: Medium
    title: str
    language: str
