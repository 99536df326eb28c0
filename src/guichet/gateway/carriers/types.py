"""Carriers, routes and the rules by which routes are chosen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID

from guichet.gateway.mass.contract import LinkState
from guichet.gateway.mass.types import Purpose
from guichet.kit.ids import TenantId

Method = Literal["order", "share", "least_cost"]
"""The first that is open; by their shares; what the carrier charges least for."""

Second = Literal["slow", "down"]
"""When what waits for the first route may go by the next: also while its carrier asks to slow
down; only while none of its links is open.
"""
Looked = Literal["first", "next", "unnamed", "elsewhere", "priceless", "unable", "away"]
"""What came of looking at a route: taken first; taken when those before it cannot; no rule names
it; it does not serve the number; its carrier has no price for it; it lacks an ability; switched
off, isolated, or its day is used up, so that it is taken only when nothing else is left.
"""

OWN_TEXTS: Final = TenantId(UUID(int=1))
"""In whose name the platform's own texts go: no company. Feeders look for companies above the id of
the platform itself.
"""
MOST_BINDS = 16
MOST_PREFIXES = 200
MOST_ROUTES_OF_RULE = 20
LARGEST_SHARE = 100


@dataclass(frozen=True, slots=True)
class Carrier:
    """A mobile network operator, or who sells its service."""

    id: UUID
    version: int
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Ability:
    """What a route can do in one territory."""

    answerable: bool = False
    """People can answer what comes by it."""
    stop_by_reply: bool = False
    """Answering STOP is heard."""
    named_senders: bool = True
    concatenation: bool = True


@dataclass(frozen=True, slots=True)
class Draft:
    """What an operator of the platform sets for a route."""

    title: str
    settings: Mapping[str, Any]
    binds: int = 1
    """Connections held at the same time."""
    enabled: bool = True
    prefixes: tuple[str, ...] = ()
    """Digits numbers it serves begin with; none: all numbers."""
    abilities: Mapping[str, Ability] = field(default_factory=dict)
    """By territory, such as ``RE``; ``*`` is everywhere else."""
    cost_list_id: UUID | None = None
    """What the carrier charges."""
    day_quota: int | None = None
    """Parts it takes on one day (UTC) at most."""


@dataclass(frozen=True, slots=True)
class Route:
    """A way to reach a carrier."""

    id: UUID
    carrier_id: UUID
    version: int
    kind: str
    """Of link, such as ``smpp``."""
    draft: Draft
    """Its settings as stored: secrets sealed."""
    isolated_at: datetime | None
    """Since when nothing goes by it, decided in a hurry; its links go on taking receipts."""
    isolated_reason: str | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Share:
    """A route a rule names, and how much of what the rule is about goes by it."""

    route_id: UUID
    share: int = 1
    """Counts for ``share`` only."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Which routes may carry what. Of all rules the first that fits counts, in the order of their
    positions. What it does not name is never used: a rule with one route means that a message is
    given to no second one.
    """

    id: UUID
    version: int
    position: int
    tenant_id: TenantId | None
    purpose: Purpose | None
    prefixes: tuple[str, ...]
    """Digits numbers begin with; none: all numbers."""
    method: Method
    routes: tuple[Share, ...]
    second: Second = "slow"


@dataclass(frozen=True, slots=True)
class Look:
    """What came of looking at one route for one message."""

    route_id: UUID
    looked: Looked
    micros: int | None = None
    """What its carrier charges for a part, where that is known."""


@dataclass(frozen=True, slots=True)
class Explained:
    """How a route is chosen for one message."""

    rule: UUID | None
    """That counted; none: no rule fits, and all routes may be used, the cheapest first."""
    looks: tuple[Look, ...]
    """Those that may carry it first, in their order."""
    lacking: str | None
    """Why nothing may carry it, where that is so."""


@dataclass(frozen=True, slots=True)
class BindHealth:
    """How one bind is, as its holder said last."""

    route_id: UUID
    bind: int
    holder: str
    """The process that holds it, in an operator's words."""
    state: LinkState
    at: datetime
    window: int
    outstanding: int
    answer_ms: int | None
    throttled: int
    words: str | None


Sign = Literal["links", "refusals", "failures", "receipts", "delay", "mix"]
"""What the watch looks at: no link is open; the carrier refuses; receipts say not delivered;
receipts are missing; receipts take long; reasons are others than usual.
"""


@dataclass(frozen=True, slots=True)
class Fact:
    """What one sign of the watch told of a route. Shares, milliseconds or links; see
    ``watching.Reading``.
    """

    sign: Sign
    now: float | None
    usual: float | None
    count: int
    code: str | None


@dataclass(frozen=True, slots=True)
class Alarm:
    """That a route was not well."""

    id: UUID
    route_id: UUID
    version: int
    opened_at: datetime
    closed_at: datetime | None
    facts: tuple[Fact, ...]
    told: tuple[str, ...]
    """Mail addresses and numbers that were written to."""


@dataclass(frozen=True, slots=True)
class WatchSettings:
    """Whom alarms are told besides the platform's operators."""

    mails: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    """Written to by text, by another route than the one that is not well."""
    language: Literal["en", "fr"] = "en"
    version: int = 0


@dataclass(frozen=True, slots=True)
class Notice:
    """What a company is told about its messages: some may arrive late, since an operator has
    trouble.
    """

    id: UUID
    tenant_id: TenantId
    version: int
    begun_at: datetime
    ended_at: datetime | None


MixKind = Literal["refused", "undelivered", "delay"]
"""The carrier's reasons for refusing; its receipts' errors; steps of the time to the receipt."""
Mixed = tuple[MixKind, str]


@dataclass(frozen=True, slots=True)
class Minute:
    """What passed by a route within one minute, or within a shorter time from then on."""

    route_id: UUID
    minute: datetime
    handed: int = 0
    """Parts the carrier took."""
    refused: int = 0
    cut: int = 0
    delivered: int = 0
    undelivered: int = 0
    delay_ms: int = 0
    """Sum over ``timed``: from the carrier's answer to its receipt."""
    timed: int = 0
    mix: Mapping[Mixed, int] = field(default_factory=dict)
    """How often each reason was given, and each step of delay was seen."""
