"""What intake needs to know of where something came in."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

from guichet.gateway.types import Medium
from guichet.interactions.types import Interaction
from guichet.kit.work import Work

PersonGone = Callable[[Work, Interaction], Awaitable[Interaction]]
"""What becomes of a conversation, which the caller holds locked, once its person ended it."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """The entry point something came in by."""

    entry_point_id: UUID
    channel: str
    medium: Medium
    title: str
    language: str
