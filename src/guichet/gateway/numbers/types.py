"""Numbers and short codes as the rest of Guichet sees them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

from guichet.kit.ids import TenantId

StopScope = Literal["last", "all"]
"""Whom a STOP to a number that several share concerns: who wrote to the telephone last, or all who
ever did.
"""
MOST_KEYWORDS: Final = 50
"""Of one company on one number."""
LONGEST_KEYWORD: Final = 20
LAST_SENDER_DAYS: Final = 30


@dataclass(frozen=True, slots=True)
class Draft:
    """What the platform decides of a number, and may decide anew."""

    title: str
    stop: StopScope = "last"
    stop_days: int = LAST_SENDER_DAYS
    """How long ago the last sender may have written; beyond, a STOP concerns all."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number or short code that leads to this platform."""

    id: UUID
    version: int
    number: str
    """E.164 with its plus, or the digits of a short code."""
    territory: str
    """Where it is: a short code means nothing elsewhere."""
    shared: bool
    """Several companies use it, told apart by keywords; else one has it alone."""
    draft: Draft
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Holding:
    """A number a company was given."""

    tenant_id: TenantId
    number_id: UUID
    number: str
    territory: str
    shared: bool
    keywords: tuple[str, ...]
    """Of a shared number: those that are the company's, as people write them."""
    given_at: datetime
