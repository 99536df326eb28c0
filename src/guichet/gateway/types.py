"""The values that pass between channels and the rest: what a person said, what is to be sent,
what became of it. Pure: no input or output, no framework.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

import msgspec

from guichet.files.types import FileRef
from guichet.gateway.context import Context
from guichet.gateway.failures import Failure


class Capability(StrEnum):
    """What a channel can carry."""

    TEXT = "text"
    NOTICES = "notices"
    """Small facts shown between the messages, such as "Amélie joined"."""
    TYPING = "typing"
    PLACE = "place"
    """Shows people who wait their place in line and how long they may wait."""
    FILES = "files"
    VOICE = "voice"
    VIDEO = "video"
    CO_BROWSE = "co_browse"
    RECEIPTS = "receipts"
    """The peer tells when something was delivered or seen."""


class Medium(StrEnum):
    """What people call the way they reached us; agents' capacity is counted per medium."""

    CHAT = "chat"
    SMS = "sms"
    MAIL = "mail"
    CALL = "call"
    MESSAGE = "message"
    """Left outside hours or when nobody was there; answered when somebody is."""
    CALLBACK = "callback"
    VIDEO = "video"


IdentityKind = Literal["visitor", "phone", "email", "external"]


class Identity(msgspec.Struct, frozen=True):
    """By what a peer knows a person. A struct, which is made, compared and looked up for a fraction
    of what a data class costs: lists hold millions.
    """

    kind: IdentityKind
    value: str
    """Normalised by the channel: E.164 for a phone, lower case for a mail address."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What an entry point listens to: texts to a number, all of them or those that begin with a
    keyword.
    """

    number: str
    """E.164 with its plus, or the digits of a short code."""
    keyword: str | None = None
    """As it was written; none: whatever fits no keyword."""
    number_field: str = "settings/number"
    """The setting that names the number, for faults."""
    field: str = "settings/number"
    """The setting that claims it."""


@dataclass(frozen=True, slots=True)
class TelephoneText:
    """A text from a telephone, as the entry point it is for gets it."""

    peer_id: str
    """Unique for ever: a repeat is harmless."""
    sender: str
    """E.164 with its plus."""
    number: str
    """The number it was sent to."""
    text: str
    keyword: str | None
    """The entry point's own keyword it begins with."""
    at: datetime


Fate = Literal[
    "stop",
    "start",
    "help",
    "signed_up",
    "confirmed",
    "conversation",
    "answered",
    "told",
    "nobody",
    "failed",
]
"""What became of a text from a telephone: a wish of its sender was noted; they signed up, or
confirmed that they did; it was answered; it went into a conversation; only systems were told; it is
for nobody; we could not deal with it.
"""

Occasion = Literal["help", "stopped", "started"]
"""Somebody asks who writes to them; told us to stop; wants to hear from us again."""


@dataclass(frozen=True, slots=True)
class Page:
    """The page of a site a visitor wrote from, without query string or fragment."""

    url: str
    title: str | None = None


@dataclass(frozen=True, slots=True)
class Inbound:
    """Something a person said, through whatever medium."""

    peer_id: str
    """Given by the peer and unique per entry point: a repeat with the same one is harmless."""
    sender: Identity
    text: str
    name: str | None = None
    """How the person calls themself, when the peer says so."""
    language: str | None = None
    page: Page | None = None
    client_id: str | None = None
    """Given by the sending program, returned so that it recognises its own message."""
    subject: str | None = None
    """Key of the subject chosen before the request, one of the entry point's."""
    subject_name: str | None = None
    """What the company calls that subject."""
    context: Context | None = None
    files: Sequence[UUID] = ()
    """Stored files (room ``files``) that belong to the message."""
    medium: Medium | None = None
    """When it is another than the channel's own: a message left outside hours."""
    queue: str | None = None
    """Key of the queue the entry point suggests for the subject; rules may choose another."""
    reply: str | None = None
    """Value of the quick reply that was chosen; ``text`` is its label."""
    goes_on: UUID | None = None
    """The conversation it goes on with, when all of ``context`` was accepted there before."""
    begins: bool = False
    """As far as the channel knows, nothing is going on with its sender."""
    conversation: UUID | None = None
    """The conversation it goes on with, where the peer names one: one of the sender's own."""
    apart: bool = False
    """It begins a conversation of its own, even while another one is going on."""


@dataclass(frozen=True, slots=True)
class Treatment:
    """What becomes of a text from a telephone, beside being told to the company's systems."""

    inbound: Inbound | None = None
    """It goes on with, or begins, a conversation."""
    answer: str | None = None
    """It is answered with these words."""
    signs_up: str | None = None
    """It signs its sender up, at the page of this code."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """Committed: the peer may be told so now, and only now."""

    message_id: UUID
    interaction_id: UUID
    seq: int
    at: datetime
    repeat: bool = False
    """The same ``peer_id`` had been accepted before; nothing was written."""
    files: Sequence[FileRef] = ()
    """Those of ``Inbound.files``, as they became part of the message."""


@dataclass(frozen=True, slots=True)
class Notice:
    """A small fact of a conversation: a code and its parameters, put in words by who shows it."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QuickReply:
    """An answer the person may give at one touch, where the medium can show it."""

    value: str
    """Comes back as ``Inbound.reply``."""
    label: str
    """Shown, and said in the person's name."""


