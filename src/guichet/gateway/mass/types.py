"""What passes through the front door of mass sending."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Literal, NamedTuple
from uuid import UUID

from guichet.kit.ids import TenantId
from guichet.kit.money import Money

Purpose = Literal["marketing", "service", "otp"]
"""As the policies' categories: offers; news of what the person asked for; one-time codes."""
Asked = Literal["answer", "confirmation"]
"""An answer to what a person wrote; the confirmation of their STOP: as the policies' categories."""
Encoding = Literal["auto", "gsm7", "ucs2"]
Consent = Literal["optin", "soft", "none"]
"""They agreed; they are customers of similar goods who did not object; nothing is known."""
Priority = Literal[0, 1, 2]
"""Of a lane; 0 overtakes the others."""

ReportKind = Literal["hook", "account", "line", "campaign"]
"""A web hook or address of the company; an SMPP account of it; a conversation's answer by text; a
campaign, of which only the messages something happened to are kept: see ``touched``.
"""

PRIORITY: Mapping[Purpose, Priority] = {"otp": 0, "service": 1, "marketing": 2}
_NO_VALUES: Mapping[str, str] = MappingProxyType({})
LONGEST_TEXT = 1_600
"""Characters of one message: about ten parts."""
MOST_RECIPIENTS = 1_000
"""Of one order, and of one chunk."""


@dataclass(frozen=True, slots=True)
class ReportTo:
    """Who wants to be told what became of messages."""

    kind: ReportKind
    target: UUID
    """Which hook, account or line: an id that whoever tells it knows."""
    everything: bool = False
    """Also what is not final: handed over, on its way, held, cut off."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What many messages have in common."""

    sender: str | None
    """A name or a number; none: the route's own."""
    text: str
    """May hold ``{name}`` parts, filled from each recipient's values."""
    purpose: Purpose
    consent: Consent = "none"
    """What the tenant says the people agreed to; who told us to stop counts as that."""
    encoding: Encoding = "auto"
    flash: bool = False
    """Shown at once and not kept by the telephone (class 0)."""
    tags: tuple[str, ...] = ()
    callback: str | None = None
    """Where receipts are told besides the tenant's web hooks."""
    about: "Asked | None" = None
    """Set when the person's own text asked for it: then it is no message of a company's own."""
    series: UUID | None = None
    """What comes again and again, wanted each time: its texts are no repeats of one another."""


class Recipient(NamedTuple):
    """One person of an order."""

    address: str
    """E.164 with its plus."""
    values: Mapping[str, str] = _NO_VALUES
    """For the parts of the text in braces."""
    reference: str | None = None
    """The company's own, told again with every receipt."""


@dataclass(frozen=True, slots=True)
class Order:
    """Messages that one request wants sent: one wording, up to ``MOST_RECIPIENTS`` people."""

    tenant_id: TenantId
    wording: Wording
    recipients: Sequence[Recipient]
    due_at: datetime | None = None
    """Not before; none: now."""
    expires_at: datetime | None = None
    """Not handed to a telephone after."""
    report_to: tuple[ReportTo, ...] = ()
    """Besides whom the tenant always wants told."""
    named: UUID | None = None
    """What the one message and its chunk are called, where the caller has to know."""
    campaign_id: UUID | None = None
    """The campaign they belong to."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """Committed: from here on Guichet answers for these messages."""

    chunk_id: UUID
    message_ids: Sequence[UUID]
    """In the order of the recipients."""
    at: datetime
    price: Money | None = None
    """What was reserved, where that is told; none: nothing is charged."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which routes may carry a message."""

    routes: Sequence[UUID]
    """The best first; none: no way."""
    spills: bool = True
    """What waits for the first may go by the next while its carrier asks to slow down."""
    lacking: str = "no_route"
    """Why there is none, where there is none."""


MessageState = Literal[
    "accepted",
    "held",
    "handed",
    "delivered",
    "undelivered",
    "refused",
    "denied",
    "expired",
    "cancelled",
    "unknown",
]
"""Committed and waiting; waiting until a policy lets it go; a carrier took all its parts; all parts
arrived; the carrier says it will not arrive; no carrier took it; a policy forbids it; too late;
called back in time; cut off while it was handed over, and nothing heard since.
"""


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a message's life."""

    kind: "OutcomeKind"
    at: datetime
    part: int = 0
    """From 1; 0: the whole message."""
    parts: int = 0
    route_id: UUID | None = None
    peer_id: str | None = None
    code: str | None = None
    """The peer's error, or the reason's code."""
    detail: Mapping[str, str | int] = field(default_factory=dict)


Halt = Literal["paused", "cancelled"]
"""What was decided about everything of a campaign that has not left."""

OutcomeKind = Literal[
    "held",
    "denied",
    "handed",
    "refused",
    "cut",
    "again",
    "enroute",
    "delivered",
    "undelivered",
    "expired",
    "cancelled",
]
"""``cut``: the link ended before the carrier answered. ``again``: handed over once more after a
cut, so that it may arrive twice.
"""


class Report(NamedTuple):
    """One thing somebody wants to be told of a message."""

    id: UUID
    """Greater than those of the same target before it."""
    tenant_id: TenantId
    kind: ReportKind
    target: UUID
    message_id: UUID
    address: str
    reference: str | None
    """The company's own, of the recipient."""
    state: MessageState
    part: int
    """From 1, of ``parts`` the carrier got; 0: the whole message."""
    parts: int
    at: datetime
    """When it happened: the carrier's own time where it gave one."""
    error: str | None
    """The carrier's code, or that of the reason."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message as it is shown, with its life so far, oldest first."""

    id: UUID
    chunk_id: UUID
    address: str
    sender: str | None
    text: str
    purpose: Purpose
    state: MessageState
    accepted_at: datetime
    due_at: datetime
    expires_at: datetime | None
    reference: str | None
    tags: tuple[str, ...]
    price: Money | None
    """What it costs all in all; none: nothing is charged."""
    life: Sequence[Happening]
    campaign_id: UUID | None = None
