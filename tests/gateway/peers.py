"""What the contract test-suite needs to know of a channel's peer.

``tests/channels/<kind>/peer.py`` holds ``open_peer(tools, sink)``: it starts the real thing the
channel speaks to (a server, a browser-like client) and gives a ``Peer`` while the block lasts.
"""

import asyncio
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from importlib import import_module
from typing import Protocol
from uuid import UUID

from guichet.gateway.context import Claims, Location, PageView
from guichet.gateway.contract import AnyChannel, AnyDoor, Sink, Tools
from guichet.gateway.types import (
    Accepted,
    History,
    Identity,
    Inbound,
    PeerReceipt,
    PersonRating,
    Since,
    TranscriptWish,
)
from guichet.kit.clock import Clock
from guichet.kit.ids import IdMaker


class Peer(Protocol):
    """The other end of a channel, with one person there."""

    channel: AnyChannel
    """The channel under test, of an entry point that is set up to reach this peer."""
    person: Identity

    async def say(self, text: str, key: str) -> None:
        """The person says ``text``; the same ``key`` again is the peer repeating itself. Returns
        once the channel has it, acknowledged or not.
        """

    async def acknowledged(self, key: str) -> bool:
        """Whether the channel confirmed it to the peer."""

    async def heard(self) -> Sequence[str]:
        """The texts that reached the person so far."""

    async def go_away(self) -> None:
        """The person or service cannot be reached any more."""


class OpenPeer(Protocol):
    """Starts a peer."""

    def __call__(self, tools: Tools, sink: Sink) -> AbstractAsyncContextManager[Peer]: ...


def opener(kind: str) -> OpenPeer:
    """The peer of one channel. Every channel has one: an ``ImportError`` says what to write."""
    found: OpenPeer = import_module(f"tests.channels.{kind}.peer").open_peer
    return found


class AwayError(ConnectionError):
    """The database is away: peers must try again."""


class Ledger:
    """A sink that keeps what it is given, can be made to wait, and to fail."""

    def __init__(self, clock: Clock, ids: IdMaker) -> None:
        self._clock = clock
        self._ids = ids
        self.received: list[Inbound] = []
        self.told: list[PeerReceipt] = []
        self.accepted: dict[str, Accepted] = {}
        self.ended: list[Identity] = []
        self.ratings: list[PersonRating] = []
        self.wishes: list[TranscriptWish] = []
        self.views: list[PageView] = []
        self.places: list[Location] = []
        self.may_commit = asyncio.Event()
        self.may_commit.set()
        self.away = False

    async def receive(self, door: AnyDoor, inbound: Inbound) -> Accepted:
        self.received.append(inbound)
        await self.may_commit.wait()
        if self.away:
            raise AwayError
        known = self.accepted.get(inbound.peer_id)
        if known is None:
            seq = len(self.accepted) + 1
            new, thread = self._ids.new(), self._ids.new()
            known = Accepted(new, thread, seq, self._clock.now())
            self.accepted[inbound.peer_id] = known
        return known

    async def receipts(self, door: AnyDoor, receipts: Sequence[PeerReceipt]) -> None:
        self.told.extend(receipts)

    async def history(
        self, door: AnyDoor, person: Identity, since: Since | None, limit: int
    ) -> History:
        return History((), more=False, open=False, interaction_id=None, agent=None)

    async def is_of_another(self, door: AnyDoor, person: Identity, claims: Claims) -> bool:
        return False

    async def typing(self, door: AnyDoor, interaction_id: object, on: bool) -> None:
        return

    async def end(self, door: AnyDoor, person: Identity) -> UUID | None:
        self.ended.append(person)
        return self._ids.new()

    async def rate(self, door: AnyDoor, person: Identity, rating: PersonRating) -> None:
        self.ratings.append(rating)

    async def transcript(self, door: AnyDoor, person: Identity, wish: TranscriptWish) -> None:
        self.wishes.append(wish)

    async def saw(self, door: AnyDoor, person: Identity, pages: Sequence[PageView]) -> None:
        self.views.extend(pages)

    async def located(self, door: AnyDoor, person: Identity, location: Location) -> None:
        self.places.append(location)