@dataclass(frozen=True, slots=True)
class Line:
    """Where in a conversation a message stands."""

    interaction_id: UUID
    message_id: UUID
    seq: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Outbound:
    """Something to send to one address."""

    id: UUID
    address: Identity
    text: str | None = None
    notice: Notice | None = None
    author: str | None = None
    """Name of the agent, to be shown where the medium can."""
    language: str | None = None
    line: Line | None = None
    """Set when it is part of a conversation."""
    files: Sequence[FileRef] = ()
    quick: Sequence[QuickReply] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """The peer took it."""

    peer_id: str | None = None
    """By what later receipts of the peer name it; none if it will never speak of it again."""
    parts: int | None = None
    """In how many parts it leaves, where the medium cuts long words."""


Outcome = Receipt | Failure

ReceiptState = Literal["delivered", "seen", "failed"]


@dataclass(frozen=True, slots=True)
class PeerReceipt:
    """What became of something sent, as the peer tells later, perhaps twice or out of order."""

    peer_id: str
    """``Receipt.peer_id``, or the outbound's own id when the channel passed that on."""
    address: Identity
    """Only what was sent to this address is touched."""
    state: ReceiptState
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a conversation as its person may see it."""

    line: Line
    author: Literal["contact", "agent", "system"]
    name: str | None
    text: str | None
    notice: Notice | None
    client_id: str | None
    outbound_id: UUID | None
    """What to name in a receipt, for what was said to the person."""
    files: Sequence[FileRef] = ()
    quick: Sequence[QuickReply] = ()


@dataclass(frozen=True, slots=True)
class Since:
    """The last message a returning peer holds."""

    interaction_id: UUID
    seq: int


@dataclass(frozen=True, slots=True)
class History:
    """What a returning person had said and been told at this entry point, oldest first."""

    said: Sequence[Said]
    more: bool
    """There is older than the first one given."""
    open: bool
    """A conversation is going on."""
    interaction_id: UUID | None
    """The newest conversation."""
    agent: str | None
    """Name of the agent who holds it."""
    address: Identity | None = None
    """To which of the person's addresses the newest conversation speaks."""


@dataclass(frozen=True, slots=True)
class PersonRating:
    """How a person judges a conversation."""

    interaction_id: UUID
    stars: int
    """1 to 5."""
    comment: str | None = None


@dataclass(frozen=True, slots=True)
class TranscriptWish:
    """Where a person wants what was said to be sent."""

    key: str
    """Given by the person's program: the same wish again sends nothing more."""
    email: str
    """Normalised: lower case."""
    language: str


AvailabilityState = Literal["open", "busy", "closed", "away"]
"""``open``: somebody is free. ``busy``: everybody is talking, there is a line. ``closed``: outside
hours. ``away``: within hours, but nobody is ready.
"""


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether a person who comes now is answered, as far as is known at ``at``."""

    state: AvailabilityState
    at: datetime
    opens_at: datetime | None = None
    """When it is closed: the next opening, if the calendar knows one."""
    waiting: int = 0
    agents_ready: int = 0
    agents_free: int = 0
    wait: tuple[int, int] | None = None
    """Seconds, from and to; none where it would be a guess."""


FactKind = Literal["shown", "withheld", "accepted", "dismissed", "purchase"]
"""``withheld``: the rule held, and the visit belongs to the control group."""


@dataclass(frozen=True, slots=True)
class InvitationFact:
    """Something that happened to an invitation, as the page tells it."""

    kind: FactKind
    unit: str
    """Who: drawn by the page, for one page only unless ``kept``."""
    kept: bool
    """The unit stays the same over pages and visits (the page has consent to store, or named
    the person): only those count for the lift.
    """
    rule: str | None = None
    """The invitation's key; none for a purchase."""
    purchase_id: str | None = None
    """The company's own number: a repeat is harmless."""
    amount: int | None = None
    """Minor units of ``currency``."""
    currency: str | None = None
    page: str | None = None
    """Its address, without query string."""


@dataclass(frozen=True, slots=True)
class Probe:
    """Whether an entry point works, in words for people."""

    ok: bool
    code: str
    """Stable; sentence under ``probe.<code>``."""
    detail: str | None = None


CommandName = Literal["typing", "place"]
"""``place``: the place in line and the announced wait of a person who waits. Channels drop what
they cannot show.
"""


@dataclass(frozen=True, slots=True)
class Command:
    """Something to do now or never, such as showing that an agent is typing."""

    name: CommandName
    address: Identity
    params: Mapping[str, str | bool | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Directed:
    """A command and the entry point it goes through."""

    entry_point_id: UUID
    command: Command
