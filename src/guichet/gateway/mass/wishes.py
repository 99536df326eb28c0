"""Who wants to be told of a message, as it stands with its chunk and as it goes with it. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from guichet.gateway.mass.types import ReportTo


@dataclass(frozen=True, slots=True)
class Wish:
    """What a report of one message needs to know."""

    to: tuple[ReportTo, ...]
    address: str
    reference: str | None


def stored(several: Iterable[ReportTo]) -> list[list[str | bool]] | None:
    """Plain values for the database; none when nobody wants to be told."""
    return [[one.kind, str(one.target), one.everything] for one in several] or None


def read(held: Sequence[Any]) -> tuple[ReportTo, ...]:
    """As they were stored."""
    return tuple(ReportTo(kind, UUID(target), everything) for kind, target, everything in held)


def wish_of(
    held: Sequence[Any] | None,
    address: str,
    reference: str | None,
    campaign_id: UUID | None = None,
) -> Wish | None:
    """The wish that goes with a message, if its chunk has one; whoever follows its campaign has."""
    to = read(held) if held else ()
    if campaign_id is not None:
        to = (*to, ReportTo("campaign", campaign_id, everything=True))
    return Wish(to, address, reference) if to else None
