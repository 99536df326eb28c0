"""What a channel is.

A channel is one folder under ``guichet.channels`` whose front door exposes one subclass of
``Channel``. It turns what a peer says into ``Inbound`` values for the ``Sink``, and ``Outbound``
values into what its peer understands. It knows no database, no tenant business and no other
channel. The runner owns connecting, back-off, draining and health; the dispatcher owns retries.
"""

from abc import ABC, abstractmethod
from collections.abc import (
    AsyncIterable,
    Awaitable,
    Callable,
    Mapping,
    MutableMapping,
    Sequence,
)
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Generic, Protocol, TypeVar
from uuid import UUID

from nats.aio.msg import Msg
from pydantic import BaseModel, ConfigDict

from guichet.files.types import FileRef, Upload
from guichet.gateway.context import Claims, Location, PageView
from guichet.gateway.types import (
    Accepted,
    Availability,
    Capability,
    Claim,
    Command,
    History,
    Identity,
    Inbound,
    InvitationFact,
    Medium,
    Occasion,
    Outbound,
    Outcome,
    PeerReceipt,
    PersonRating,
    Probe,
    Since,
    TelephoneText,
    TranscriptWish,
    Treatment,
)
from guichet.kit.clock import Clock
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.limits.types import Limit, Standing


class ChannelSettings(BaseModel):
    """What a tenant sets for one entry point. Each field carries a title and a description in
    English (``title``, ``description``) and French (``json_schema_extra={"fr": {...}}``): the
    form and the documentation are made from them. Secrets are ``SecretStr``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)


class NoSettings(ChannelSettings):
    """For channels without settings of their own."""


S_co = TypeVar("S_co", bound=ChannelSettings, covariant=True)


@dataclass(frozen=True, slots=True)
class Door(Generic[S_co]):
    """An entry point as its channel sees it."""

    tenant_id: TenantId
    id: UUID
    kind: str
    title: str
    language: str
    site_key: str
    allowed_origins: tuple[str, ...]
    settings: S_co
    version: int


AnyDoor = Door[ChannelSettings]


class Sink(Protocol):
    """Where channels hand over what comes in. Every method commits before it returns and may be
    repeated; it raises ``Refusal`` for what must not be sent again as it is, anything else when
    the peer should try again later.
    """

    async def receive(self, door: AnyDoor, inbound: Inbound) -> Accepted:
        """Take in what a person said."""
        ...

    async def receipts(self, door: AnyDoor, receipts: Sequence[PeerReceipt]) -> None:
        """Take in what became of things sent; unknown and old ones are passed over."""
        ...

    async def history(
        self, door: AnyDoor, person: Identity, since: Since | None, limit: int
    ) -> History:
        """The last ``limit`` things said with a person at this entry point: after ``since``, and
        what was said to them before and is not known to have reached them.
        """
        ...

    async def is_of_another(self, door: AnyDoor, person: Identity, claims: Claims) -> bool:
        """Whether ``person`` is surely somebody else than whom verified ``claims`` name: two people
        share a computer. Then the channel lets them come in by an identity of their own.
        """
        ...

    async def typing(self, door: AnyDoor, interaction_id: UUID, on: bool) -> None:
        """Show those who look at the conversation that its person is typing; may be lost."""
        ...

    async def end(self, door: AnyDoor, person: Identity) -> UUID | None:
        """The person ends the conversation that is going on; gives it. None when there is none:
        a repeat changes nothing.
        """
        ...

    async def rate(self, door: AnyDoor, person: Identity, rating: PersonRating) -> None:
        """Keep the person's judgement of one of their own conversations; a later one replaces it.
        Raises ``NotFound`` for a conversation that is not theirs.
        """
        ...

    async def transcript(self, door: AnyDoor, person: Identity, wish: TranscriptWish) -> None:
        """Mail the person what was said in their latest conversation. Raises ``NotFound`` when
        there is none.
        """
        ...

    async def saw(self, door: AnyDoor, person: Identity, pages: Sequence[PageView]) -> None:
        """Add pages the person looked at to the conversation that is going on; without one nothing
        is kept.
        """
        ...

    async def located(self, door: AnyDoor, person: Identity, location: Location) -> None:
        """Keep where the person is, with the conversation that is going on; without one nothing is
        kept.
        """
        ...


class AvailabilityPort(Protocol):
    """Whether somebody would answer now. Handed in by ``processes``; answers from memory, for it
    is asked at every page view of every site.
    """

    async def of(
        self,
        door: AnyDoor,
        subject: str | None = None,
        queue: str | None = None,
        medium: Medium = Medium.CHAT,
    ) -> Availability:
        """For a person who comes by ``door`` with ``subject``, one of its keys, and wants an answer
        by ``medium``; ``queue`` is the key of the queue that subject suggests. At most two seconds
        old.
        """
        ...


class FilesPort(Protocol):
    """Files that people send. Handed in by ``processes``."""

    async def accept(
        self, door: AnyDoor, person: Identity, upload: Upload, content: AsyncIterable[bytes]
    ) -> FileRef:
        """Store a file of ``person``, not part of anything said yet. Raises ``TooLarge``,
        ``Invalid`` for a type that is not allowed or an infected content, ``Conflict`` when the
        tenant's room is used up.
        """
        ...


class InvitationsPort(Protocol):
    """Keeps what became of invitations. Handed in by ``processes``."""

    async def note(self, door: AnyDoor, facts: Sequence[InvitationFact]) -> None:
        """Append; a purchase of the same ``purchase_id`` counts once."""
        ...


class PlacesPort(Protocol):
    """Who knows where people stand in line. Handed in by ``processes``."""

    async def tell_again(self, door: AnyDoor, interaction_id: UUID) -> None:
        """The person of a conversation that waits came back: say once more what they were told
        last, by the command ``place``. May be lost; nothing is said when nothing was.
        """
        ...


class QuotasPort(Protocol):
    """How much may come in a time, counted over all processes. Handed in by ``processes``."""

    async def spend(self, caller: str, limit: Limit) -> Standing:
        """Count one of ``caller``, unless it is one too many."""
        ...


class Doors(Protocol):
    """Finds entry points for peers that come by themselves."""

    async def by_site_key(self, kind: str, site_key: str) -> AnyDoor | None:
        """The enabled entry point of an active tenant; none if there is none."""
        ...


class Signals(Protocol):
    """Ephemeral messages between processes: at most once, never stored, dropped when nobody
    listens. ``kit.bus.Bus`` is one.
    """

    @property
    def connected(self) -> bool:
        """Whether what is said now is heard, as far as is known."""
        ...

    async def publish(self, subject: str, payload: bytes) -> None:
        """Say ``payload`` to who listens now."""
        ...

    def subscribed(
        self,
        subject: str,
        handler: Callable[[Msg], Awaitable[None]],
        again: Callable[[], None] | None = None,
    ) -> AbstractAsyncContextManager[None]:
        """Call ``handler`` for each message while the block lasts; ``again`` when it hears again
        after an interruption, in which something may have been said.
        """
        ...


class TextsPort(Protocol):
    """Sends texts to telephones. Handed in by ``processes``."""

    async def answer(self, door: AnyDoor, number: str, outbound: Outbound) -> Outcome:
        """Accept ``outbound`` for a telephone, from ``number``, one of the entry point's: an answer
        in a conversation, so no offer; money and law count as for all. Committed once it returns a
        receipt; safe to repeat. What becomes of it comes to the sink's ``receipts``.
        """
        ...


@dataclass(frozen=True)
class Tools:
    """What Guichet lends to channels."""

    clock: Clock
    ids: IdMaker
    signals: Signals
    secret: bytes
    """Derived for channels alone; a channel derives its own keys from it."""
    public_url: str
    """Where Guichet is reached from outside, without a slash at the end."""
    static: Path
    """Folder of the built web assets."""
    file_address: Callable[[TenantId, FileRef], str]
    """Where a person's browser gets a file for the next hours: an absolute address, signed."""
    texts: TextsPort | None = None
    """None where nothing is sent."""


