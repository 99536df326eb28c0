"""What a tenant may use, what it used, and the lines that tell it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from guichet.kit.ids import TenantId
from guichet.kit.money import Money

LineKind = Literal["charge", "release", "credit", "refund"]
"""Used for good; reserved and not needed; paid in; given back."""


@dataclass(frozen=True, slots=True)
class Caps:
    """The most messages a tenant may send, by the days and months of its own zone; none: any."""

    day: int | None = None
    month: int | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """What a tenant may use. All amounts are millionths of the currency."""

    currency: str
    credited: int = 0
    """Paid in, ever."""
    settled: int = 0
    """Used, ever."""
    reserved: int = 0
    """Accepted and not yet sent: neither used nor free."""
    allowed: int | None = None
    """How far use may go beyond what was paid in: 0 is prepaid, none is without limit."""
    low_at: int | None = None
    """Tell somebody when less than this is free."""
    low_told: bool = False
    caps: Caps = Caps()
    day: date | None = None
    day_count: int = 0
    month_count: int = 0
    stopped_at: datetime | None = None
    """Since when nothing of this tenant is sent."""
    stopped_reason: str | None = None
    version: int = 0

    @property
    def free(self) -> int | None:
        """What can still be reserved; none: without limit. May be below zero after a limit was
        lowered.
        """
        if self.allowed is None:
            return None
        return self.credited + self.allowed - self.settled - self.reserved

    @property
    def balance(self) -> int:
        """Paid in, less what was used and what is reserved."""
        return self.credited - self.settled - self.reserved


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked to be reserved: one key, one reservation, however often it is asked."""

    key: str
    """Names what it is for, such as ``mass_chunk:<id>``."""
    micros: int
    count: int
    """Messages, for the caps."""
    currency: str
    today: date
    """The day in the tenant's zone."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A reservation."""

    key: str
    micros: int
    count: int
    settled: int = 0
    released: int = 0

    @property
    def left(self) -> int:
        """What of it is neither used nor given back."""
        return self.micros - self.settled - self.released


@dataclass(frozen=True, slots=True)
class Entry:
    """A line to write: (tenant, ``source_kind``, ``source_id``, ``part``) exists once, for ever."""

    source_kind: str
    """What it comes from: ``message``, ``batch`` (several messages, folded), ``payment``."""
    source_id: str
    part: str
    """Which part of its life: ``submitted``, ``not_submitted``, ``paid``."""
    kind: LineKind
    micros: int
    count: int = 1
    hold: str | None = None
    """The reservation it draws on."""
    detail: Mapping[str, str | int] | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger."""

    id: UUID
    at: datetime
    entry: Entry
    currency: str


@dataclass(frozen=True, slots=True)
class Charged:
    """What was used in a while."""

    micros: int
    count: int
    """Messages."""


@dataclass(frozen=True, slots=True)
class Held:
    """The answer to an order."""

    again: bool
    """It was reserved before: nothing changed."""
    free: Money | None
    """What can still be reserved; none: without limit."""


@dataclass(frozen=True, slots=True)
class Posted:
    """What entries did."""

    written: int
    """Lines that were new."""
    micros: int
    """What the new lines sum up to."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What the platform decides about a tenant's use."""

    currency: str
    allowed: int | None
    low_at: int | None
    caps: Caps


@dataclass(frozen=True, slots=True)
class TenantOrder:
    """An order of one of several tenants."""

    tenant_id: TenantId
    order: Order
