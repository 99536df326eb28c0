"""Who wants to be told of a message, as it stands with its chunk and as it goes with it. Pure."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from guichet.gateway.mass.types import ReportTo


class Wish(NamedTuple):
    """What a report of one message needs to know."""

    to: tuple[ReportTo, ...]
    address: str
    reference: str | None
    eager: bool = True
    """Somebody may want to hear also of what is not final."""


def stored(several: Iterable[ReportTo]) -> list[list[str | bool]] | None:
    """Plain values for the database; none when nobody wants to be told."""
    return [[one.kind, str(one.target), one.everything] for one in several] or None


def read(held: Sequence[Any]) -> tuple[ReportTo, ...]:
    """As they were stored."""
    return tuple(ReportTo(kind, UUID(target), everything) for kind, target, everything in held)


def readers_of(held: Sequence[Any] | None, campaign_id: UUID | None = None) -> tuple[ReportTo, ...]:
    """Who is told of the messages of a chunk; whoever follows their campaign is."""
    to = read(held) if held else ()
    return to if campaign_id is None else (*to, ReportTo("campaign", campaign_id, everything=True))


def wish_of(
    held: Sequence[Any] | None,
    address: str,
    reference: str | None,
    campaign_id: UUID | None = None,
) -> Wish | None:
    """The wish that goes with a message, if its chunk has one; whoever follows its campaign has."""
    to = readers_of(held, campaign_id)
    return Wish(to, address, reference, is_eager(to)) if to else None


def is_eager(to: Iterable[ReportTo]) -> bool:
    """Whether one of them wants to hear also of what is not final."""
    return any(one.everything for one in to)
