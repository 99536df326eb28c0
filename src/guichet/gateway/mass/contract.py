"""What passes between the gateway and the links that carry messages in mass.

A link is one connection to one carrier: an SMPP bind, an HTTP client. It takes parcels from its
``Depot``, hands them over, and tells the depot what became of them, many at a time: nothing here
costs a task, a future or a line of log for each message.
"""

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, ClassVar, Generic, Literal, NamedTuple, Protocol, TypeVar
from uuid import UUID

from guichet.gateway.contract import ChannelSettings, PeerRoute, Tools
from guichet.gateway.failures import Failure
from guichet.gateway.mass.types import Encoding, Purpose
from guichet.gateway.types import Probe

R_co = TypeVar("R_co", bound=ChannelSettings, covariant=True)


@dataclass(frozen=True, slots=True)
class RouteDoor(Generic[R_co]):
    """A route as its links see it."""

    id: UUID
    kind: str
    title: str
    settings: R_co
    version: int
    bind: int = 1
    """Which of the route's connections this is, from 1."""


class Parcel(NamedTuple):
    """One message, handed to one link."""

    id: UUID
    to: str
    """E.164 with its plus."""
    sender: str | None
    """A name or a number; none: the route's own."""
    text: str
    purpose: Purpose
    encoding: Encoding
    flash: bool
    expires_at: datetime | None


class PartSent(NamedTuple):
    """What the carrier answered for one part of a parcel, or that it never did.

    Exactly one of ``peer_id``, ``failure`` and ``cut`` tells.
    """

    parcel: UUID
    part: int
    """From 1."""
    parts: int
    peer_id: str | None = None
    """By what receipts name it, normalised by the link's rule for ids."""
    failure: Failure | None = None
    cut: bool = False
    """Handed over, and the connection ended or its time ran out before an answer."""


ReceiptState = Literal[
    "enroute", "accepted", "delivered", "expired", "deleted", "undeliverable", "rejected", "unknown"
]
"""As SMPP 3.4, section 5.2.28, names them (``message_state``)."""


class CarrierReceipt(NamedTuple):
    """What a carrier says became of a part: perhaps before its answer, twice, or days later."""

    peer_id: str
    """Normalised like ``PartSent.peer_id``."""
    state: ReceiptState
    at: datetime | None = None
    """When it happened, as the carrier says."""
    error: str | None = None
    """The carrier's own code."""


@dataclass(frozen=True, slots=True)
class MobileOriginated:
    """A text a telephone sent, its parts joined."""

    peer_id: str
    """Names it once for ever, made by the link: a repeat is harmless."""
    sender: str
    """E.164 with its plus where the number is one, else as the carrier gave it."""
    to: str
    """The short code or number it was sent to."""
    text: str
    at: datetime


LinkState = Literal["connecting", "open", "waiting", "silent", "refused", "draining", "closed"]


@dataclass(frozen=True, slots=True)
class LinkHealth:
    """How a link is just now."""

    state: LinkState
    at: datetime
    window: int = 0
    """How many answers it may wait for at a time, after what the carrier said of its load."""
    outstanding: int = 0
    answer_time: timedelta | None = None
    throttled: int = 0
    """How often the carrier asked to slow down since the link was opened."""
    words: str | None = None
    """Why it ended: a code, a colon, and the words of who ended it."""
    pause: timedelta = timedelta()
    """For how long from now nothing is handed over, because the carrier asked to slow down."""


class Depot(Protocol):
    """Where one link gets its parcels. Everything but ``wait``, ``receipts`` and ``inbound``
    returns at once.
    """

    def take(self, limit: int) -> Sequence[Parcel]:
        """Up to ``limit`` parcels to hand over now, the most urgent first; perhaps none. Each is
        this link's alone from here on: it tells by ``sent`` for each part, or gives it back.
        """
        ...

    async def wait(self) -> None:
        """Until there may be something to take."""
        ...

    def sent(self, several: Sequence[PartSent]) -> None:
        """What became of parts; written in groups soon after."""
        ...

    def give_back(self, several: Sequence[UUID], after: timedelta | None = None) -> None:
        """Not handed over: another link, or this one later, may. ``after``: the carrier asked to
        wait; it counts as no attempt.
        """
        ...

    def pass_on(self, several: Collection[UUID]) -> Collection[UUID]:
        """The carrier asked to wait. Those of these that another route takes at once leave this
        link, as if given back; which they were.
        """
        ...

    async def receipts(self, several: Sequence[CarrierReceipt]) -> None:
        """Keep them; only then may they be acknowledged. Repeats are harmless."""
        ...

    async def inbound(self, several: Sequence[MobileOriginated]) -> None:
        """Keep them; only then may they be acknowledged. Repeats are harmless."""
        ...

    def health(self, health: LinkHealth) -> None:
        """How the link is, whenever it changes, and at least each ten seconds."""
        ...