@dataclass(frozen=True)
class Front:
    """What the routes of a channel get: everything a visiting peer needs, and no more."""

    tools: Tools
    sink: Sink
    doors: Doors
    availability: AvailabilityPort
    files: FilesPort
    invitations: InvitationsPort
    places: PlacesPort
    quotas: QuotasPort


Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]
"""As the ASGI specification types it (version 3.0): the edge, hence ``Any``."""


@dataclass(frozen=True, slots=True)
class PeerRoute:
    """An address peers call, outside the API. ``path`` may hold ``{name}`` parts."""

    path: str
    app: AsgiApp
    methods: tuple[str, ...] = ("GET",)
    """Empty for a WebSocket."""


S = TypeVar("S", bound=ChannelSettings)


class Channel(ABC, Generic[S]):
    """One entry point's way to its peer. Made by the registry, one instance per entry point and
    process; cheap to make.
    """

    kind: ClassVar[str]
    """The folder's name; stored with every entry point, never changed."""
    medium: ClassVar[Medium]
    title: ClassVar[Mapping[str, str]]
    """By language: ``en`` and ``fr``."""
    description: ClassVar[Mapping[str, str]]
    """By language, one sentence for the person choosing."""
    capabilities: ClassVar[frozenset[Capability]]
    Settings: ClassVar[type[ChannelSettings]]
    offered: ClassVar[bool] = True
    """Whether companies open entry points of it themselves; false: Guichet does where needed."""
    connects: ClassVar[bool] = False
    """Whether ``open`` holds a connection that may exist once only: then the runner leases the
    entry point to one process, and only that process sends through it.
    """
    hears: ClassVar[bool] = False
    """Whether texts from telephones may be for its entry points, by what they claim."""

    def __init__(self, door: Door[S], tools: Tools) -> None:
        self.door = door
        self.tools = tools

    async def open(self, sink: Sink) -> None:
        """Hold the connection and hand what comes to ``sink`` until cancelled. Raises when the
        connection is lost: the runner comes back. Acknowledges to the peer only after the sink
        returned.
        """

    @abstractmethod
    async def send(self, outbound: Outbound) -> Outcome:
        """Hand ``outbound`` to the peer. Safe to repeat with the same ``outbound.id``: at worst
        the person sees it twice. Never raises for what the peer does.
        """

    @abstractmethod
    async def probe(self) -> Probe:
        """Try the settings without disturbing anyone; within 10 seconds."""

    async def perform(self, command: Command) -> None:
        """Do ``command`` now or drop it silently."""

    @classmethod
    def claims(cls, settings: ChannelSettings) -> Sequence[Claim]:  # noqa: ARG003 - most have none
        """What texts from telephones an entry point with ``settings`` is for. Only numbers and
        keywords the company was given are accepted, and each by one entry point.
        """
        return ()

    def passes_to(self) -> str | None:
        """The SMPP account (its ``system_id``) that is to get each text, too; none: no account."""
        return None

    def treat(self, text: TelephoneText) -> Treatment:  # noqa: ARG002 - most get none
        """What becomes of a text that is for this entry point. Pure."""
        return Treatment()

    def words_for(self, occasion: Occasion, name: str) -> str | None:  # noqa: ARG002 - most get none
        """What to answer by text on ``occasion``, in the name of the company ``name``; none: what
        Guichet says.
        """
        return None

    @classmethod
    def routes(cls, front: Front) -> Sequence[PeerRoute]:  # noqa: ARG003 - most channels have none
        """Routes peers call, mounted once per web process outside the API."""
        return ()


AnyChannel = Channel[ChannelSettings]