class CallsPort(Protocol):
    """What services that call us by themselves need. Handed in by ``processes``."""

    async def route(self, route_id: UUID) -> RouteDoor[ChannelSettings] | None:
        """A route as its links see it, at most a few seconds old; none if there is no such one."""
        ...

    async def receipts(self, route_id: UUID, several: Sequence[CarrierReceipt]) -> None:
        """Keep them; only then may the call be answered. Repeats are harmless."""
        ...

    async def inbound(self, route_id: UUID, several: Sequence[MobileOriginated]) -> None:
        """Keep them; only then may the call be answered. Repeats are harmless."""
        ...


@dataclass(frozen=True, slots=True)
class CallFront:
    """What the addresses of links get."""

    tools: Tools
    calls: CallsPort


NumberState = Literal["reachable", "absent", "unknown_number", "unknown"]
"""It can be reached; switched off or away; nobody has it; the carrier does not know."""


class NumberFact(NamedTuple):
    """What a carrier says of a number."""

    number: str
    """E.164 with its plus."""
    state: NumberState
    network: str | None = None
    """Country and network in digits (MCC, MNC), if it was told."""
    ported: bool | None = None
    """Moved from another operator; none: not told."""


class CannotCheck(Exception):
    """The carrier gives no usable answer about numbers; nothing is known of any of them."""


S = TypeVar("S", bound=ChannelSettings)


class Link(ABC, Generic[S]):
    """One connection of one route. Made anew for every attempt to connect; cheap to make."""

    kind: ClassVar[str]
    title: ClassVar[Mapping[str, str]]
    Settings: ClassVar[type[ChannelSettings]]

    def __init__(self, route: RouteDoor[S], tools: Tools) -> None:
        self.route = route
        self.tools = tools

    @abstractmethod
    async def run(self, depot: Depot) -> None:
        """Connect, take and hand over until cancelled; then unbind, and tell ``cut`` for what has
        no answer. Raises when the connection is refused or lost: the gateway comes back.
        """

    @abstractmethod
    async def probe(self) -> Probe:
        """Try the settings without sending anything; within 10 seconds."""

    @property
    def calls(self) -> Mapping[str, str]:
        """The addresses the carrier is to call for this route: secret, by what they are for."""
        return {}

    @property
    def checks(self) -> bool:
        """Whether the carrier can be asked about numbers by this route."""
        return False

    async def check(self, numbers: Sequence[str]) -> Sequence[NumberFact]:
        """Ask about numbers (an HLR look-up), within 10 seconds; in their order.

        :raises CannotCheck: it gives no usable answer, or cannot be asked
        """
        raise CannotCheck(f"{self.kind} asks about no numbers ({len(numbers)} given)")

    @classmethod
    def routes(cls, front: CallFront) -> Sequence[PeerRoute]:  # noqa: ARG003 - most have none
        """Addresses carriers call, mounted once per web process outside the API."""
        return ()


AnyLink = Link[ChannelSettings]


class LinkRefused(Exception):
    """The carrier will not let us in with these settings: coming back at once would lock the
    account. ``words`` are the peer's.
    """

    def __init__(self, code: str, words: str) -> None:
        super().__init__(f"{code}: {words}")
        self.code = code
        self.words = words


@dataclass(frozen=True, slots=True)
class Links:
    """The kinds of link of a channel that carries in mass."""

    kinds: Mapping[str, type[AnyLink]] = field(default_factory=dict)
    presets: Mapping[str, Sequence["LinkPreset"]] = field(default_factory=dict)
    """Settings to begin with, by kind."""


@dataclass(frozen=True, slots=True)
class LinkPreset:
    """Settings of a route to begin with: a public service, or a usual way of doing things."""

    key: str
    title: Mapping[str, str]
    settings: Mapping[str, Any]
    asks: Mapping[str, str] = field(default_factory=dict)
    """Which settings have still to be filled in, by the service's own words for them."""
    source: str | None = None
    """The page its interface is described on."""
